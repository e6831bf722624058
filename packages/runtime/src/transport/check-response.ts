import { FailureError } from "../chat/errors.ts";
import type { TransportResponse } from "./transport.ts";

/** Whether a transport, which may be anybody's, gave what it has to. */
export function isResponse(given: TransportResponse | undefined): boolean {
  return (
    typeof given?.status === "number" &&
    [given.header, given.read, given.text, given.close].every((way) => typeof way === "function")
  );
}

/** An option, which is the user's own code, that does not do what it is for. */
export function noResponse(option: string, must: string): FailureError {
  return new FailureError({
    code: "config",
    message: `the option ${option} must give ${must}, and gave something else`,
  });
}
