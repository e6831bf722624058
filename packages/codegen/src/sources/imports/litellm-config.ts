import * as z from "zod";
import type { ProtocolName } from "../../layers/vocabulary.ts";
import { withoutLastSlashes } from "../../text/without-last-slashes.ts";
import { isObject } from "../adapters/adapter.ts";
import {
  endpointOf,
  headersOf,
  idOfUrl,
  isVariable,
  type Key,
  profileId,
  providerId,
  providerRecord,
  type Server,
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
import { factsOf } from "./litellm-prices.ts";
import { parseText } from "./parse-text.ts";

const deployment = z.object({
  model_name: z.string(),
  litellm_params: z.looseObject({ model: z.string() }),
  model_info: z.record(z.string(), z.unknown()).nullish(),
});

const fallbacks = z.array(z.record(z.string(), z.array(z.string()))).nullish();

/** A name for a model's name; with settings beside it, the newer notation. */
const aliases = z
  .record(z.string(), z.union([z.string(), z.looseObject({ model: z.string() })]))
  .nullish();

const config = z.looseObject({
  model_list: z.array(deployment),
  router_settings: z.looseObject({ fallbacks, model_group_alias: aliases }).nullish(),
  litellm_settings: z.looseObject({ fallbacks }).nullish(),
});

type Deployment = z.infer<typeof deployment>;

/** LiteLLM's prefixes for servers of OpenAI's protocol that are named by their address. */
const COMPATIBLE = new Set(["openai", "hosted_vllm", "openai_like", "custom_openai", "lm_studio"]);

/** LiteLLM's `config.yaml`: deployments, aliases and fallbacks. */
export const litellmConfig: Reader = {
  title: "LiteLLM's config.yaml",
  recognises(material) {
    const data = parseText(material);
    return isObject(data) && Array.isArray(data["model_list"]);
  },
  read(material, wanted) {
    const data = config.parse(parseText(material));
    const providers = new Map<string, ImportedProvider>();
    const models = new Map<string, ImportedModel>();
    const dropped: Dropped[] = [];
    /** Refs by the name that LiteLLM's clients use. */
    const refs = new Map<string, string[]>();
    for (const each of data.model_list) {
      const place = `model_list.${each.model_name}`;
      const found = serverOfDeployment(each, place);
      if ("why" in found) {
        dropped.push({ what: place, why: found.why });
        continue;
      }
      const { server, model, remark } = found;
      if (!wanted.provider(server.id) || !wanted.model(model)) continue;
      const ref = `${server.id}/${model}`;
      dropped.push(...found.dropped);
      if (!providers.has(server.id)) {
        providers.set(server.id, { id: server.id, record: providerRecord(server), remark });
      }
      refs.set(each.model_name, [...(refs.get(each.model_name) ?? []), ref]);
      const { facts, dropped: lost, more } = factsOf(each.model_info ?? {}, ref);
      const known = models.get(ref);
      if (known === undefined) {
        const mode = each.model_info?.["mode"];
        const isPicture = mode === "image_generation" || mode === "image_edit";
        models.set(ref, {
          provider: server.id,
          id: model,
          facts: isPicture ? { ...facts, output: ["image"] } : facts,
          more,
        });
        dropped.push(...lost);
      } else if (JSON.stringify(known.facts) !== JSON.stringify(facts)) {
        dropped.push({ what: place, why: `it says otherwise of ${ref}: the first place counts` });
      }
    }
    const chains = [
      ...(data.router_settings?.fallbacks ?? []),
      ...(data.litellm_settings?.fallbacks ?? []),
    ];
    for (const [alias, to] of Object.entries(data.router_settings?.model_group_alias ?? {})) {
      const name = typeof to === "string" ? to : to.model;
      const meant = refs.get(name);
      if (meant !== undefined) refs.set(alias, [...meant]);
      else {
        const what = `router_settings.model_group_alias.${alias}`;
        dropped.push({ what, why: `${name} is not imported` });
      }
    }
    const profiles = profilesOf(refs, chains, dropped);
    dropped.push(...settingsLeft(data));
    return { providers: [...providers.values()], models: [...models.values()], profiles, dropped };
  },
};

interface Found {
  readonly server: Server;
  readonly model: string;
  readonly remark?: string | undefined;
  readonly dropped: readonly Dropped[];
}

/** Parameters that say where a deployment is, and are looked at. */
const READ = new Set(["model", "api_base", "api_key", "base_url", "extra_headers", "api_version"]);

function serverOfDeployment(
  { litellm_params: params }: Deployment,
  place: string,
): Found | { readonly why: string } {
  const slash = params.model.indexOf("/");
  const prefix = slash === -1 ? "openai" : params.model.slice(0, slash);
  const model = params.model.slice(slash + 1);
  const isOllama = prefix === "ollama" || prefix === "ollama_chat";
  const known = findKnown(prefix.replaceAll("_", "-"));
  const stated = params["api_base"] ?? params["base_url"];
  const base = typeof stated === "string" ? fromEnvironment(stated) : undefined;
  const isAzure = prefix === "azure";
  if (known === undefined && !COMPATIBLE.has(prefix) && !isAzure) {
    return { why: `kei has no client for what LiteLLM calls ${prefix}/` };
  }
  if (base === undefined && (known === undefined || isAzure)) {
    return { why: `the file has no address for ${params.model}` };
  }
  const dropped: Dropped[] = [];
  const protocol: ProtocolName = isOllama ? "ollama-chat" : (known?.protocol ?? "openai-chat");
  const home = known && serverOf(known);
  const url =
    base === undefined
      ? (home?.endpoints.get(protocol) as string)
      : isAzure
        ? `${withoutLastSlashes(base)}/openai/deployments/\${model}/chat/completions?api-version=${String(params["api_version"] ?? "2025-04-01-preview")}`
        : endpointOf(base, protocol);
  const isHome = home !== undefined && home.endpoints.get(protocol) === url;
  const named = base === undefined ? "" : idOfUrl(base);
  const id = isHome ? home.id : isOllama ? providerId(`ollama-${named}`) : named;
  const key = keyOf(
    params["api_key"],
    { id, place, isAzure, fallback: home?.key.env, isHome, isOllama },
    dropped,
  );
  const headers = isObject(params["extra_headers"])
    ? headersOf(stringsOf(params["extra_headers"]), `${place}.extra_headers`)
    : { headers: {}, dropped: [] };
  dropped.push(...headers.dropped);
  const others = Object.keys(params).filter((name) => !READ.has(name));
  if (others.length > 0) {
    dropped.push({
      what: `${place} ${others.join(", ")}`,
      why: "settings of LiteLLM's, not facts of a model",
    });
  }
  return {
    server: {
      id,
      name: isHome ? home.name : id,
      protocol,
      endpoints: new Map([[protocol, url]]),
      key,
      ...(isHome ? { docs: home.docs } : {}),
      ...(Object.keys(headers.headers).length === 0 ? {} : { more: { headers: headers.headers } }),
    },
    model,
    ...(isHome && base === undefined ? { remark: KNOWN_REMARK } : {}),
    dropped,
  };
}

function keyOf(
  written: unknown,
  about: {
    readonly id: string;
    readonly place: string;
    readonly isAzure: boolean;
    readonly isHome: boolean;
    readonly isOllama: boolean;
    readonly fallback: readonly string[] | undefined;
  },
  dropped: Dropped[],
): Key {
  const azure = about.isAzure ? { scheme: "header" as const, header: "api-key" } : {};
  if (typeof written !== "string" || written === "" || written.toLowerCase() === "none") {
    return { env: about.isHome && !about.isOllama ? (about.fallback ?? []) : [], ...azure };
  }
  const variable = /^os\.environ\/(.+)$/.exec(written)?.[1];
  if (variable !== undefined && isVariable(variable)) return { env: [variable], ...azure };
  const own = about.isHome ? about.fallback?.[0] : undefined;
  const name = own ?? variableFor(about.id);
  dropped.push(secretDropped(`${about.place}.api_key`, name));
  return { env: [name], ...azure };
}

/** `os.environ/NAME` is `${NAME}`. */
function fromEnvironment(text: string): string {
  return text.replace(/^os\.environ\/(\w+)$/, "$${$1}");
}

function stringsOf(table: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, String(value)]));
}

