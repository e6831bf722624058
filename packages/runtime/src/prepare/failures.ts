import { FailureError } from "../errors.ts";

/** Wrong input. `message` begins with where it is, as a path into the request. */
export function badRequest(message: string, cause?: unknown): FailureError {
  return new FailureError({ code: "bad-request", message, cause });
}

/** Right input that the model or the protocol can do nothing with. */
export function unsupported(message: string): FailureError {
  return new FailureError({ code: "unsupported", message });
}
