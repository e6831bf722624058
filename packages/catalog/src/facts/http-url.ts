/** A link that may be followed: `http` and `https`, nothing that runs. `undefined`: it is shown as text. */
export function httpUrl(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === "http:" || protocol === "https:" ? href : undefined;
}
