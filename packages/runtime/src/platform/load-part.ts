import { FailureError } from "../chat/errors.ts";

/** Loads a part, and has it from then on. */
export interface Loader<Part> {
  /** @throws FailureError of code `network` when it cannot be loaded */
  (): Promise<Part>;
  /** The part, once it is there: so nobody has to wait for it again. */
  readonly loaded: Part | undefined;
}

/**
 * A part of the runtime that is needed only later, or by some programs only, and so is a file of its
 * own. Loaded when it is first asked for, and kept: to ask the platform for a module that it has takes
 * longer than a request takes to be written.
 */
export function createLoader<Part>(load: () => Promise<Part>): Loader<Part> {
  let loading: Promise<Part> | undefined;
  const onLoaded = (part: Part): Part => {
    loader.loaded = part;
    return part;
  };
  const onFailed = (cause: unknown): never => {
    // The next call may have more luck.
    loading = undefined;
    // Of a part that is made of parts, one says it.
    if (cause instanceof FailureError) throw cause;
    throw new FailureError({
      code: "network",
      message: "a file of @kei/runtime could not be loaded: deploy all files of the package",
      retryable: false,
      cause,
    });
  };
  const ask = (): Promise<Part> => {
    if (loading === undefined) {
      loading = load().then(onLoaded, onFailed);
      // Those who wait for it hear of it; until then it is no unhandled rejection.
      loading.catch(() => {});
    }
    return loading;
  };
  const loader = Object.assign(ask, { loaded: undefined as Part | undefined });
  return loader;
}
