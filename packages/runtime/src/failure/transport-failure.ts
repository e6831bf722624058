import { FailureError } from "../chat/errors.ts";

/** What a transport throws that says no more is taken for the network's. */
export function transportFailure(thrown: unknown): FailureError {
  if (thrown instanceof FailureError) return thrown;
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  const denied = isDenied(thrown);
  return new FailureError({
    code: denied ? "config" : "network",
    message: denied ? what : `the request failed: ${what}`,
    cause: thrown,
  });
}

/** Deno was not given a permission; the message names it, and its flag. */
export function isDenied(thrown: unknown): boolean {
  return (thrown as { readonly name?: unknown } | undefined)?.name === "NotCapable";
}
