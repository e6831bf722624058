import { FailureError } from "./errors.ts";

/** What a transport throws that says no more is taken for the network's. */
export function transportFailure(thrown: unknown): FailureError {
  if (thrown instanceof FailureError) return thrown;
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return new FailureError({
    code: "network",
    message: `the request failed: ${what}`,
    cause: thrown,
  });
}
