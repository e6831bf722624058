/** Hooks look on: what they throw is theirs, at once or later. */
export function callHook<T>(hook: ((value: T) => void) | undefined, value: T): void {
  try {
    const later: unknown = hook?.(value);
    // A log that fails must not fail the call, nor end the process.
    if (typeof later === "object") void Promise.resolve(later).catch(() => {});
  } catch {
    // The same.
  }
}
