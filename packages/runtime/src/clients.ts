/**
 * `@kei/runtime/clients`: clients of a registry that is known when the program runs, without generated
 * code. All protocols come with it; what they need for a call loads with the first one.
 *
 * ```ts
 * import { loadRegistry } from "@kei/registry/load";
 * import { createClients } from "@kei/runtime/clients";
 *
 * const clients = createClients(await loadRegistry({ dir: "registry" }));
 * await clients["mistral"]?.chat({ model: "mistral-large-latest", messages });
 * ```
 *
 * @module
 */

import type { Model, ProtocolName, Provider } from "@kei/registry/contract";
import type { ClientOptions } from "./call/options.ts";
import type { Client } from "./client/client.ts";
import { defineClient } from "./client/define-client.ts";
import { routedModels } from "./client/routed-models.ts";
import { anthropicMessages } from "./protocols/anthropic-messages/protocol.ts";
import { codexExec } from "./protocols/codex-exec/protocol.ts";
import { geminiGenerateContent } from "./protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "./protocols/ollama-chat/protocol.ts";
import { openaiChat } from "./protocols/openai-chat/protocol.ts";
import { openaiResponses } from "./protocols/openai-responses/protocol.ts";
import type { Protocol } from "./protocols/protocol.ts";

/** What clients are made of: a loaded registry, or the tables that `kei gen` writes. */
export interface ClientFacts {
  /** By id. */
  readonly providers: Readonly<Record<string, Provider>>;
  /** By ref, `provider/id`. */
  readonly models: Readonly<Record<string, Model>>;
}

const protocols: Readonly<Record<ProtocolName, Protocol>> = {
  "anthropic-messages": anthropicMessages,
  "openai-chat": openaiChat,
  "openai-responses": openaiResponses,
  "gemini-generate-content": geminiGenerateContent,
  "ollama-chat": ollamaChat,
  "codex-exec": codexExec,
};

/**
 * A client of each provider, by its id: what the generated ones do, with models that are strings to the
 * compiler. What a model does not take is refused when a request is made. A client is made when it is
 * first asked for, and then kept.
 *
 * @param optionsOf - options of a provider's client: keys and endpoints are of one provider, so there are
 * none for all
 * @throws KeiError of code `config`, where a client is asked for, when an option of it is wrong
 */
export function createClients(
  { providers, models }: ClientFacts,
  optionsOf: (provider: Provider) => ClientOptions | undefined = () => undefined,
): Readonly<Record<string, Client>> {
  const groups = new Map<string, Model[]>();
  for (const model of Object.values(models)) {
    const group = groups.get(model.provider);
    if (group === undefined) groups.set(model.provider, [model]);
    else group.push(model);
  }
  const clients: Record<string, Client> = Object.create(null);
  for (const provider of Object.values(providers)) {
    let client: Client | undefined;
    Object.defineProperty(clients, provider.id, {
      enumerable: true,
      get() {
        client ??= createOne(provider, groups, optionsOf(provider));
        return client;
      },
    });
  }
  return clients;
}

function createOne(
  provider: Provider,
  groups: ReadonlyMap<string, readonly Model[]>,
  options: ClientOptions | undefined,
): Client {
  const { protocol, endpoints = {}, routesTo = [] } = provider;
  const own = groups.get(provider.id) ?? [];
  const routes = routesTo.flatMap((to) => {
    const group = groups.get(to);
    return group === undefined ? [] : [[to, byId(group)]];
  });
  const models =
    routes.length === 0 ? byId(own) : routedModels(Object.fromEntries(routes), byId(own));
  const further = (Object.keys(endpoints) as ProtocolName[]).filter(
    (name) => name !== protocol && own.some((model) => model.protocols.includes(name)),
  );
  const others = further.map((name) => protocols[name]);
  return defineClient<string, Protocol, Protocol[]>(
    provider,
    models,
    protocols[protocol],
    ...others,
  )(options);
}

function byId(models: readonly Model[]): Readonly<Record<string, Model>> {
  return Object.fromEntries(models.map((model) => [model.id, model]));
}
