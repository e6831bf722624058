import { FACTS_BESIDE, isFactOfModel, snakeCase } from "./config-keys.ts";
import type { ConfigEntry, ConfigMap, ConfigNode, ConfigText, ConfigTree } from "./config-node.ts";
import type { Endings } from "./endings.ts";
import type { FoundName, FoundNames } from "./found-name.ts";
import { readJson } from "./read-json.ts";
import { readToml } from "./read-toml.ts";
import { readYaml } from "./read-yaml.ts";

/** How a configuration file is written. */
export type ConfigFormat = "json" | "yaml" | "toml";

const readers: Readonly<Record<ConfigFormat, (text: string) => ConfigTree>> = {
  json: readJson,
  yaml: readYaml,
  toml: readToml,
};

/**
 * Names of models that end in a configuration file: values of keys that name a model (`model`,
 * `default_model`, `smallModel`, `OPENAI_MODEL`, `models`). A key beside them that names a provider, or a
 * URL of one, says whose model it is. In place of what stands with settings of its own, as an entry of
 * `models` does, nothing is written: they are those of the old model.
 */
export function findInConfig(text: string, format: ConfigFormat, endings: Endings): FoundNames {
  const names: FoundName[] = [];
  try {
    const tree = readers[format](text);
    if ("problem" in tree) return tree;
    walk(tree.root, undefined, { endings, names });
  } catch (error) {
    // The parsers call themselves for what is in something else.
    if (!(error instanceof RangeError)) throw error;
    return { problem: "it is nested too deeply", offset: 0 };
  }
  return { names: names.sort((a, b) => a.start - b.start) };
}

interface Search {
  readonly endings: Endings;
  readonly names: FoundName[];
}

function walk(node: ConfigNode, provider: string | undefined, search: Search): void {
  if (node.kind === "list") for (const item of node.items) walk(item, provider, search);
  if (node.kind !== "map") return;
  const own = providerBeside(node, search.endings) ?? provider;
  const hasFacts = node.entries.some(({ key }) => isFactOfModel(key.value));
  for (const entry of node.entries) {
    const key = snakeCase(entry.key.value);
    if (isOwnName(key, node)) continue;
    if (MODEL_KEY.test(key)) findIn(entry, own, search, hasFacts);
    if (!PROVIDER_MAPS.includes(key)) walk(entry.value, own, search);
    else if (entry.value.kind === "map") {
      for (const { key: id, value } of entry.value.entries) walk(value, id.value, search);
    } else if (entry.value.kind === "list") {
      for (const item of entry.value.items) walk(item, idOf(item) ?? own, search);
    }
  }
}

/** Keys that name models, in snake case. */
const MODEL_KEY = /^(?:\w+_)?models?(?:_(?:id|ref|name)s?)?$/;

/** Keys that name a provider. */
const PROVIDER_KEY = /^(?:model_)?provider(?:_(?:id|ref|name))?$/;

/** Keys of all providers: a map by their names, or a list of what has an `id` or a `name`. */
const PROVIDER_MAPS: readonly string[] = ["provider", "providers", "model_providers"];

/** Keys of the URL of a provider. */
const URL_KEY = /^(?:api_base|api_url|api_host|base_url|endpoint|\w+_api_base|\w+_base_url)$/;

/** LiteLLM's names of models are people's own; so are those that a map leads to a model of another one. */
function isOwnName(key: string, { entries }: ConfigMap): boolean {
  return key === "model_name" && entries.some((each) => each.key.value === "litellm_params");
}

function providerBeside({ entries }: ConfigMap, endings: Endings): string | undefined {
  let named: string | undefined;
  for (const { key, value } of entries) {
    if (value.kind !== "text") continue;
    const name = snakeCase(key.value);
    if (URL_KEY.test(name) && /^https?:/.test(value.value)) {
      return endings.providerAt(value.value) ?? value.value;
    }
    if (PROVIDER_KEY.test(name)) named = value.value;
  }
  return named;
}

function idOf(node: ConfigNode): string | undefined {
  if (node.kind !== "map") return undefined;
  const found = ["id", "name"].flatMap(
    (name) => node.entries.find(({ key }) => key.value === name)?.value ?? [],
  );
  const [first] = found;
  return first?.kind === "text" ? first.value : undefined;
}

function findIn(
  { value }: ConfigEntry,
  provider: string | undefined,
  search: Search,
  hasFacts: boolean,
): void {
  const report = (text: ConfigText, note?: string) => {
    const meaning = search.endings.find(text.value, { provider });
    if (meaning === undefined) return;
    const { start, end, write } = text;
    const by =
      note === undefined && meaning.written !== undefined ? write?.(meaning.written) : undefined;
    const why = note ?? (write === undefined ? "it is written over several lines" : undefined);
    search.names.push({
      name: text.value,
      meaning,
      start,
      end,
      by,
      note: meaning.note ?? (meaning.written === undefined ? undefined : why),
    });
  };
  if (value.kind === "text") report(value, hasFacts ? FACTS_BESIDE : undefined);
  if (value.kind === "list") {
    for (const item of value.items) {
      if (item.kind === "text") report(item);
      if (item.kind !== "map") continue;
      const names = item.entries.filter(({ key }) => key.value === "id" || key.value === "name");
      const own = providerBeside(item, search.endings);
      if (own !== undefined) continue;
      for (const each of names) {
        if (each.value.kind === "text") report(each.value, FACTS_BESIDE);
      }
    }
  }
  if (value.kind === "map") {
    for (const { key } of value.entries) report(key, FACTS_BESIDE);
  }
}
