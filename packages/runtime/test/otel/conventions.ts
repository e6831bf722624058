/**
 * What the tables of names have, as facts: which attributes a span or a metric may have, what an instrument
 * is. Read from
 *
 * - open-telemetry/semantic-conventions-genai at 024a4f944a1291fcb627c9c47da69e79868dd15e:
 *   `model/gen-ai/spans.yaml`, `metrics.yaml`; `token-metrics.yaml` as of 066d4a7
 * - open-telemetry/semantic-conventions, tag v1.41.0 (e018fe6f91862f5ed63c082f87697cddac596784):
 *   `model/gen-ai/spans.yaml`, `metrics.yaml`
 *
 * Buckets are those that the pages of the metrics name.
 */
const REQUEST = [
  "choice.count",
  "frequency_penalty",
  "max_tokens",
  "model",
  "presence_penalty",
  "seed",
  "stop_sequences",
  "stream",
  "temperature",
  "top_k",
  "top_p",
].map((name) => `gen_ai.request.${name}`);

const RESPONSE = ["finish_reasons", "id", "model", "time_to_first_chunk"].map(
  (name) => `gen_ai.response.${name}`,
);

const CONTENT = [
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
  "gen_ai.tool.definitions",
];

const INFERENCE = [
  ...REQUEST,
  ...RESPONSE,
  ...CONTENT,
  "error.type",
  "gen_ai.conversation.id",
  "gen_ai.operation.name",
  "gen_ai.output.type",
  "gen_ai.provider.name",
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "gen_ai.usage.reasoning.output_tokens",
  "server.address",
  "server.port",
];

/** Of OpenAI's, beside those. */
const OPENAI = [
  "openai.api.type",
  "openai.request.service_tier",
  "openai.response.service_tier",
  "openai.response.system_fingerprint",
];

const TOOL = [
  "error.type",
  "gen_ai.operation.name",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.id",
  "gen_ai.tool.call.result",
  "gen_ai.tool.description",
  "gen_ai.tool.name",
  "gen_ai.tool.type",
];

const METRIC = [
  "gen_ai.operation.name",
  "gen_ai.provider.name",
  "gen_ai.request.model",
  "gen_ai.response.model",
  "server.address",
  "server.port",
];

const SECONDS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const TOKENS = [
  1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
];

export interface MetricFacts {
  readonly kind: "histogram" | "counter";
  readonly unit: string;
  readonly attributes: readonly string[];
  readonly buckets?: readonly number[];
}

const seconds = (...more: readonly string[]): MetricFacts => ({
  kind: "histogram",
  unit: "s",
  attributes: [...METRIC, ...more],
  buckets: SECONDS,
});
const tokens = (...more: readonly string[]): MetricFacts => ({
  kind: "histogram",
  unit: "{token}",
  attributes: [...METRIC, ...more],
  buckets: TOKENS,
});
const counted: MetricFacts = {
  kind: "counter",
  unit: "{token}",
  attributes: [...METRIC, "gen_ai.token.modality"],
};

export interface Table {
  /** Attributes of a span of a call, and of OpenAI's beside them. */
  readonly inference: readonly string[];
  readonly openai: readonly string[];
  readonly tool: readonly string[];
  readonly metrics: Readonly<Record<string, MetricFacts>>;
}

export const TABLES: Readonly<Record<"genai-2026-10" | "1.41", Table>> = {
  "genai-2026-10": {
    inference: [
      ...INFERENCE,
      "gen_ai.conversation.compacted",
      "gen_ai.prompt.name",
      "gen_ai.prompt.variable",
      "gen_ai.prompt.version",
      "gen_ai.request.previous_response.id",
      "gen_ai.request.reasoning.level",
      "gen_ai.usage.audio.cache_read.input_tokens",
      "gen_ai.usage.audio.input_tokens",
      "gen_ai.usage.audio.output_tokens",
      "gen_ai.usage.cache_write.input_tokens",
      "gen_ai.usage.image.cache_read.input_tokens",
      "gen_ai.usage.image.input_tokens",
      "gen_ai.usage.image.output_tokens",
      "gen_ai.usage.text.cache_read.input_tokens",
      "gen_ai.usage.text.input_tokens",
      "gen_ai.usage.text.output_tokens",
    ],
    openai: OPENAI,
    tool: [...TOOL, "gen_ai.agent.name", "gen_ai.conversation.id"],
    metrics: {
      "gen_ai.client.inference.duration": seconds("error.type"),
      "gen_ai.client.inference.time_to_first_chunk": seconds(),
      "gen_ai.client.inference.time_per_output_chunk": seconds(),
      "gen_ai.client.inference.usage.input_tokens": counted,
      "gen_ai.client.inference.usage.output_tokens": counted,
      "gen_ai.client.inference.usage.cache_read.input_tokens": counted,
      "gen_ai.client.inference.usage.cache_write.input_tokens": counted,
      "gen_ai.client.inference.usage.reasoning.output_tokens": counted,
      "gen_ai.client.inference.operation.input_tokens": tokens("error.type"),
      "gen_ai.client.inference.operation.output_tokens": tokens("error.type"),
      "gen_ai.execute_tool.duration": {
        ...seconds(),
        attributes: ["error.type", "gen_ai.agent.name", "gen_ai.tool.name", "gen_ai.tool.type"],
      },
    },
  },
  "1.41": {
    inference: [...INFERENCE, "gen_ai.usage.cache_creation.input_tokens"],
    openai: OPENAI,
    tool: TOOL,
    metrics: {
      "gen_ai.client.operation.duration": seconds("error.type"),
      "gen_ai.client.operation.time_to_first_chunk": seconds(),
      "gen_ai.client.operation.time_per_output_chunk": seconds(),
      "gen_ai.client.token.usage": tokens("gen_ai.token.type"),
    },
  },
};

/** What has to be there when a span begins, since samplers see nothing else. */
export const AT_START = [
  "gen_ai.operation.name",
  "gen_ai.provider.name",
  "gen_ai.request.model",
  "server.address",
  "server.port",
];

/** Types of parts that the schemas of messages know, and what each of them must have. */
export const PARTS: Readonly<Record<string, readonly string[]>> = {
  text: ["content"],
  reasoning: ["content"],
  tool_call: ["name"],
  tool_call_response: ["response"],
  uri: ["modality", "uri"],
  file: ["modality", "file_id"],
  blob: ["modality", "content"],
};
