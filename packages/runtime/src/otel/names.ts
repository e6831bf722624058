/**
 * How OpenTelemetry calls what we know of a call: a name in each of two tables. `genai-2026-10` is the
 * conventions for generative AI as they were in October 2026 (open-telemetry/semantic-conventions-genai,
 * 024a4f9), which have no released version; `1.41` those of semantic-conventions 1.41.0, the last release
 * that has them.
 */
export type Conventions = "genai-2026-10" | "1.41";

/** The names of one thing, in the order of the tables; absent: the table has none. */
type Names = readonly [now: string | undefined, before: string | undefined];

const same = (name: string): Names => [name, name];
const now = (name: string): Names => [name, undefined];

/** Attributes of spans and metrics. Those that begin with `kei.` are ours: no table has such a thing. */
const ATTRIBUTES = {
  operation: same("gen_ai.operation.name"),
  provider: same("gen_ai.provider.name"),
  requestModel: same("gen_ai.request.model"),
  serverAddress: same("server.address"),
  serverPort: same("server.port"),
  errorType: same("error.type"),

  isStream: same("gen_ai.request.stream"),
  outputType: same("gen_ai.output.type"),
  maxTokens: same("gen_ai.request.max_tokens"),
  temperature: same("gen_ai.request.temperature"),
  topP: same("gen_ai.request.top_p"),
  topK: same("gen_ai.request.top_k"),
  seed: same("gen_ai.request.seed"),
  frequencyPenalty: same("gen_ai.request.frequency_penalty"),
  presencePenalty: same("gen_ai.request.presence_penalty"),
  stopSequences: same("gen_ai.request.stop_sequences"),
  reasoningLevel: now("gen_ai.request.reasoning.level"),
  previousResponse: now("gen_ai.request.previous_response.id"),

  responseId: same("gen_ai.response.id"),
  responseModel: same("gen_ai.response.model"),
  finishReasons: same("gen_ai.response.finish_reasons"),
  timeToFirstChunk: same("gen_ai.response.time_to_first_chunk"),

  inputTokens: same("gen_ai.usage.input_tokens"),
  outputTokens: same("gen_ai.usage.output_tokens"),
  cacheReadTokens: same("gen_ai.usage.cache_read.input_tokens"),
  cacheWriteTokens: [
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.cache_creation.input_tokens",
  ],
  reasoningTokens: same("gen_ai.usage.reasoning.output_tokens"),
  audioInputTokens: now("gen_ai.usage.audio.input_tokens"),
  imageInputTokens: now("gen_ai.usage.image.input_tokens"),
  audioOutputTokens: now("gen_ai.usage.audio.output_tokens"),
  imageOutputTokens: now("gen_ai.usage.image.output_tokens"),
  cacheReadAudioTokens: now("gen_ai.usage.audio.cache_read.input_tokens"),
  cacheReadImageTokens: now("gen_ai.usage.image.cache_read.input_tokens"),

  systemInstructions: same("gen_ai.system_instructions"),
  inputMessages: same("gen_ai.input.messages"),
  outputMessages: same("gen_ai.output.messages"),
  toolDefinitions: same("gen_ai.tool.definitions"),

  openaiApi: same("openai.api.type"),
  openaiServiceTier: same("openai.response.service_tier"),

  toolName: same("gen_ai.tool.name"),
  toolType: same("gen_ai.tool.type"),
  toolDescription: same("gen_ai.tool.description"),
  toolCallId: same("gen_ai.tool.call.id"),
  toolArguments: same("gen_ai.tool.call.arguments"),
  toolResult: same("gen_ai.tool.call.result"),

  tokenModality: now("gen_ai.token.modality"),
  tokenType: [undefined, "gen_ai.token.type"],

  cost: same("kei.cost.micro_cents"),
  costCurrency: same("kei.cost.currency"),
  costUnknown: same("kei.cost.unknown_reason"),
  requestId: same("kei.request.id"),
  attempts: same("kei.attempts"),
  retryDelay: same("kei.retry.delay_ms"),
} as const satisfies Readonly<Record<string, Names>>;

/** Of a metric. */
interface Instrument {
  readonly names: Names;
  readonly kind: "histogram" | "counter";
  readonly unit: string;
  readonly description: string;
  /** Upper ends of the buckets of a histogram. */
  readonly buckets?: readonly number[];
}

