import { FailureError } from "../chat/errors.ts";

/**
 * A part of the runtime that only some programs need, and so is a file of its own. Loaded when it is
 * first asked for, and kept: to ask the platform for a module that it has takes longer than a request
 * takes to be written.
 *
 * @returns a function that rejects with a FailureError of code `network` when it cannot be loaded
 */
export function createLoader<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let loading: Promise<Part> | undefined;
  return () => {
    if (loading === undefined) {
      loading = load().catch((cause: unknown) => {
        // The next call may have more luck.
        loading = undefined;
        throw new FailureError({
          code: "network",
          message: "a file of @kei/runtime could not be loaded: deploy all files of the package",
          retryable: false,
          cause,
        });
      });
      // Those who wait for it hear of it; until then it is no unhandled rejection.
      loading.catch(() => {});
    }
    return loading;
  };
}
