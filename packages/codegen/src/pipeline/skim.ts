import { catalog } from "../diagnostics/catalog.ts";
import { type Inputs, type Layer, layers } from "../layers/layer-names.ts";
import { KEBAB_ID, MODEL_ID, MODEL_REF, PROVIDER_ID } from "../layers/patterns.ts";
import {
  authSchemes,
  capabilities,
  inputModalities,
  protocols,
  sendsKey,
  transports,
} from "../layers/vocabulary.ts";
import type { Registry } from "../registry/model.ts";
import { resolve, type WrittenRegistry } from "../registry/resolve.ts";
import { rules } from "../registry/rules/all.ts";
import { plausiblePrices } from "../registry/rules/plausible-prices.ts";
import { decode } from "../source/decode.ts";
import { parseToml, type TomlTable } from "../source/toml.ts";

/**
 * The registry that three files mean, when they are beyond doubt; `undefined` when they are not, and
 * then `inspect` says what is wrong, if anything is.
 *
 * Over 5,276 models parsing takes 110 ms. To load and run zod takes 75 more, and to search the text
 * for how things are written 25, for an answer that is nearly always "nothing wrong". A listing has
 * to be there within 1.5 times the time of reading and parsing, so it asks a narrower question first:
 * are all keys known, and all values of plainly good shapes? The shapes here are narrower than the
 * format's, never wider. A file that is refused for nothing is listed all the same, only later. A test
 * runs this over every bad fixture. The rules across records are not repeated here, they are run.
 *
 * What it leaves to `kei check` is how a file is written, which changes no fact: a price as `1.0`,
 * syntax that only some readers of TOML take, a secret (whoever prints has to blank it out), and all
 * warnings.
 */
export function skim(inputs: Inputs, today: string): Registry | undefined {
  const written = {} as Record<Layer, readonly TomlTable[]>;
  for (const layer of layers) {
    const records = skimLayer(layer, inputs[layer].bytes);
    if (records === undefined) return undefined;
    written[layer] = records;
  }
  const { registry, underivable } = resolve(written as unknown as WrittenRegistry);
  return obeysRules(registry, underivable, today) ? registry : undefined;
}

function skimLayer(layer: Layer, bytes: Inputs[Layer]["bytes"]): readonly TomlTable[] | undefined {
  if (!(bytes instanceof Uint8Array)) return undefined;
  const decoded = decode(bytes);
  if (!decoded.ok) return undefined;
  const toml = parseToml(decoded.text);
  if ("problem" in toml) return undefined;
  const { [layer]: records = [], ...others } = toml.value;
  if (!Array.isArray(records) || Object.keys(others).length > 0) return undefined;
  const isGood = recordCheck(shapes[layer]);
  return records.every((record) => isGood(record) && conditions[layer](record))
    ? (records as readonly TomlTable[])
    : undefined;
}

/** Whether a value is plainly good. */
type Check = (value: unknown) => boolean;

/** Checks by key, and the keys that must be there. */
interface Shape {
  readonly required: readonly string[];
  readonly keys: Readonly<Record<string, Check>>;
}

const text: Check = (value) => typeof value === "string" && value !== "";
const anyText: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const matching =
  (pattern: RegExp, max = Number.POSITIVE_INFINITY): Check =>
  (value) =>
    typeof value === "string" && value.length <= max && pattern.test(value);
const integer =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
const list =
  (item: Check): Check =>
  (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(item) &&
    new Set(value).size === value.length;
const among = (values: object): Check => {
  const names = new Set<unknown>(Object.keys(values));
  return (value) => names.has(value);
};

/** Days up to the 28th are in every month; the rest is left to the full check. */
const date = matching(/^(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8]))?$/);
const link = matching(/^https?:\/\/\S+$/);
const price = integer(0, 100_000_000_000_000);
const tokens = integer(1, 1_000_000_000);

const prices = {
  cost_input_per_mtok_micro: price,
  cost_output_per_mtok_micro: price,
  cache_write_5m_per_mtok_micro: price,
  cache_write_1h_per_mtok_micro: price,
  cache_read_per_mtok_micro: price,
};
const basePrices = ["cost_input_per_mtok_micro", "cost_output_per_mtok_micro"] as const;
const tier = recordCheck({
  required: ["above_input_tokens", ...basePrices],
  keys: { above_input_tokens: tokens, ...prices },
});

const envName = /^[A-Z][A-Z0-9_]*$/;

