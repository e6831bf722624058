import * as z from "zod";
import type { ProtocolName } from "../../layers/vocabulary.ts";
import { isObject } from "../adapters/adapter.ts";
import { readModel } from "../adapters/models-dev.ts";
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
import { parseText } from "./parse-text.ts";

const provider = z.looseObject({
  npm: z.string().optional(),
  name: z.string().optional(),
  options: z
    .looseObject({
      baseURL: z.string().optional(),
      apiKey: z.string().optional(),
      headers: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  models: z.record(z.string(), z.looseObject({ id: z.string().optional() })).optional(),
});

const named = z.looseObject({ model: z.string().optional() });

const config = z.looseObject({
  provider: z.record(z.string(), provider).optional(),
  model: z.string().optional(),
  small_model: z.string().optional(),
  agent: z.record(z.string(), named).optional(),
});

const PACKAGES: Readonly<Record<string, ProtocolName>> = {
  "@ai-sdk/anthropic": "anthropic-messages",
  "@ai-sdk/google": "gemini-generate-content",
  "@ai-sdk/openai": "openai-responses",
};

/** Keys of a model that a registry has in another way, or that say nothing of it. */
const READ = new Set(
  "id name cost limit reasoning tool_call temperature modalities status release_date interleaved".split(
    " ",
  ),
);

/** opencode's `opencode.json`: its own providers, their models, and which of them it uses. */
export const opencode: Reader = {
  title: "opencode's opencode.json",
  recognises(material) {
    const data = parseText(material);
    if (!isObject(data)) return false;
    return isObject(data["provider"]) || data["$schema"] === "https://opencode.ai/config.json";
  },
  read(material, wanted) {
    const data = config.parse(parseText(material));
    const providers: ImportedProvider[] = [];
    const models: ImportedModel[] = [];
    const dropped: Dropped[] = [];
    for (const [name, each] of Object.entries(data.provider ?? {})) {
      const id = providerId(name);
      if (!wanted.provider(id) && !wanted.provider(name)) continue;
      const found = providerOf(name, each, dropped);
      if (found === undefined) continue;
      providers.push(found);
      for (const [key, written] of Object.entries(each.models ?? {})) {
        const model = written.id ?? key;
        if (!wanted.model(model) && !wanted.model(key)) continue;
        models.push({
          provider: id,
          id: model,
          facts: readModel(name, model, withOutput(written)).facts,
        });
        const lost = Object.keys(written).filter((each) => !READ.has(each));
        if (lost.length > 0) {
          const what = `${id}/${model} ${lost.join(", ")}`;
          dropped.push({ what, why: "settings of opencode's, not facts of a model" });
        }
      }
    }
    const known = new Set(models.map(({ provider: of, id }) => `${of}/${id}`));
    const uses = [
      ["model", "opencode", data.model] as const,
      ["small_model", "opencode-small", data.small_model] as const,
      ...Object.entries(data.agent ?? {}).map(
        ([name, { model }]) => [`agent.${name}`, `opencode-${name}`, model] as const,
      ),
    ];
    const profiles = uses.flatMap(([place, name, model]): ImportedProfile[] => {
      if (model === undefined) return [];
      const slash = model.indexOf("/");
      const ref = `${providerId(model.slice(0, slash))}/${model.slice(slash + 1)}`;
      if (!known.has(ref)) {
        if (wanted.provider(model.slice(0, slash)) && wanted.model(model.slice(slash + 1))) {
          dropped.push({ what: place, why: `the file does not describe ${model}` });
        }
        return [];
      }
      const id = profileId(name);
      return [
        {
          id,
          record: {
            id,
            role: place.replace(/^agent\./, "").replace("_", " "),
            caps: LEAST_CAPS,
            default_model_ref: ref,
            description: `What opencode has as its ${place}.`,
          },
        },
      ];
    });
    if (profiles.length > 0) dropped.push(CAPS_REMARK);
    for (const key of Object.keys(data)) {
      if (["provider", "model", "small_model", "agent", "$schema"].includes(key)) continue;
      dropped.push({ what: key, why: "a setting of opencode's, not a fact of a model" });
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
  const place = `provider.${name}`;
  const { baseURL: base, apiKey: key, headers: stated = {}, ...others } = written.options ?? {};
  if (base === undefined) {
    const why = `opencode knows it from models.dev: kei import --from https://models.dev/api.json --provider ${id}`;
    dropped.push({ what: place, why });
    return undefined;
  }
  const protocol = PACKAGES[written.npm ?? ""] ?? "openai-chat";
  if (
    written.npm !== undefined &&
    !(written.npm in PACKAGES) &&
    written.npm !== "@ai-sdk/openai-compatible"
  ) {
    dropped.push({
      what: `${place}.npm`,
      why: `the package ${written.npm} is taken to speak ${protocol}`,
    });
  }
  const headers = headersOf(
    Object.fromEntries(Object.entries(stated).map(([header, text]) => [header, variables(text)])),
    `${place}.options.headers`,
  );
  dropped.push(...headers.dropped);
  if (Object.keys(others).length > 0) {
    const what = `${place}.options ${Object.keys(others).join(", ")}`;
    dropped.push({ what, why: "settings of opencode's, not facts of a server" });
  }
  return {
    id,
    record: providerRecord({
      id,
      name: written.name ?? name,
      protocol,
      endpoints: new Map([[protocol, endpointOf(variables(base), protocol)]]),
      key: { env: keyNames(key, id, place, dropped) },
      ...(Object.keys(headers.headers).length === 0 ? {} : { more: { headers: headers.headers } }),
    }),
  };
}

/** `{env:NAME}` is a variable of the environment in opencode. */
function variables(text: string): string {
  return text.replaceAll(/\{env:(\w+)\}/g, "$${$1}");
}

function keyNames(
  written: string | undefined,
  id: string,
  place: string,
  dropped: Dropped[],
): readonly string[] {
  if (written === undefined || written === "") return [];
  const variable = /^\{env:(\w+)\}$/.exec(written)?.[1];
  if (variable !== undefined && isVariable(variable)) return [variable];
  if (/^\{file:/.test(written)) {
    const why = `a key in a file is not read: it is read from ${variableFor(id)}`;
    dropped.push({ what: `${place}.options.apiKey`, why });
  } else dropped.push(secretDropped(`${place}.options.apiKey`, variableFor(id)));
  return [variableFor(id)];
}

/** opencode leaves out what a model gives where that is text. */
function withOutput(written: Readonly<Record<string, unknown>>): unknown {
  const { modalities } = written;
  return isObject(modalities) && !Array.isArray(modalities["output"])
    ? { ...written, modalities: { ...modalities, output: ["text"] } }
    : written;
}
