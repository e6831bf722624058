import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "../../src/protocols/ollama-chat/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { openaiResponses } from "../../src/protocols/openai-responses/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { chunks, completion } from "../support/test-client.ts";

/** A protocol, and how it says a text: whole, and in pieces. */
export interface Wire {
  readonly protocol: Protocol;
  whole(text: string): string;
  streamed(words: readonly string[]): readonly string[];
}

const sse = (event: object) => `data: ${JSON.stringify(event)}\n\n`;
const line = (event: object) => `${JSON.stringify(event)}\n`;

const USAGE = { input_tokens: 3, output_tokens: 2 };

const message = (text: string) => ({
  id: "m",
  type: "message",
  content: text === "" ? [] : [{ type: "output_text", text }],
});
const response = (output: readonly object[]) => ({
  object: "response",
  status: "completed",
  model: "m",
  output,
  usage: USAGE,
});

export const wires: readonly Wire[] = [
  { protocol: openaiChat, whole: completion, streamed: (words) => chunks(...words) },
  {
    protocol: openaiResponses,
    whole: (text) => JSON.stringify(response([message(text)])),
    streamed: (words) =>
      [
        { type: "response.created", response: { ...response([]), status: "in_progress" } },
        { type: "response.output_item.added", output_index: 0, item: message("") },
        ...words.map((delta) => ({
          type: "response.output_text.delta",
          output_index: 0,
          content_index: 0,
          delta,
        })),
        { type: "response.output_item.done", output_index: 0, item: message(words.join("")) },
        { type: "response.completed", response: response([message(words.join(""))]) },
      ].map((event) => `event: ${event.type}\n${sse(event)}`),
  },
  {
    protocol: anthropicMessages,
    whole: (text) =>
      JSON.stringify({
        type: "message",
        role: "assistant",
        model: "m",
        content: [{ type: "text", text }],
        stop_reason: "end_turn",
        usage: USAGE,
      }),
    streamed: (words) =>
      [
        { type: "message_start", message: { model: "m", content: [], usage: USAGE } },
        { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
        ...words.map((text) => ({
          type: "content_block_delta",
          index: 0,
          delta: { type: "text_delta", text },
        })),
        { type: "content_block_stop", index: 0 },
        { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: USAGE },
        { type: "message_stop" },
      ].map((event) => `event: ${event.type}\n${sse(event)}`),
  },
  {
    protocol: geminiGenerateContent,
    whole: (text) =>
      JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, finishReason: "STOP" }] }),
    streamed: (words) => [
      ...words.map((text) => sse({ candidates: [{ content: { parts: [{ text }] } }] })),
      sse({ candidates: [{ content: { parts: [] }, finishReason: "STOP" }] }),
    ],
  },
  {
    protocol: ollamaChat,
    whole: (content) =>
      JSON.stringify({ model: "m", message: { content }, done: true, done_reason: "stop" }),
    streamed: (words) => [
      ...words.map((content) => line({ model: "m", message: { content }, done: false })),
      line({ model: "m", message: { content: "" }, done: true, done_reason: "stop" }),
    ],
  },
];
