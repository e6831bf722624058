import type { Provider } from "@kei/registry/contract";
import type { CallOptions, RetryOptions, Timeouts } from "../chat/call-options.ts";
import { FailureError } from "../chat/errors.ts";
import type { Warning } from "../chat/reply.ts";
import type { Caching } from "../chat/request.ts";
import { badRequest } from "../failure/request-failures.ts";
import type { Limiter } from "../limit/limiter.ts";
import { callHook } from "../platform/call-hook.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { isRecord } from "../platform/records.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { createFetchTransport } from "../transport/fetch-transport.ts";
import type { Transport } from "../transport/transport.ts";
import { authHeaders } from "./auth.ts";
import { createEndpoint, type Endpoint, providerHeaders } from "./endpoint.ts";
import type { ApiKeySource, CallHooks, ClientOptions, Complete, Hooks } from "./options.ts";

/** Of a provider of which no number is known. */
const UNKNOWN_RETRY = { max: 2, backoffMs: 500 };

/** A client's options, checked and complete. */
export interface Settings {
  readonly apiKey: string | ApiKeySource | undefined;
  /** The last keys that a function gave, in all calls: an old one may come back in an error as well. */
  readonly keys: Set<string>;
  readonly endpoint: Endpoint;
  /** The registry marks where requests go as one's own, and they go there. */
  readonly isOwnEndpoint: boolean | undefined;
  readonly transport: Transport;
  /** The caller's and the provider's, names in lower case; without the key. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** The caller's headers, in which there may be secrets. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly timeouts: Complete<Timeouts>;
  readonly retry: Complete<RetryOptions>;
  readonly cache: Caching | undefined;
  /** `undefined`: the one that all clients of the provider and key share. */
  readonly limiter: Limiter | false | undefined;
  /** Of a call those of its own as well. */
  readonly hooks: Hooks;
  /** Of a call alone. */
  readonly ownHooks: CallHooks | undefined;
  /** Never throws. */
  readonly warn: (warning: Warning) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

/** @throws FailureError of code `config` that says which option is wrong, and how. */
export function resolveSettings(
  provider: Provider,
  protocol: Protocol,
  options: ClientOptions,
): Settings {
  const { hooks = {}, testing = {} } = options;
  const onWarning = hooks.onWarning ?? (({ message }) => console.warn(`kei: ${message}`));
  const warn = (warning: Warning) => callHook(onWarning, warning);
  const own = checkHeaders(provider, options.headers ?? {}, wrong);
  const { transport, fetch } = options;
  if (transport !== undefined && typeof transport?.send !== "function") {
    throw wrong("the option transport must be an object with a function send");
  }
  if (fetch !== undefined && typeof fetch !== "function") {
    throw wrong("the option fetch must be a function");
  }
  const { apiVersion } = provider;
  const constant = {
    "content-type": "application/json",
    ...(apiVersion === undefined ? {} : { [apiVersion.header.toLowerCase()]: apiVersion.value }),
  };
  const allHeaders = { ...constant, ...own };
  return {
    apiKey: options.apiKey,
    keys: new Set(),
    endpoint: createEndpoint(provider, options, warn),
    isOwnEndpoint: options.endpoint === undefined && provider.ownEndpoint,
    transport: transport ?? protocol.transport ?? createFetchTransport(fetch),
    // Those of the provider may have placeholders, which are filled with each request.
    headers:
      provider.headers === undefined
        ? () => allHeaders
        : () => ({ ...constant, ...providerHeaders(provider, options), ...own }),
    secrets: own,
    timeouts: amounts(
      "the option timeouts",
      options.timeouts,
      {
        headersMs: 600_000,
        firstEventMs: 300_000,
        idleMs: protocol.streamOnly ? 600_000 : 120_000,
        totalMs: 0,
      },
      wrong,
    ),
    retry: amounts(
      "the option retry",
      options.retry,
      { ...(provider.retry ?? UNKNOWN_RETRY), maxDelayMs: 60_000 },
      wrong,
    ),
    cache: options.cache,
    limiter: options.limiter,
    hooks,
    ownHooks: undefined,
    warn,
    clock: testing.clock ?? systemClock,
    random: testing.random ?? Math.random,
  };
}

/**
 * The settings of one call that has some of its own.
 *
 * @throws FailureError of code `bad-request` that says which one is wrong, and how
 */
export function settingsOfCall(
  settings: Settings,
  provider: Provider,
  { headers, timeouts, retry }: CallOptions,
): Settings {
  if (headers === undefined && timeouts === undefined && retry === undefined) return settings;
  const own = checkHeaders(provider, headers ?? {}, badRequest);
  return {
    ...settings,
    headers: () => ({ ...settings.headers(), ...own }),
    secrets: { ...settings.secrets, ...own },
    timeouts: amounts("timeouts", timeouts, settings.timeouts, badRequest),
    retry: amounts("retry", retry, settings.retry, badRequest),
  };
}

/** What is wrong with the options of a client, or of a call. */
type Wrong = (message: string) => FailureError;

function wrong(message: string): FailureError {
  return new FailureError({ code: "config", message });
}

/** A group of options that are numbers, with their defaults. */
function amounts<Group extends Timeouts | RetryOptions>(
  group: string,
  given: Group | undefined,
  defaults: Complete<Group>,
  wrong: Wrong,
): Complete<Group> {
  if (given !== undefined && !isRecord(given)) throw wrong(`${group} must be an object`);
  const result: { -readonly [Name in keyof Group]-?: number } = { ...defaults };
  for (const name in defaults) {
    const value: unknown = given?.[name] ?? defaults[name];
    if (!(Number.isFinite(value) && (value as number) >= 0)) {
      throw wrong(`${group}.${name} must be a number of 0 or more, but is ${String(value)}`);
    }
    result[name] = value as number;
  }
  return result;
}

/** RFC 9110's tokens, and its field values. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

/** They are about one connection or the length of the body (RFC 9110, 7.6.1), which the transport knows. */
const CONNECTION_HEADER =
  /^(connection|content-length|expect|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/;

function checkHeaders(
  provider: Provider,
  headers: Readonly<Record<string, string>>,
  wrong: Wrong,
): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name)) {
      throw wrong("headers has a name that no header can have: use letters, digits and -");
    }
    if (typeof value !== "string" || !HEADER_VALUE.test(value)) {
      throw wrong(`the header ${name} must be plain ASCII without line breaks`);
    }
    const lower = name.toLowerCase();
    if (CONNECTION_HEADER.test(lower)) {
      throw wrong(
        `the header ${name} is about the connection, which is the transport's: leave it out`,
      );
    }
    if (Object.hasOwn(authHeaders(provider, ""), lower)) {
      throw wrong(`the header ${name} carries the key: pass the key as the option apiKey`);
    }
    checked[lower] = value;
  }
  return checked;
}
