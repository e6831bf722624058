import { createClient } from "../../src/create-client.ts";
import { createLeanTransport } from "../../src/transport/lean-transport.ts";
import type { TransportResponse } from "../../src/transport/transport.ts";

const USAGE = {
  prompt_tokens: 31,
  completion_tokens: 12,
  prompt_tokens_details: { cached_tokens: 9 },
};
const COUNTS = { input_tokens: 31, output_tokens: 12, cache_read_input_tokens: 9 };
const CALL = { id: "call_1", type: "function", function: { name: "add", arguments: '{"a":1}' } };

const OUTPUT = {
  type: "message",
  id: "msg_1",
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text: "Hello", annotations: [] }],
};
const AT = { item_id: "msg_1", output_index: 0, content_index: 0 };
const RESPONSE_EVENTS = [
  { type: "response.output_item.added", output_index: 0, item: { ...OUTPUT, content: [] } },
  { type: "response.output_text.delta", ...AT, delta: "Hello" },
  { type: "response.output_item.done", output_index: 0, item: OUTPUT },
  { type: "response.completed", response: responses("completed") },
];

const sse = (...values: object[]) =>
  values
    .map(
      (value) =>
        `${"type" in value ? `event: ${value.type}\n` : ""}data: ${JSON.stringify(value)}\n\n`,
    )
    .join("");

/** What is answered: whole, and as a stream. */
const ANSWERS = {
  anthropic: [
    {
      type: "message",
      model: "claude-haiku-4-5-20251001",
      content: [
        { type: "text", text: "Hello" },
        { type: "tool_use", id: "call_1", name: "add", input: { a: 1 } },
      ],
      stop_reason: "tool_use",
      usage: COUNTS,
    },
    sse(
      { type: "message_start", message: { model: "claude-haiku-4-5-20251001", usage: COUNTS } },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello" } },
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 12 } },
      { type: "message_stop" },
    ),
  ],
  deepseek: [
    {
      model: "deepseek-chat",
      choices: [{ message: { content: "Hello", tool_calls: [CALL] }, finish_reason: "tool_calls" }],
      usage: USAGE,
    },
    `${sse(
      { choices: [{ delta: { content: "Hello" } }] },
      { choices: [{ delta: { tool_calls: [{ index: 0, ...CALL }] } }] },
      { choices: [{ delta: {}, finish_reason: "tool_calls" }], usage: USAGE },
    )}data: [DONE]\n\n`,
  ],
  openai: [responses("completed"), sse(...RESPONSE_EVENTS)],
  google: [
    gemini({ text: "Hello" }, "STOP"),
    sse(gemini({ text: "Hel" }), gemini({ text: "lo" }, "STOP")),
  ],
  "ollama-local": [
    { ...ollama("Hello"), done: true },
    [ollama("Hel"), { ...ollama("lo"), done: true }]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(""),
  ],
} as const;

function responses(status: string): object {
  return {
    id: "resp_1",
    object: "response",
    status,
    model: "gpt-5.4-2026-01-01",
    output: [OUTPUT],
    usage: { input_tokens: 31, output_tokens: 12, input_tokens_details: { cached_tokens: 9 } },
  };
}

function gemini(part: object, finishReason?: string): object {
  const candidate = { content: { role: "model", parts: [part] }, finishReason };
  const usageMetadata = { promptTokenCount: 31, candidatesTokenCount: 12 };
  return { candidates: [candidate], usageMetadata, modelVersion: "gemini-2.5-flash" };
}

function ollama(content: string): object {
  return {
    model: "llama3.2",
    message: { role: "assistant", content },
    prompt_eval_count: 31,
    eval_count: 12,
    done_reason: "stop",
    done: false,
  };
}

const REQUEST = {
  system: [{ type: "text", text: "Add.", cacheBreak: true }],
  messages: [
    { role: "user", content: [{ type: "text", text: "What is 1 and 2?" }] },
    {
      role: "assistant",
      content: [{ type: "tool-call", id: "call_0", name: "add", arguments: { a: 1 } }],
    },
    { role: "tool", toolCallId: "call_0", content: "3" },
    { role: "user", content: "And 3?" },
  ],
  tools: [
    {
      name: "add",
      description: "Adds.",
      parameters: { type: "object", properties: { a: { type: "number" } } },
    },
  ],
  maxOutputTokens: 100,
  temperature: 0.5,
} as const;

/** As many calls and streams of each of the protocols, one after the other. */
export async function manyCalls(times: number): Promise<void> {
  for (const [id, [body, stream]] of Object.entries(ANSWERS)) {
    const bytes = new TextEncoder().encode(stream);
    const text = JSON.stringify(body);
    const send = async (): Promise<TransportResponse> => {
      let rest: Uint8Array | undefined = bytes;
      return {
        status: 200,
        header: (name) => HEADERS[name],
        read: async () => {
          const next = rest;
          rest = undefined;
          return next;
        },
        text: async () => text,
        close() {},
      };
    };
    const client = createClient(id as "deepseek", {
      ...(id !== "ollama-local" && { apiKey: "none" }),
      limiter: false,
      ...(id === "openai" && { protocol: "openai-responses" }),
      transport: createLeanTransport(send),
      hooks: {
        onWarning() {},
        onReply() {},
        onCall: () => ({ onReply() {}, around: (send) => send() }),
      },
    });
    const request = { ...REQUEST, model: { unsafeModel: "m" } } as never;
    for (let i = 0; i < times; i++) {
      await client.chat(request);
      for await (const _ of client.stream(request));
    }
  }
}

const HEADERS: Readonly<Record<string, string>> = {
  "request-id": "req_1",
  "x-ratelimit-limit-requests": "10",
  "x-ratelimit-remaining-requests": "9",
};
