import { FailureError } from "./errors.ts";

/**
 * A part of the runtime that only some programs need, and so is a file of its own.
 *
 * @throws FailureError of code `network` when it cannot be loaded
 */
export async function loadPart<Part>(loading: Promise<Part>): Promise<Part> {
  try {
    return await loading;
  } catch (cause) {
    throw new FailureError({
      code: "network",
      message: "a file of @kei/runtime itself could not be loaded: were all of them deployed?",
      retryable: false,
      cause,
    });
  }
}
