import type { Provider } from "@kei/registry/contract";
import type { RetryOptions, Timeouts } from "../chat/call-options.ts";
import { FailureError } from "../chat/errors.ts";
import { isRecord } from "../platform/records.ts";
import { unknownKey } from "../platform/unknown-key.ts";
import { takesKey } from "./auth.ts";
import { whyNoCaching } from "./check-caching.ts";
import type { ClientOptions, Hooks, Testing } from "./options.ts";

const OPTIONS: readonly string[] = [
  "apiKey",
  "endpoint",
  "protocol",
  "variables",
  "fetch",
  "transport",
  "headers",
  "timeouts",
  "retry",
  "cache",
  "limiter",
  "hooks",
  "testing",
] satisfies (keyof ClientOptions)[];

/** Groups of options that a call may have of its own. */
export const CALL_GROUPS = {
  timeouts: ["headersMs", "firstEventMs", "idleMs", "totalMs"] satisfies (keyof Timeouts)[],
  retry: ["max", "backoffMs", "maxDelayMs"] satisfies (keyof RetryOptions)[],
};

const GROUPS = {
  ...CALL_GROUPS,
  hooks: [
    "onCall",
    "beforeRequest",
    "afterResponse",
    "onRetry",
    "onEvent",
    "onReply",
    "onError",
    "onWarning",
  ] satisfies (keyof Hooks)[],
  testing: ["clock", "random"] satisfies (keyof Testing)[],
};

/**
 * Refuses options that nobody reads: with `baseURL` for `endpoint` the key would go to another host than
 * the one that was meant. A key for a provider that takes none is a mistake as well.
 *
 * @throws FailureError of code `config` that says what was probably meant
 */
export function checkOptions(options: ClientOptions, provider: Provider): void {
  if (!isRecord(options)) throw wrong("the options must be an object");
  check(options, OPTIONS, "");
  for (const [name, keys] of Object.entries(GROUPS)) {
    const group = options[name];
    if (group === undefined) continue;
    if (!isRecord(group)) throw wrong(`the option ${name} must be an object`);
    check(group, keys, `${name}.`);
  }
  const whyNot = whyNoCaching(options.cache);
  if (whyNot !== undefined) throw wrong(`the option ${whyNot}`);
  if (options.apiKey !== undefined && !takesKey(provider)) {
    throw wrong(
      `the option apiKey is of no use: ${provider.displayName} takes no key. Leave it out; what a server of yours wants goes into headers`,
    );
  }
}

function check(group: object, keys: readonly string[], at: string): void {
  const unknown = unknownKey(group, keys, `there are ${keys.join(", ")}`);
  if (unknown !== undefined) {
    throw wrong(`the option ${at}${unknown.key} does not exist: ${unknown.hint}`);
  }
}

function wrong(message: string): FailureError {
  return new FailureError({ code: "config", message });
}
