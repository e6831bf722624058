import * as z from "zod";
import type { ProtocolName } from "../../layers/vocabulary.ts";
import { withoutLastSlashes } from "../../text/without-last-slashes.ts";
import { isObject } from "../adapters/adapter.ts";
import { piAi as adapter, cataloguesOf } from "../adapters/pi-ai.ts";
import { endpointOf, providerRecord, variableFor } from "./connection.ts";
import type { Dropped, ImportedModel, ImportedProvider, Reader } from "./imported.ts";
import { findKnown } from "./known-servers.ts";

const model = z.object({
  id: z.string(),
  type: z.string(),
  api: z.string(),
  baseUrl: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
});

/** Its APIs that a client of ours speaks: the protocol, and what follows the address that it has. */
const APIS: Readonly<Record<string, readonly [ProtocolName, below: string]>> = {
  "openai-completions": ["openai-chat", ""],
  "openai-responses": ["openai-responses", ""],
  // Its SDKs add these parts themselves.
  "anthropic-messages": ["anthropic-messages", "/v1"],
  "mistral-conversations": ["openai-chat", "/v1"],
  "google-generative-ai": ["gemini-generate-content", ""],
};

/** The catalogues of pi-ai: how its providers are reached, beside what its adapter reads of models. */
export const piAi: Reader = {
  title: "the catalogues of pi-ai",
  recognises: (material) => adapter.recognises(material),
  read(material, wanted) {
    const { statements } = adapter.read(material, wanted.provider);
    const facts = new Map(statements.map((each) => [`${each.provider}/${each.id}`, each.facts]));
    const providers: ImportedProvider[] = [];
    const models: ImportedModel[] = [];
    const dropped: Dropped[] = [];
    for (const [id, data] of cataloguesOf(material)) {
      if (!wanted.provider(id)) continue;
      const written = z
        .array(model)
        .parse(modelsIn(data))
        .filter((each) => wanted.model(each.id));
      const endpoints = new Map<ProtocolName, string>();
      for (const each of written) {
        const drop = (why: string) => dropped.push({ what: `${id}/${each.id}`, why });
        const stated = facts.get(`${id}/${each.id}`);
        const api = APIS[each.api];
        if (stated === undefined || each.type !== "chat") drop("it is no model to talk to");
        else if (api === undefined) drop(`kei has no client for the API ${each.api}`);
        else if (!each.baseUrl) drop("the file has no address for it");
        else {
          const [protocol, below] = api;
          const base = withoutLastSlashes(
            each.baseUrl.replaceAll(/\{([A-Z][A-Z0-9_]*)\}/g, "$${$1}"),
          );
          const url = endpointOf(base.endsWith(below) ? base : base + below, protocol);
          const first = endpoints.get(protocol) ?? url;
          if (first !== url) {
            drop(`it is served at ${url}, and a provider has one endpoint a protocol`);
            continue;
          }
          endpoints.set(protocol, url);
          // One id may be served by several of its APIs: that of the first counts.
          if (models.some((known) => known.provider === id && known.id === each.id)) {
            drop(`it is served by ${each.api} as well`);
            continue;
          }
          models.push({ provider: id, id: each.id, facts: stated, protocols: [protocol] });
          if (each.headers !== undefined) {
            dropped.push({
              what: `${id}/${each.id} headers`,
              why: "headers of one model have no place: those of a provider go with every request",
            });
          }
        }
      }
      const main = commonest(models.filter(({ provider }) => provider === id));
      if (main === undefined) continue;
      const known = findKnown(id);
      providers.push({
        id,
        record: providerRecord({
          id,
          name: known?.name ?? id,
          protocol: main,
          endpoints,
          key: { env: [known?.env ?? variableFor(id)] },
          docs: known?.docs,
        }),
      });
      if (known?.env === undefined) {
        dropped.push({
          what: `${id} auth_env ${variableFor(id)}`,
          why: "the file does not name the variable of its key: this is a name of kei's own",
        });
      }
    }
    return { providers, models, profiles: [], dropped };
  },
};

function modelsIn(data: unknown): readonly unknown[] {
  if (!isObject(data)) return [];
  return Object.values(data).flatMap((api) => (isObject(api) ? Object.values(api) : []));
}

function commonest(models: readonly ImportedModel[]): ProtocolName | undefined {
  const counts = new Map<ProtocolName, number>();
  for (const { protocols: [protocol] = [] } of models) {
    if (protocol !== undefined) counts.set(protocol, (counts.get(protocol) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