/** A profile for each name that is not the model's own, or has others to fall back on. */
function profilesOf(
  refs: ReadonlyMap<string, readonly string[]>,
  chains: readonly Readonly<Record<string, readonly string[]>>[],
  dropped: Dropped[],
): ImportedProfile[] {
  const next = new Map(chains.flatMap((each) => Object.entries(each)));
  const profiles = [...refs].flatMap(([name, [first = "", ...same]]): ImportedProfile[] => {
    const later = (next.get(name) ?? []).flatMap((other) => {
      const found = refs.get(other);
      if (found === undefined) {
        dropped.push({
          what: `fallback of ${name} to ${other}`,
          why: "that model is not imported",
        });
      }
      return found ?? [];
    });
    const others = [...new Set([...same, ...later])].filter((ref) => ref !== first);
    const isAlias = first.slice(first.indexOf("/") + 1) !== name;
    if (!isAlias && others.length === 0) return [];
    const id = profileId(name);
    return [
      {
        id,
        record: {
          id,
          role: "alias",
          caps: LEAST_CAPS,
          default_model_ref: first,
          ...(others.length === 0 ? {} : { fallback_model_refs: others }),
          description: `What LiteLLM calls ${name}.`,
        },
      },
    ];
  });
  if (profiles.length > 0) dropped.push(CAPS_REMARK);
  return profiles;
}

function settingsLeft(data: z.infer<typeof config>): Dropped[] {
  const dropped: Dropped[] = [];
  const drop = (what: string, why: string) => dropped.push({ what, why });
  for (const [section, settings] of Object.entries(data)) {
    if (section === "model_list" || !isObject(settings)) continue;
    for (const [key, value] of Object.entries(settings)) {
      const what = `${section}.${key}`;
      if (key === "fallbacks" || key === "model_group_alias") continue;
      if (/fallbacks$/.test(key))
        drop(what, "a profile falls back for any failure, not for one kind");
      else if (
        /key|password|database_url|secret/.test(key) &&
        !String(value).startsWith("os.environ/")
      ) {
        drop(what, "a secret of the proxy's own, which is not copied");
      } else drop(what, "a setting of LiteLLM's, not a fact of a model");
    }
  }
  return dropped;
}
