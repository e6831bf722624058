/** What a promise rejects with, or a function throws. */
export async function thrown(of: Promise<unknown> | (() => unknown)): Promise<unknown> {
  let value: unknown;
  try {
    value = await (typeof of === "function" ? of() : of);
  } catch (error) {
    return error;
  }
  throw new Error(`nothing was thrown, but there was ${show(value)}`);
}

export function pick<T extends object, Key extends keyof T>(
  object: T | undefined,
  keys: readonly Key[],
) {
  return Object.fromEntries(keys.map((key) => [key, object?.[key]]));
}

export function equal(actual: unknown, wanted: unknown): void {
  if (show(actual) !== show(wanted)) throw new Error(`${show(actual)} is not ${show(wanted)}`);
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, it) => (typeof it === "bigint" ? `${it}n` : it));
  return text ?? String(value);
}

export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, stack = "", cause } = error;
  const code = "code" in error ? `${error.code}: ` : "";
  const why = cause instanceof Error ? cause.message : cause;
  return `${code}${message}${why === undefined ? "" : ` [cause: ${why}]`}\n${stack}`;
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it took longer than ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