/** 10 ms, each twice the one before. */
const SECONDS = Array.from({ length: 14 }, (_, i) => (2 ** i * 10) / 1000);

/** 1, each four times the one before. */
const TOKENS = Array.from({ length: 14 }, (_, i) => 4 ** i);

const seconds = (names: Names, description: string): Instrument => ({
  names,
  kind: "histogram",
  unit: "s",
  description,
  buckets: SECONDS,
});
const tokens = (names: Names, description: string): Instrument => ({
  names,
  kind: "histogram",
  unit: "{token}",
  description,
  buckets: TOKENS,
});
const counted = (names: Names, description: string, unit = "{token}"): Instrument => ({
  names,
  kind: "counter",
  unit,
  description,
});

export const METRICS = {
  duration: seconds(
    ["gen_ai.client.inference.duration", "gen_ai.client.operation.duration"],
    "How long a call took, with all its attempts.",
  ),
  timeToFirstChunk: seconds(
    ["gen_ai.client.inference.time_to_first_chunk", "gen_ai.client.operation.time_to_first_chunk"],
    "From the beginning of a streamed call to the first part of its answer.",
  ),
  timePerChunk: seconds(
    [
      "gen_ai.client.inference.time_per_output_chunk",
      "gen_ai.client.operation.time_per_output_chunk",
    ],
    "From one part of a streamed answer to the next.",
  ),
  inputTokens: counted(
    now("gen_ai.client.inference.usage.input_tokens"),
    "Tokens of the input, those of caches included.",
  ),
  outputTokens: counted(
    now("gen_ai.client.inference.usage.output_tokens"),
    "Tokens of the output, reasoning included.",
  ),
  cacheReadTokens: counted(
    now("gen_ai.client.inference.usage.cache_read.input_tokens"),
    "Tokens of the input that were read from a cache.",
  ),
  cacheWriteTokens: counted(
    now("gen_ai.client.inference.usage.cache_write.input_tokens"),
    "Tokens of the input that were written to a cache.",
  ),
  reasoningTokens: counted(
    now("gen_ai.client.inference.usage.reasoning.output_tokens"),
    "Tokens of the output that were reasoning.",
  ),
  inputPerCall: tokens(
    now("gen_ai.client.inference.operation.input_tokens"),
    "Tokens of the input of a call.",
  ),
  outputPerCall: tokens(
    now("gen_ai.client.inference.operation.output_tokens"),
    "Tokens of the output of a call.",
  ),
  tokensPerCall: tokens(
    [undefined, "gen_ai.client.token.usage"],
    "Tokens of a call, by their type.",
  ),
  toolDuration: seconds(now("gen_ai.execute_tool.duration"), "How long a tool took."),
  cost: counted(
    same("kei.cost.micro_cents"),
    "What calls cost: a hundred million is one of the currency.",
    "{micro_cent}",
  ),
  unknownCost: counted(
    same("kei.cost.unknown"),
    "Calls that were answered, and whose cost is not known.",
    "{call}",
  ),
} as const satisfies Readonly<Record<string, Instrument>>;

export type Field = keyof typeof ATTRIBUTES;
export type Metric = keyof typeof METRICS;

/** What is known of a call, by our names; absent: it is not known, or there is no such thing. */
export type Fields = { readonly [Name in Field]?: Value | undefined };

type Value = string | number | boolean | readonly string[];

/** The columns of the tables that are asked for. */
export type Columns = readonly (0 | 1)[];

export const COLUMNS: Readonly<Record<Conventions | "both", Columns>> = {
  "genai-2026-10": [0],
  "1.41": [1],
  both: [0, 1],
};

/** The names of an instrument; none: no table that is asked for has it. */
export function namesOf(names: Names, columns: Columns): readonly string[] {
  const asked = columns.map((column) => names[column]).filter((name) => name !== undefined);
  return [...new Set(asked)];
}

/** What is known, by the names of the tables. */
export function toAttributes(fields: Fields, columns: Columns): Record<string, Value> {
  const attributes: Record<string, Value> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    for (const name of namesOf(ATTRIBUTES[field as Field], columns)) attributes[name] = value;
  }
  return attributes;
}