const shapes: Readonly<Record<Layer, Shape>> = {
  provider: {
    required: [
      "id",
      "display_name",
      "endpoint",
      "auth_scheme",
      "retry_max",
      "retry_backoff_ms",
      "rate_limit_rpm",
      "billing_currency",
    ],
    keys: {
      id: matching(PROVIDER_ID, 64),
      display_name: text,
      endpoint: matching(/^(https?:\/\/\S+|local:[a-z0-9][a-z0-9-]*)$/),
      auth_scheme: among(authSchemes),
      auth_env: (value) =>
        value === "_" || matching(envName)(value) || list(matching(envName))(value),
      api_version_header: matching(/^[A-Za-z][A-Za-z0-9-]*$/),
      api_version_value: matching(/^[\x21-\x7e]+$/),
      retry_max: integer(0, 100),
      retry_backoff_ms: integer(0, 3_600_000),
      rate_limit_rpm: integer(0, 10_000_000),
      billing_currency: matching(/^[A-Z]{3}(-[a-z0-9]+)*$/),
      notes: anyText,
      protocol: among(protocols),
      transport: among(transports),
      parent_ref: text,
      routes_to: list(text),
      open_models: flag,
      docs_url: link,
    },
  },
  model: {
    required: ["provider_ref", "id", "slug", "display_name", "context_window"],
    keys: {
      provider_ref: text,
      id: matching(MODEL_ID, 200),
      slug: matching(/^[a-z0-9][a-z0-9_.-]*$/, 200),
      display_name: text,
      aliases: list(matching(MODEL_ID, 200)),
      context_window: tokens,
      max_output_tokens: tokens,
      capabilities: list(among(capabilities)),
      input: list(among(inputModalities)),
      ...prices,
      price_tiers: list(tier),
      verified_at: date,
      deprecated_at: date,
      replaced_by: matching(MODEL_REF),
      source_url: link,
      notes: anyText,
    },
  },
  profile: {
    required: ["id", "role", "caps", "default_model_ref", "description"],
    keys: {
      id: matching(KEBAB_ID, 64),
      role: text,
      caps: isCaps,
      default_model_ref: matching(MODEL_REF),
      fallback_model_refs: list(matching(MODEL_REF)),
      description: text,
      system_prompt_ref: text,
      manifest_path: text,
    },
  },
};

/** Words of the alphabet, each once, and not both of `RO` and `RW`. */
function isCaps(value: unknown): boolean {
  if (
    typeof value !== "string" ||
    !/^(FS|RO|RW|BASH|WEB|AGENT|PLAN)(-(FS|RO|RW|BASH|WEB|AGENT|PLAN))*$/.test(value)
  )
    return false;
  const words = value.split("-");
  const set = new Set(words);
  return set.size === words.length && !(set.has("RO") && set.has("RW"));
}

/** What holds between the keys of a record. */
const conditions: Readonly<Record<Layer, (record: TomlTable) => boolean>> = {
  provider: (record) => {
    const named = record["auth_env"] !== undefined && record["auth_env"] !== "_";
    return (
      named === sendsKey(String(record["auth_scheme"])) &&
      (record["api_version_header"] === undefined) === (record["api_version_value"] === undefined)
    );
  },
  model: (record) =>
    basePrices.every((key) => record[key] !== undefined) ||
    ![...Object.keys(prices), "price_tiers"].some((key) => record[key] !== undefined),
  profile: () => true,
};

function recordCheck({ required, keys }: Shape): (value: unknown) => value is TomlTable {
  return (value): value is TomlTable => {
    if (typeof value !== "object" || value === null) return false;
    const record = value as TomlTable;
    for (const key in record) {
      if (!Object.hasOwn(keys, key) || !(keys[key] as Check)(record[key])) return false;
    }
    return required.every((key) => record[key] !== undefined);
  };
}

function obeysRules(
  registry: Registry,
  underivable: ReadonlySet<Registry["providers"][number]>,
  today: string,
): boolean {
  const models = new Set(
    registry.models.flatMap(({ ref, provider, aliases }) => [
      ref,
      ...aliases.map((alias) => `${provider}/${alias}`),
    ]),
  );
  const providers = new Set(registry.providers.map(({ id }) => id));
  let obeys = true;
  for (const rule of rules) {
    // It looks at every price, and has only warnings to give.
    if (rule === plausiblePrices) continue;
    rule({
      registry,
      underivable,
      today,
      declared: { providers, models, isModel: (ref) => models.has(ref) },
      isReadable: () => true,
      report: (code) => {
        if (catalog[code].severity === "error") obeys = false;
      },
    });
    if (!obeys) return false;
  }
  return true;
}
