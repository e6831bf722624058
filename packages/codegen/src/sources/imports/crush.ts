import * as z from "zod";
import { efforts, type ProtocolName, wordsOf } from "../../layers/vocabulary.ts";
import { isObject } from "../adapters/adapter.ts";
import { microCents } from "../micro-cents.ts";
import type { StatedFacts } from "../statement.ts";
import {
  endpointOf,
  headersOf,
  isVariable,
  profileId,
  providerId,
  providerRecord,
  secretDropped,
  variableFor,
} from "./connection.ts";
import {
  CAPS_REMARK,
  type Dropped,
  type ImportedModel,
  type ImportedProfile,
  type ImportedProvider,
  LEAST_CAPS,
  type Reader,
} from "./imported.ts";
import { findKnown, KNOWN_REMARK } from "./known-servers.ts";
import { parseText } from "./parse-text.ts";

const model = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  cost_per_1m_in: z.number().nonnegative().optional(),
  cost_per_1m_out: z.number().nonnegative().optional(),
  cost_per_1m_in_cached: z.number().nonnegative().optional(),
  cost_per_1m_out_cached: z.number().nonnegative().optional(),
  context_window: z.number().optional(),
  default_max_tokens: z.number().optional(),
  can_reason: z.boolean().optional(),
  reasoning_levels: z.array(z.string()).optional(),
  supports_attachments: z.boolean().optional(),
});

const provider = z.looseObject({
  name: z.string().optional(),
  type: z.string().optional(),
  base_url: z.string().optional(),
  api_key: z.string().optional(),
  extra_headers: z.record(z.string(), z.string()).optional(),
  models: z.array(model).optional(),
});

const config = z.looseObject({
  providers: z.record(z.string(), provider),
  models: z
    .record(
      z.string(),
      z.looseObject({
        provider: z.string(),
        model: z.string(),
        reasoning_effort: z.string().optional(),
      }),
    )
    .optional(),
});

const TYPES: Readonly<Record<string, ProtocolName>> = {
  openai: "openai-chat",
  "openai-compat": "openai-chat",
  openrouter: "openai-chat",
  vercel: "openai-chat",
  anthropic: "anthropic-messages",
  gemini: "gemini-generate-content",
  google: "gemini-generate-content",
};

/** crush's `crush.json`: its providers with their models, and which of them it uses. */
export const crush: Reader = {
  title: "crush's crush.json",
  recognises(material) {
    const data = parseText(material);
    return (
      isObject(data) &&
      isObject(data["providers"]) &&
      Object.values(data["providers"]).every(isObject)
    );
  },
  read(material, wanted) {
    const data = config.parse(parseText(material));
    const providers: ImportedProvider[] = [];
    const models: ImportedModel[] = [];
    const dropped: Dropped[] = [];
    const ids = new Map<string, string>();
    for (const [name, each] of Object.entries(data.providers)) {
      const id = providerId(name);
      if (!wanted.provider(id) && !wanted.provider(name)) continue;
      const found = providerOf(name, each, dropped);
      if (found === undefined) continue;
      ids.set(name, id);
      providers.push(found);
      for (const written of each.models ?? []) {
        if (!wanted.model(written.id)) continue;
        models.push({ provider: id, id: written.id, facts: factsOf(written) });
        if (written.default_max_tokens !== undefined) {
          dropped.push({
            what: `${id}/${written.id} default_max_tokens`,
            why: "what crush asks for is not the most that the model gives",
          });
        }
        if (written.supports_attachments === true) {
          const why = "it does not say which kinds of content the model reads";
          dropped.push({ what: `${id}/${written.id} supports_attachments`, why });
        }
      }
      if ((each.models ?? []).length === 0) {
        dropped.push({ what: `providers.${name}`, why: "the file lists no models of it" });
      }
    }
    const known = new Set(models.map(({ provider: of, id }) => `${of}/${id}`));
    const profiles = Object.entries(data.models ?? {}).flatMap(
      ([name, each]): ImportedProfile[] => {
        const ref = `${ids.get(each.provider) ?? each.provider}/${each.model}`;
        if (!known.has(ref)) {
          if (wanted.provider(each.provider) && wanted.model(each.model)) {
            dropped.push({ what: `models.${name}`, why: `the file does not describe ${ref}` });
          }
          return [];
        }
        const effort = wordsOf(efforts).find((word) => word === each.reasoning_effort);
        const id = profileId(`crush-${name}`);
        return [
          {
            id,
            record: {
              id,
              role: name,
              caps: LEAST_CAPS,
              default_model_ref: ref,
              ...(effort === undefined ? {} : { effort }),
              description: `What crush uses as its ${name} model.`,
            },
          },
        ];
      },
    );
    if (profiles.length > 0) dropped.push(CAPS_REMARK);
    for (const key of Object.keys(data)) {
      if (["providers", "models", "$schema"].includes(key)) continue;
      dropped.push({ what: key, why: "a setting of crush's, not a fact of a model" });
    }
    return { providers, models, profiles, dropped };
  },
};

