import * as z from "zod";
import { rateNames } from "../../layers/rates.ts";
import {
  type Capability,
  type Effort,
  inputModalities,
  type ProtocolName,
  wordsOf,
} from "../../layers/vocabulary.ts";
import { findOnlyText, isObject, parseJson } from "../adapters/adapter.ts";
import { microCents } from "../micro-cents.ts";
import type { PartialRates, PartialTier, StatedFacts, StatedPrice } from "../statement.ts";
import { providerRecord } from "./connection.ts";
import type { Dropped, ImportedModel, ImportedProvider, Reader } from "./imported.ts";
import { findKnown, KNOWN_REMARK, serverOf } from "./known-servers.ts";

const row = z.record(z.string(), z.unknown());

export type LitellmRow = z.infer<typeof row>;

/** The entry that explains the others. */
const SAMPLE = "sample_spec";

/** LiteLLM's price map: models by their names there, dollars per token. */
export const litellmPrices: Reader = {
  title: "LiteLLM's price map (model_prices_and_context_window.json)",
  recognises(material) {
    const data = parseJson(findOnlyText(material));
    if (!isObject(data)) return false;
    const rows = Object.values(data);
    return (
      rows.length > 0 &&
      rows.every((each) => isObject(each) && typeof each["litellm_provider"] === "string")
    );
  },
  read(material, wanted) {
    const data = z.record(z.string(), row).parse(parseJson(findOnlyText(material)));
    const providers = new Map<string, ImportedProvider>();
    const models = new Map<string, ImportedModel>();
    const dropped: Dropped[] = [];
    for (const [name, each] of Object.entries(data)) {
      const given = String(each["litellm_provider"]);
      const known = findKnown(given.replaceAll("_", "-"));
      const provider = known?.id ?? given.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase();
      if (name === SAMPLE || !(wanted.provider(provider) || wanted.provider(given))) continue;
      const id = name.startsWith(`${given}/`) ? name.slice(given.length + 1) : name;
      if (!wanted.model(id) && !wanted.model(name)) continue;
      const ref = `${provider}/${id}`;
      const mode = String(each["mode"] ?? "chat");
      const facts = factsOf(each, ref);
      if (models.has(ref))
        dropped.push({ what: `${ref} as ${name}`, why: "it stands in the file already" });
      else if (!Object.hasOwn(MODES, mode)) {
        dropped.push({ what: ref, why: `kei has no client for models of the mode ${mode}` });
      } else {
        const protocols = protocolsOf(each, mode);
        models.set(ref, {
          provider,
          id,
          facts: facts.facts,
          ...(protocols === undefined ? {} : { protocols }),
          more: facts.more,
        });
        dropped.push(...facts.dropped);
        if (known !== undefined && !providers.has(provider)) {
          const server = serverOf(known);
          const base = known.base;
          providers.set(provider, {
            id: provider,
            record: providerRecord(
              provider === "openai"
                ? {
                    ...server,
                    endpoints: new Map([
                      ...server.endpoints,
                      ["openai-responses", `${base}/responses`] as const,
                    ]),
                  }
                : server,
            ),
            remark: KNOWN_REMARK,
          });
        }
      }
    }
    return {
      providers: [...providers.values()],
      models: [...models.values()],
      profiles: [],
      dropped,
    };
  },
};

const MODES: Readonly<Record<string, readonly string[] | undefined>> = {
  chat: undefined,
  responses: undefined,
  embedding: ["embedding"],
};

function protocolsOf(each: LitellmRow, mode: string): readonly ProtocolName[] | undefined {
  const paths = Array.isArray(each["supported_endpoints"]) ? each["supported_endpoints"] : [];
  const isOpenai = each["litellm_provider"] === "openai";
  if (!isOpenai || mode === "embedding") return undefined;
  const found: ProtocolName[] = [];
  if (paths.includes("/v1/responses") || mode === "responses") found.push("openai-responses");
  if (paths.includes("/v1/chat/completions") || found.length === 0) found.push("openai-chat");
  return found;
}

/** Words that it answers by a key each. */
const WORDS: Readonly<Record<string, Capability>> = {
  supports_function_calling: "tools",
  supports_tool_choice: "tool-choice",
  supports_parallel_function_calling: "parallel-tools",
  supports_response_schema: "structured-output",
  supports_reasoning: "reasoning",
  supports_web_search: "web-search",
  supports_computer_use: "computer-use",
  supports_adaptive_thinking: "reasoning-adaptive",
};

const INPUTS: Readonly<Record<string, string>> = {
  supports_vision: "image",
  supports_pdf_input: "pdf",
  supports_audio_input: "audio",
  supports_video_input: "video",
};

/** What keys are about that a registry has in another way, or that say nothing of a model. */
const IGNORED =
  /^(?:litellm_provider|mode|max_tokens|source|metadata|supports_(?:system_messages|assistant_prefill|native_streaming|prompt_caching|native_structured_output|output_config|url_context|multimodal|parallel_tool_use_config|mid_conversation_system|sampling_params|speed|image_size|audio_output)|supported_(?:endpoints|modalities|output_modalities|regions|resolutions)|rpm|tpm|description)$/;

