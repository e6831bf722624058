import * as z from "zod";
import { efforts, type ProtocolName, wordsOf } from "../../layers/vocabulary.ts";
import { hasSecret } from "../../text/secrets.ts";
import { isObject } from "../adapters/adapter.ts";
import type { StatedFacts } from "../statement.ts";
import {
  carriesKey,
  endpointOf,
  headersOf,
  isVariable,
  type Key,
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
import { findKnown, KNOWN_REMARK, serverOf } from "./known-servers.ts";
import { parseText } from "./parse-text.ts";

const strings = z.record(z.string(), z.string());

const provider = z.looseObject({
  name: z.string().optional(),
  base_url: z.string().optional(),
  env_key: z.string().optional(),
  wire_api: z.string().optional(),
  http_headers: strings.optional(),
  env_http_headers: strings.optional(),
  query_params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  requires_openai_auth: z.boolean().optional(),
  experimental_bearer_token: z.string().optional(),
});

const choice = z.looseObject({
  model: z.string().optional(),
  model_provider: z.string().optional(),
  model_context_window: z.number().optional(),
  model_max_output_tokens: z.number().optional(),
  model_reasoning_effort: z.string().optional(),
});

const config = choice.extend({
  model_providers: z.record(z.string(), provider).optional(),
  profiles: z.record(z.string(), choice).optional(),
});

type WrittenProvider = z.infer<typeof provider>;
type Choice = z.infer<typeof choice>;

const READ = new Set(Object.keys(provider.shape));
const CHOICE = new Set(Object.keys(config.shape));

/** codex's `config.toml`: its providers, the models that it names, its profiles. */
export const codex: Reader = {
  title: "codex's config.toml",
  recognises(material) {
    const data = parseText(material);
    return (
      isObject(data) &&
      (isObject(data["model_providers"]) ||
        (typeof data["model_provider"] === "string" && typeof data["model"] === "string"))
    );
  },
  read(material, wanted) {
    const data = config.parse(parseText(material));
    const providers: ImportedProvider[] = [];
    const models = new Map<string, ImportedModel>();
    const dropped: Dropped[] = [];
    const ids = new Map<string, string>();
    for (const [name, each] of Object.entries(data.model_providers ?? {})) {
      const id = providerId(name);
      if (!wanted.provider(id) && !wanted.provider(name)) continue;
      const found = providerOf(name, each, dropped);
      if (found === undefined) continue;
      ids.set(name, id);
      providers.push(found);
    }
    const choices = [["", data] as const, ...Object.entries(data.profiles ?? {})];
    const profiles = choices.flatMap(([name, each]): ImportedProfile[] => {
      const place = name === "" ? "" : `profiles.${name}.`;
      const { model } = each;
      if (model === undefined) return [];
      const server = each.model_provider ?? data.model_provider ?? "openai";
      const id = ids.get(server) ?? builtIn(server, providers, ids);
      if (id === undefined || !(wanted.provider(id) || wanted.provider(server))) {
        if (wanted.provider(server)) {
          const why = `${server} is one of codex's own: the file does not say where it is`;
          dropped.push({ what: `${place}model ${model}`, why });
        }
        return [];
      }
      if (!wanted.model(model)) return [];
      const ref = `${id}/${model}`;
      const facts = limitsOf(each, ref, dropped);
      models.set(ref, { provider: id, id: model, facts: { ...models.get(ref)?.facts, ...facts } });
      const effort = wordsOf(efforts).find((word) => word === each.model_reasoning_effort);
      if (effort === undefined && each.model_reasoning_effort !== undefined) {
        dropped.push({
          what: `${place}model_reasoning_effort`,
          why: `there is no effort ${each.model_reasoning_effort}`,
        });
      }
      const key = name === "" ? "codex" : profileId(name);
      return [
        {
          id: key,
          record: {
            id: key,
            role: "codex",
            caps: LEAST_CAPS,
            default_model_ref: ref,
            ...(effort === undefined ? {} : { effort }),
            description: name === "" ? "What codex runs on." : `The profile ${name} of codex.`,
          },
        },
      ];
    });
    if (profiles.length > 0) dropped.push(CAPS_REMARK);
    for (const [name, each] of choices) {
      const place = name === "" ? "" : `profiles.${name}.`;
      for (const key of Object.keys(each).filter((each) => !CHOICE.has(each))) {
        dropped.push({ what: place + key, why: "a setting of codex's, not a fact of a model" });
      }
    }
    return { providers, models: [...models.values()], profiles, dropped };
  },
};

/** A server that codex knows without being told where it is, as far as kei knows it, too. */
function builtIn(
  name: string,
  providers: ImportedProvider[],
  ids: Map<string, string>,
): string | undefined {
  const known = findKnown(name);
  if (known === undefined) return undefined;
  const record = providerRecord(serverOf(known));
  providers.push({ id: known.id, record, remark: KNOWN_REMARK });
  ids.set(name, known.id);
  return known.id;
}

function providerOf(
  name: string,
  written: WrittenProvider,
  dropped: Dropped[],
): ImportedProvider | undefined {
  const id = providerId(name);
  const place = `model_providers.${name}`;
  const { base_url: base, wire_api: wire = "responses" } = written;
  if (base === undefined) {
    dropped.push({ what: place, why: "the file has no address for it" });
    return undefined;
  }
  const protocol: ProtocolName = wire === "chat" ? "openai-chat" : "openai-responses";
  if (written.wire_api === undefined) {
    const why = "the file does not say which API it speaks: responses is codex's own default";
    dropped.push({ what: `${place}.wire_api`, why });
  }
  const query = Object.entries(written.query_params ?? {}).filter(([key, value]) => {
    const isSecret = carriesKey(key) || hasSecret(String(value));
    if (isSecret) {
      const why = "a parameter that carries a key is not copied";
      dropped.push({ what: `${place}.query_params.${key}`, why });
    }
    return !isSecret;
  });
  const search = new URLSearchParams(
    query.map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  const endpoint = endpointOf(base, protocol) + (search === "" ? "" : `?${search}`);
  const headers = headersOf(written.http_headers ?? {}, `${place}.http_headers`);
  const key = keyOf(id, place, written, dropped);
  // The header with the key has been spoken of.
  dropped.push(
    ...headers.dropped.filter(({ what }) => !what.toLowerCase().endsWith("authorization")),
  );
  const fromEnvironment = Object.entries(written.env_http_headers ?? {}).filter(
    ([header]) => !carriesKey(header),
  );
  const all = {
    ...headers.headers,
    ...Object.fromEntries(fromEnvironment.map(([header, variable]) => [header, `\${${variable}}`])),
  };
  const others = Object.keys(written).filter((each) => !READ.has(each));
  if (others.length > 0) {
    dropped.push({
      what: `${place} ${others.join(", ")}`,
      why: "settings of codex's, not facts of a server",
    });
  }
  return {
    id,
    record: providerRecord({
      id,
      name: written.name ?? name,
      protocol,
      endpoints: new Map([[protocol, endpoint]]),
      key,
      ...(Object.keys(all).length === 0 ? {} : { more: { headers: all } }),
    }),
  };
}

function keyOf(id: string, place: string, written: WrittenProvider, dropped: Dropped[]): Key {
  const { env_key: variable } = written;
  if (variable !== undefined && isVariable(variable)) return { env: [variable] };
  const headers = Object.keys(written.http_headers ?? {});
  const secret = headers.find((header) => header.toLowerCase() === "authorization");
  const token = written.experimental_bearer_token;
  if (variable !== undefined || secret !== undefined || token !== undefined) {
    const what =
      variable !== undefined
        ? "env_key"
        : secret !== undefined
          ? `http_headers.${secret}`
          : "experimental_bearer_token";
    dropped.push(secretDropped(`${place}.${what}`, variableFor(id)));
    return { env: [variableFor(id)] };
  }
  const [header, from] =
    Object.entries(written.env_http_headers ?? {}).find(([each]) => carriesKey(each)) ?? [];
  if (header !== undefined && from !== undefined && isVariable(from)) {
    return { env: [from], scheme: "header", header };
  }
  if (written.requires_openai_auth !== true) return { env: [] };
  const why = "codex signs in by itself: here a key is read from OPENAI_API_KEY";
  dropped.push({ what: `${place}.requires_openai_auth`, why });
  return { env: ["OPENAI_API_KEY"] };
}

function limitsOf(each: Choice, ref: string, dropped: Dropped[]): StatedFacts {
  const { model_context_window: window, model_max_output_tokens: most } = each;
  if (window === 0 || most === 0) {
    dropped.push({ what: `${ref} limit of 0`, why: "0 stands for codex's default: it is unknown" });
  }
  return {
    ...(window ? { contextWindow: window } : {}),
    ...(most ? { maxOutputTokens: most } : {}),
  };
}
