import { callHook } from "../platform/call-hook.ts";

/**
 * Runs what a hook may set something up around, such as the context of a trace. The hook gets a function
 * to call, at once; whatever it does, `run` runs once.
 *
 * @throws what `run` throws
 */
export function runAround<T, Given>(
  around: ((run: (given?: Given) => void) => void) | undefined,
  run: (given?: Given) => T,
): T {
  if (around === undefined) return run();
  let outcome: { readonly value?: T; readonly thrown?: unknown } | undefined;
  const once = (given?: Given) => {
    if (outcome !== undefined) return;
    outcome = {};
    try {
      outcome = { value: run(given) };
    } catch (thrown) {
      outcome = { thrown };
    }
  };
  callHook(around, once);
  once();
  const done = outcome as unknown as { value: T } | { thrown: unknown };
  if ("thrown" in done) throw done.thrown;
  return done.value;
}
