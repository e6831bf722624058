import { expect, it } from "vitest";
import { parseLog } from "../src/workload/parse-log.ts";

const cases: readonly (readonly [string, string, object])[] = [
  [
    "a record of ours",
    '{"ref":"openai/gpt-5","usage":{"inputTokens":10,"outputTokens":2,"cacheReadTokens":4},"at":"2026-11-01T00:00:00Z"}',
    {
      model: "openai/gpt-5",
      at: "2026-11-01T00:00:00.000Z",
      usage: { inputTokens: 10, outputTokens: 2, cacheReadTokens: 4 },
    },
  ],
  [
    "Chat Completions",
    '{"model":"gpt-5","created":1793491200,"service_tier":"flex","usage":{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":3}}}',
    {
      model: "gpt-5",
      at: "2026-11-01T00:00:00.000Z",
      serviceTier: "flex",
      usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 4, reasoningTokens: 3 },
    },
  ],
  [
    "Responses",
    '{"response":{"model":"gpt-5","usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":4},"output_tokens":5}}}',
    { model: "gpt-5", usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 4 } },
  ],
  [
    "Messages, whose caches are counted beside the input",
    '{"model":"claude-sonnet-4-6","usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":10},"output_tokens":5}}',
    {
      model: "claude-sonnet-4-6",
      usage: {
        inputTokens: 140,
        outputTokens: 5,
        cacheReadTokens: 100,
        cacheWrite5mTokens: 20,
        cacheWrite1hTokens: 10,
      },
    },
  ],
  [
    "Gemini, whose thoughts are counted beside the answer",
    '{"modelVersion":"gemini-3","usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5,"thoughtsTokenCount":7,"cachedContentTokenCount":2}}',
    {
      model: "gemini-3",
      usage: { inputTokens: 10, outputTokens: 12, cacheReadTokens: 2, reasoningTokens: 7 },
    },
  ],
  [
    "attributes of OpenTelemetry",
    '{"gen_ai.provider.name":"openai","gen_ai.request.model":"gpt-5","gen_ai.usage.input_tokens":10,"gen_ai.usage.output_tokens":5}',
    { model: "openai/gpt-5", usage: { inputTokens: 10, outputTokens: 5 } },
  ],
  [
    "an answer of Ollama",
    '{"model":"llama","prompt_eval_count":3,"eval_count":4}',
    { model: "llama", usage: { inputTokens: 3, outputTokens: 4 } },
  ],
];

it.each(cases)("reads %s", (_, text, want) => {
  expect(parseLog(text)).toEqual({ entries: [{ line: 1, ...want }], refused: [] });
});

it.each([
  ["commas", 'model,input_tokens,output_tokens,note\n"openai/gpt-5",10,5,"a, ""b"""\n'],
  [
    "semicolons, a mark of the byte order and CR",
    "\u{feff}model;input_tokens;output_tokens\r\nopenai/gpt-5;10;5\r\n\r\n",
  ],
  ["tabs", "model\tinput_tokens\toutput_tokens\nopenai/gpt-5\t10\t5"],
])("reads CSV with %s", (_, text) => {
  const usage = { inputTokens: 10, outputTokens: 5 };
  expect(parseLog(text)).toEqual({
    entries: [{ line: 2, model: "openai/gpt-5", usage }],
    refused: [],
  });
});

it("reads an array, and says of each line that it cannot read why", () => {
  expect(parseLog('[{"input_tokens":1},{"usage":{"output_tokens":2}}]').entries).toHaveLength(2);
  const text = [
    '{"input_tokens":1,"output_tokens":1}',
    "{broken",
    '{"model":"x"}',
    '{"input_tokens":1.5}',
    '{"input_tokens":-1}',
    '{"input_tokens":1,"cached_tokens":2}',
    '{"input_tokens":"9007199254740993"}',
  ].join("\n");
  const { entries, refused } = parseLog(text);
  expect(entries).toHaveLength(1);
  expect(refused).toEqual([
    { line: 2, reason: "not-json" },
    { line: 3, reason: "no-usage" },
    { line: 4, reason: "bad-number" },
    { line: 5, reason: "bad-number" },
    { line: 6, reason: "parts-exceed" },
    { line: 7, reason: "bad-number" },
  ]);
});

it("is not misled by names of prototypes, and reads nothing from nothing", () => {
  expect(parseLog("  \n")).toEqual({ entries: [], refused: [] });
  const { entries } = parseLog('{"__proto__":{"input_tokens":1},"output_tokens":1}');
  expect(entries[0]?.usage).toEqual({ inputTokens: 0, outputTokens: 1 });
});