/** What LiteLLM states of a model; `mode` and names apart, a configuration has the same keys. */
export function factsOf(
  each: LitellmRow,
  ref: string,
): {
  readonly facts: StatedFacts;
  readonly more: Readonly<Record<string, string | number>>;
  readonly dropped: readonly Dropped[];
} {
  const dropped: Dropped[] = [];
  const read = new Set<string>();
  const take = (key: string): unknown => {
    read.add(key);
    return each[key] ?? undefined;
  };
  const tokens = (key: string): number | undefined => {
    const value = take(key);
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
    dropped.push({ what: `${ref} ${key}`, why: `${String(value)} is no number of tokens` });
    return undefined;
  };
  const most = tokens("max_input_tokens");
  const output = tokens("max_output_tokens");
  const flags = (table: Readonly<Record<string, string>>) =>
    Object.entries(table).flatMap(([key, word]) => {
      const value = take(key);
      return typeof value === "boolean" ? [[word, value] as const] : [];
    });
  const capabilities = Object.fromEntries(flags(WORDS)) as { [Word in Capability]?: boolean };
  const inputs = Object.fromEntries(flags(INPUTS));
  const modalities = each["supported_modalities"];
  if (Array.isArray(modalities)) {
    for (const kind of wordsOf(inputModalities)) if (modalities.includes(kind)) inputs[kind] = true;
  }
  const efforts = Object.fromEntries(
    flags({
      supports_none_reasoning_effort: "none",
      supports_minimal_reasoning_effort: "minimal",
      supports_low_reasoning_effort: "low",
      supports_xhigh_reasoning_effort: "xhigh",
      supports_max_reasoning_effort: "max",
    }),
  ) as { [Word in Effort]?: boolean };
  if (Object.values(efforts).includes(true)) {
    dropped.push({
      what: `${ref} efforts`,
      why: "the file names some of them alone, and a registry has all or none",
    });
  }
  const prices = pricesOf(each, take);
  const kinds = each["supported_output_modalities"];
  const gives =
    MODES[String(each["mode"] ?? "chat")] ??
    (Array.isArray(kinds) && kinds.length > 0 ? kinds.map(String) : undefined);
  const ends = take("deprecation_date");
  const isDay = typeof ends === "string" && /^\d{4}-\d\d-\d\d$/.test(ends);
  const smallest = tokens("prompt_cache_min_tokens");
  const lost = Object.keys(each).filter(
    (key) => !read.has(key) && !IGNORED.test(key) && each[key] !== false && each[key] !== 0,
  );
  if (lost.length > 0) {
    dropped.push({ what: `${ref} ${lost.join(", ")}`, why: "a registry has no such facts" });
  }
  return {
    facts: {
      ...(most === undefined ? {} : { maxInputTokens: most }),
      ...(output === undefined ? {} : { maxOutputTokens: output }),
      ...(Object.keys(capabilities).length === 0 ? {} : { capabilities }),
      ...(Object.keys(inputs).length === 0 ? {} : { input: { text: true, ...inputs } }),
      ...(gives === undefined ? {} : { output: gives }),
      ...(prices.length === 0 ? {} : { prices }),
    },
    more: {
      ...(isDay ? { deprecated_at: ends } : {}),
      ...(smallest === undefined ? {} : { cache_min_tokens: smallest }),
    },
    dropped,
  };
}

/** Rates by the stems of their keys. */
const STEMS: readonly (readonly [stem: string, rate: keyof PartialRates])[] = [
  ["input_cost_per_token", "input"],
  ["output_cost_per_token", "output"],
  ["output_cost_per_reasoning_token", "reasoning"],
  ["cache_read_input_token_cost", "cacheRead"],
  ["cache_creation_input_token_cost", "cacheWrite"],
  ["cache_creation_input_token_cost_above_1hr", "cacheWrite1h"],
  ["input_cost_per_audio_token", "inputAudio"],
  ["output_cost_per_audio_token", "outputAudio"],
  ["input_cost_per_image_token", "inputImage"],
  ["output_cost_per_image_token", "outputImage"],
  ["cache_read_input_audio_token_cost", "cacheReadAudio"],
];

type Take = (key: string) => unknown;

function pricesOf(each: LitellmRow, take: Take): StatedPrice[] {
  const isClaude = Object.hasOwn(each, "cache_creation_input_token_cost_above_1hr");
  const ratesAt = (end: string): PartialRates => {
    const found = STEMS.flatMap(([stem, rate]) => {
      const value = take(stem + end);
      if (typeof value !== "number" || value < 0) return [];
      // A cache that costs nothing is one that nobody knows the price of.
      if (value === 0 && /^cache(?:Read|Write)/.test(rate)) return [];
      const name = rate === "cacheWrite" && isClaude ? "cacheWrite5m" : rate;
      return [[name, perMillion(value)] as const];
    });
    const all: PartialRates = Object.fromEntries(found);
    // Where thinking costs what other output costs, nothing is said.
    const { reasoning, ...others } = all;
    return reasoning === undefined || reasoning === all.output ? others : all;
  };
  const tiersAt = (end: string): PartialTier[] =>
    Object.keys(each)
      .flatMap((key) => {
        const [, size = ""] =
          new RegExp(`^input_cost_per_token_above_(\\d+)k_tokens${end}$`).exec(key) ?? [];
        return size === "" ? [] : [Number(size)];
      })
      .sort((a, b) => a - b)
      .map((size) => ({
        aboveInputTokens: size * 1000,
        ...ratesAt(`_above_${size}k_tokens${end}`),
      }));
  const standard = ratesAt("");
  const prices = [
    { rates: standard, tiers: tiersAt("") },
    ...(["batches", "flex", "priority"] as const).map((tier) => ({
      serviceTier: tier === "batches" ? "batch" : tier,
      rates: ratesAt(`_${tier}`),
      tiers: tiersAt(`_${tier}`),
    })),
  ];
  return prices.filter(({ rates }) => rateNames.some((name) => rates[name] !== undefined));
}

/** Dollars for a token as micro-cents for a million, exactly. */
export function perMillion(dollars: number): number {
  const [digits = "0", exponent = "0"] = String(dollars).toLowerCase().split("e");
  return microCents(`${digits}e${Number(exponent) + 6}`);
}
