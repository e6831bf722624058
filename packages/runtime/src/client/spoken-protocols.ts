import type { Model, ProtocolName, Provider } from "@kei/registry/contract";
import type { CallContext } from "../call/call.ts";
import type { ClientOptions } from "../call/options.ts";
import { resolveSettings } from "../call/settings.ts";
import { FailureError } from "../chat/errors.ts";
import type { UnknownRecord } from "../platform/records.ts";
import type { Protocol } from "../protocols/protocol.ts";

/** In which of its protocols a client sends what. */
export interface SpokenProtocols<Context> {
  /** A request; absent facts: nothing is known of the model. */
  forModel(facts: Model | undefined): Context;
  /** A body of the caller's own, which shows by its keys what it is. */
  forBody(body: UnknownRecord, facts: Model | undefined): Context;
}

/**
 * The option `protocol` decides; else an endpoint of the caller's own, by its path; else the model, by
 * what serves it and in that order. Of all others the provider's own protocol, which is the first.
 *
 * @param complete adds to a protocol what the client needs beside; called once for each
 * @throws FailureError of code `config` for a wrong option
 */
export function createSpokenProtocols<Context extends CallContext>(
  provider: Provider,
  protocols: readonly [Protocol, ...Protocol[]],
  options: ClientOptions,
  complete: (context: CallContext) => Context,
): SpokenProtocols<Context> {
  const [first] = protocols;
  const contexts = new Map<Protocol, Context>();
  const contextOf = (protocol: Protocol): Context => {
    let context = contexts.get(protocol);
    if (context === undefined) {
      const at = protocol === first ? provider : providerAt(provider, protocol.name, options);
      const settings = resolveSettings(at, protocol, options);
      context = complete({ provider: at, protocol, settings });
      contexts.set(protocol, context);
    }
    return context;
  };
  const named = (name: ProtocolName) => protocols.find((protocol) => protocol.name === name);
  const { protocol: wanted, endpoint } = options;
  const only = wanted === undefined ? undefined : named(wanted);
  if (wanted !== undefined && only === undefined) {
    const names = protocols.map(({ name }) => name).join(" or ");
    throw new FailureError({
      code: "config",
      message: `the option protocol must be ${names}, which is what this client speaks`,
    });
  }
  const path = endpoint === undefined ? undefined : `${endpoint}`.replace(/^\w+:\/\/[^/]*/, "");
  const told =
    path === undefined
      ? undefined
      : (protocols.find((protocol) => protocol.path?.test(path)) ?? first);
  const fixed = only ?? told;
  // Wrong options are found here, and not with the first request.
  contextOf(fixed ?? first);

  const forModel = (facts: Model | undefined): Context => {
    if (fixed !== undefined) return contextOf(fixed);
    const serving = facts?.provider === provider.id ? facts.protocols : [];
    for (const name of serving) {
      const protocol = named(name);
      if (protocol !== undefined) return contextOf(protocol);
    }
    return contextOf(first);
  };
  return {
    forModel,
    forBody(body, facts) {
      const shown = protocols.find(({ bodyKey }) => bodyKey !== undefined && bodyKey in body);
      return fixed === undefined && shown !== undefined ? contextOf(shown) : forModel(facts);
    },
  };
}

/** The provider at the further endpoint of a protocol. */
function providerAt(provider: Provider, name: ProtocolName, options: ClientOptions): Provider {
  const endpoint = provider.endpoints?.[name];
  if (endpoint === undefined && options.endpoint === undefined) {
    throw new FailureError({
      code: "config",
      message: `${provider.displayName} has no endpoint for ${name}: pass the option endpoint`,
    });
  }
  const auth = provider.endpointAuth?.[name] ?? provider.auth;
  return { ...provider, protocol: name, endpoint: endpoint ?? provider.endpoint, auth };
}