function providerOf(
  name: string,
  written: z.infer<typeof provider>,
  dropped: Dropped[],
): ImportedProvider | undefined {
  const id = providerId(name);
  const place = `providers.${name}`;
  const known = findKnown(name);
  const protocol =
    TYPES[written.type ?? ""] ??
    (written.type === undefined ? (known?.protocol ?? "openai-chat") : undefined);
  const base = written.base_url ?? known?.base;
  if (protocol === undefined || base === undefined) {
    const why =
      protocol === undefined
        ? `kei has no client for what crush calls ${written.type}`
        : "the file has no address for it";
    dropped.push({ what: place, why });
    return undefined;
  }
  const headers = headersOf(written.extra_headers ?? {}, `${place}.extra_headers`);
  dropped.push(...headers.dropped);
  const own = keyNames(written.api_key, id, place, dropped);
  return {
    id,
    record: providerRecord({
      id,
      name: written.name ?? name,
      protocol,
      endpoints: new Map([[protocol, endpointOf(variables(base), protocol)]]),
      key: { env: own ?? (known?.env === undefined ? [] : [known.env]) },
      ...(Object.keys(headers.headers).length === 0 ? {} : { more: { headers: headers.headers } }),
    }),
    ...(written.base_url === undefined ? { remark: KNOWN_REMARK } : {}),
  };
}

/** `$NAME` and `${NAME}` are variables of the environment in crush. */
function variables(text: string): string {
  return text.replaceAll(/\$(\w+)/g, "$${$1}");
}

function keyNames(
  written: string | undefined,
  id: string,
  place: string,
  dropped: Dropped[],
): readonly string[] | undefined {
  if (written === undefined || written === "") return undefined;
  const variable = /^\$\{?(\w+)\}?$/.exec(written)?.[1];
  if (variable !== undefined && isVariable(variable)) return [variable];
  dropped.push(secretDropped(`${place}.api_key`, variableFor(id)));
  return [variableFor(id)];
}

function factsOf(written: z.infer<typeof model>): StatedFacts {
  const { cost_per_1m_in: input, cost_per_1m_out: output, context_window: window } = written;
  const { cost_per_1m_in_cached: write, cost_per_1m_out_cached: read } = written;
  const levels = written.reasoning_levels ?? [];
  const isPriced = input !== undefined && output !== undefined;
  return {
    ...(written.name === undefined ? {} : { displayName: written.name }),
    ...(window ? { contextWindow: window } : {}),
    ...(written.can_reason === undefined
      ? {}
      : { capabilities: { reasoning: written.can_reason } }),
    ...(levels.length === 0
      ? {}
      : {
          efforts: Object.fromEntries(
            wordsOf(efforts).map((word) => [word, levels.includes(word)]),
          ),
        }),
    ...(isPriced
      ? {
          prices: [
            {
              rates: {
                input: microCents(input),
                output: microCents(output),
                ...(read ? { cacheRead: microCents(read) } : {}),
                ...(write ? { cacheWrite: microCents(write) } : {}),
              },
              tiers: [],
            },
          ],
        }
      : {}),
  };
}
