/**
 * A hash of a text, as hexadecimal digits; `undefined` where the platform has none, as a page that came
 * over plain HTTP.
 */
export async function digest(
  algorithm: "SHA-1" | "SHA-256",
  text: string,
): Promise<string | undefined> {
  const bytes = await globalThis.crypto?.subtle?.digest(algorithm, new TextEncoder().encode(text));
  if (bytes === undefined) return undefined;
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
