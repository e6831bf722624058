import { type CallHooks, type CallInfo, callHook, type Hooks } from "./options.ts";

/**
 * The hooks of a client, and those that its `onCall` has for one call, in this order.
 *
 * @returns both, and the call's own: absent when there are none
 */
export function hooksOfCall(
  hooks: Hooks,
  info: CallInfo,
): { readonly all: CallHooks; readonly own: CallHooks | undefined } {
  let own: CallHooks | undefined;
  callHook((call: CallInfo) => {
    own = hooks.onCall?.(call) ?? undefined;
    return own;
  }, info);
  const all: Record<string, unknown> = { ...hooks };
  for (const [name, hook] of Object.entries(own ?? {})) {
    const first = all[name] as ((value: unknown) => void) | undefined;
    all[name] =
      first === undefined
        ? hook
        : (value: unknown) => {
            callHook(first, value);
            callHook(hook, value);
          };
  }
  return { all, own };
}
