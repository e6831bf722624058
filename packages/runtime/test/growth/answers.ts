import type { Provider } from "@kei/registry";
import { graceOf, whyNoAnswer } from "../../src/answer/answer-end.ts";
import { buildReply } from "../../src/answer/build-reply.ts";
import { parseBody } from "../../src/answer/json-body.ts";
import { ReplyBuilder } from "../../src/answer/reply-builder.ts";
import { FailureError } from "../../src/chat/errors.ts";
import { createNdjsonFramer } from "../../src/framing/ndjson.ts";
import { createSseFramer } from "../../src/framing/sse.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { exitFailure } from "../../src/protocols/codex-exec/process-failure.ts";
import { codexExec } from "../../src/protocols/codex-exec/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "../../src/protocols/ollama-chat/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { openaiResponses } from "../../src/protocols/openai-responses/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { answersOf } from "../support/answer-sides.ts";
import { again, type Growing, numbered, shapes } from "./growing.ts";

const SINK = { push() {}, isTerminated: () => false };

/** Failures of ours are an answer, too. */
export function tolerate(read: () => void): void {
  try {
    read();
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown;
  }
}

/** In pieces of one size, as from a socket. */
function feed(framer: { feed(bytes: Uint8Array): void; end(): void }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  tolerate(() => {
    for (let at = 0; at < bytes.length; at += 1024) framer.feed(bytes.subarray(at, at + 1024));
    framer.end();
  });
}

const ASKED = { provider: "acme", model: "acme-1", protocol: "openai-chat", messages: [] } as const;

function decodes(protocol: Protocol): (text: string) => void {
  return (text) => {
    const builder = new ReplyBuilder(() => {}, ASKED);
    const decoder = answersOf(protocol).createDecoder(builder);
    feed(protocol.framing === "sse" ? createSseFramer(decoder) : createNdjsonFramer(decoder), text);
    finish(builder);
  };
}

function reads(protocol: Protocol): (text: string) => void {
  return (text) => {
    const builder = new ReplyBuilder(undefined, ASKED);
    tolerate(() => answersOf(protocol).readReply(parseBody(text), builder));
    finish(builder);
  };
}

function finish(builder: ReplyBuilder): void {
  builder.model ??= "acme-1-2026-01-01";
  graceOf(builder, true, 0);
  whyNoAnswer(builder, true);
  tolerate(() => builder.complete());
  const billing = {
    provider: { id: "acme", billing: { mode: "per-token" } } as unknown as Provider,
    modelId: "acme-1",
    facts: undefined,
    findModel: () => undefined,
    sent: {},
    at: 0,
  };
  const context = { requestId: undefined, rateLimit: undefined, raw: undefined, warnings: [] };
  buildReply(builder, billing, context);
}

const sse = (text: string) => feed(createSseFramer(SINK), text);
const ndjson = (text: string) => feed(createNdjsonFramer(SINK), text);

const data = (value: object, event = "") =>
  `${event && `event: ${event}\n`}data: ${JSON.stringify(value)}\n\n`;
const delta = (more: object) => data({ choices: [{ index: 0, delta: more }] });
const call = (more: object) => delta({ tool_calls: [{ index: 0, ...more }] });
const block = (index: number, more: object) =>
  data({ type: "content_block_start", index, content_block: more }) +
  data({ type: "content_block_stop", index });
const gemini = (part: object) => data({ candidates: [{ content: { parts: [part] } }] });
const ollama = (message: object) => `${JSON.stringify({ message, done: false })}\n`;
const codex = (item: object) => `${JSON.stringify({ type: "item.completed", item })}\n`;
const output = (said: object) => data({ output_index: 0, ...said });
const FILLER = "x".repeat(150);

/** What streams and bodies of answers are read by. */
export const answers: readonly Growing[] = [
  ...shapes("sse", sse, [
    again("x", 'data: "', '"\n\n'),
    "x",
    "data: {}\n\n",
    "data: 1\n",
    "data: {\n",
    'data: "\n',
    ": ping\n\n",
    "\r",
    "\r\n",
    ":",
    "\u{1F600}",
    "event: a\n",
    "id: 1\nretry: 1\n",
    again("[", "data: ", "\n\n"),
    again("data: [DONE]x\n\n"),
    "\0",
  ]),
  ...shapes("ndjson", ndjson, [
    again("x", '"', '"\n'),
    "{}\n",
    "\r\n",
    " ",
    "data: {}\n",
    "\u2028",
    again("[", "", "\n"),
    "{\n",
  ]),
  ...shapes("openai-chat", decodes(openaiChat), [
    delta({ content: "some words" }),
    delta({ reasoning_content: "some words" }),
    delta({ reasoning_details: [{ type: "reasoning.text", index: 0, text: "words" }] }),
    delta({ reasoning_details: [{ type: "reasoning.encrypted", data: "words" }] }),
    delta({ content: [{ type: "text", text: "words" }] }),
    delta({ refusal: "words" }),
    delta({ nobody: "knows" }),
    data({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } }),
    data({ choices: [{ delta: {}, finish_reason: "stop" }] }),
    again(call({ function: { arguments: '{"a":' } }), call({ id: "a", function: { name: "f" } })),
    again(call({ function: { arguments: "{}" } }), call({ id: "a", function: { name: "f" } })),
    again(call({ function: { arguments: { a: 1 } } }), call({ id: "a", function: { name: "f" } })),
    again(call({ id: "a", function: { name: "f", arguments: '{"a":1}' } })),
    again(call({ function: { name: "f", arguments: '{"a":1}' } })),
    call({ function: { name: "f" } }),
    numbered((i) => call({ index: i, id: `c${i}`, function: { name: "f" } })),
    // Of one id and name, each with other arguments: one may be another once more.
    numbered((i) =>
      call({ index: i, id: "c", function: { name: "f", arguments: `{"a":"${i}${FILLER}"}` } }),
    ),
    numbered((i) => call({ index: -i, function: { name: `f${i}`, arguments: "{}" } })),
    numbered((i) => delta({ function_call: { name: `f${i}`, arguments: "{}" } })),
  ]),
  ...shapes("openai-chat, whole", reads(openaiChat), [
    again('{"type":"text","text":"x"},', '{"choices":[{"message":{"content":[', "0]}}]}"),
    numbered(
      (i) => `{"id":"c${i}","function":{"name":"f","arguments":"{}"}},`,
      '{"choices":[{"message":{"tool_calls":[',
      "0]}}]}",
    ),
    again(
      '\\"',
      '{"choices":[{"message":{"tool_calls":[{"function":{"name":"f","arguments":"',
      '"}}]}}]}',
    ),
    again(
      '{\\"a\\":',
      '{"choices":[{"message":{"tool_calls":[{"function":{"name":"f","arguments":"',
      '"}}]}}]}',
    ),
    again("{},", '{"choices":[', '{"message":{"content":"x"}}]}'),
    again("<think>", '{"choices":[{"message":{"content":"', '"}}]}'),
  ]),
  ...shapes("openai-responses", decodes(openaiResponses), [
    output({ type: "response.output_text.delta", delta: "some words" }),
    output({ type: "response.output_text.done", text: "some words" }),
    again(
      output({ type: "response.function_call_arguments.delta", delta: '{"a":' }),
      output({
        type: "response.output_item.added",
        item: { type: "function_call", call_id: "a", name: "f" },
      }),
    ),
    output({ type: "response.function_call_arguments.done", name: "f", arguments: '{"a":1' }),
    numbered(
      (i) =>
        output({
          type: "response.output_item.done",
          output_index: i,
          item: { id: `r${i}`, type: "reasoning", encrypted_content: "x" },
        }),
      "",
      output({ type: "response.completed", response: { status: "completed" } }),
    ),
  ]),
  ...shapes("openai-responses, whole", reads(openaiResponses), [
    again(
      '{"type":"message","content":[{"type":"output_text","text":"x"}]},',
      '{"status":"completed","output":[',
      "0]}",
    ),
  ]),
  ...shapes("anthropic-messages", decodes(anthropicMessages), [
    block(0, { type: "text", text: "words" }),
    numbered((i) => block(i, { type: "thinking", thinking: "words", signature: "s" })),
    numbered((i) => block(i, { type: "tool_use", id: `t${i}`, name: "f", input: { a: 1 } })),
    numbered((i) => block(i, { type: "tool_use", id: "t", name: "f", input: { a: i + FILLER } })),
    numbered((i) => block(i, { type: "server_tool_use", id: `t${i}`, name: "f", input: {} })),
    data({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "words" } }),
    again(
      data({
        type: "content_block_delta",
        index: 0,
        delta: { type: "input_json_delta", partial_json: '{"a":' },
      }),
      data({
        type: "content_block_start",
        index: 0,
        content_block: { type: "tool_use", name: "f" },
      }),
    ),
    again(
      data({
        type: "content_block_delta",
        index: 0,
        delta: { type: "input_json_delta", partial_json: '{"a":' },
      }),
      data({
        type: "content_block_start",
        index: 0,
        content_block: { type: "server_tool_use", id: "a", name: "f" },
      }),
      data({ type: "content_block_stop", index: 0 }),
    ),
    data({ type: "ping" }, "ping"),
  ]),
  ...shapes("anthropic-messages, whole", reads(anthropicMessages), [
    again('{"type":"text","text":"x"},', '{"type":"message","content":[', "0]}"),
    again('{"type":"mcp_tool_use","id":"a"},', '{"type":"message","content":[', "0]}"),
  ]),
  ...shapes("gemini", decodes(geminiGenerateContent), [
    gemini({ text: "some words" }),
    gemini({ text: "some words", thought: true, thoughtSignature: "s" }),
    numbered((i) => gemini({ functionCall: { name: "f", args: { a: i } } })),
    gemini({ executableCode: { language: "PYTHON", code: "print(1)" } }),
    gemini({ inlineData: { mimeType: "image/png", data: "AAAA" } }),
    ...["$.a", "$.a.a.a.a.a.a.a.a", "$['a']", "$[0]", "[[[[[[[[[[[[", "$['a']['a']['"].map(
      (jsonPath) =>
        again(
          gemini({
            functionCall: { willContinue: true, partialArgs: [{ jsonPath, stringValue: "x" }] },
          }),
          gemini({ functionCall: { name: "f", willContinue: true } }),
        ),
    ),
    ...[".a", "['a']", "[0]", "["].map((unit) =>
      again(
        unit,
        'data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","partialArgs":[{"jsonPath":"$',
        '","stringValue":"x"}]}}]}}]}\n\n',
      ),
    ),
  ]),
  ...shapes("gemini, whole", reads(geminiGenerateContent), [
    again('{"text":"x"},', '{"candidates":[{"content":{"parts":[', "0]}}]}"),
    again(
      '{"modality":"AUDIO","tokenCount":1},',
      '{"candidates":[{"content":{"parts":[{"text":"x"}]}}],"usageMetadata":{"promptTokenCount":1,"promptTokensDetails":[',
      "0]}}",
    ),
  ]),
  ...shapes("ollama-chat", decodes(ollamaChat), [
    ollama({ content: "words" }),
    ollama({ thinking: "words" }),
    numbered((i) => ollama({ tool_calls: [{ function: { name: "f", arguments: { a: i } } }] })),
  ]),
  ...shapes("ollama-chat, whole", reads(ollamaChat), [
    again("<think>", '{"message":{"content":"', '"},"done":true}'),
  ]),
  ...shapes("codex", decodes(codexExec), [
    codex({ type: "agent_message", text: "so" }),
    codex({ type: "error", message: "oh" }),
    codex({ type: "reasoning", text: "hm" }),
    `${JSON.stringify({ type: "turn.completed", usage: { input_tokens: 1, output_tokens: 1 } })}\n`,
    again('{"error":', '{"type":"turn.failed","error":{"message":"', '"}}\n'),
    again('{\\"error\\":', '{"type":"turn.failed","error":{"message":"', '"}}\n'),
  ]),
  ...shapes("codex, whole", reads(codexExec), [
    again(
      '{"type":"item.completed","item":{"type":"agent_message","text":"so"}},',
      "[",
      '{"type":"x"}]',
    ),
  ]),
  ...shapes(
    "what codex wrote when it failed",
    (text) => void exitFailure({ exitCode: 1, signalCode: null }, "codex", true, text),
    ["eyJ sk- error: ", "error: ", "\n", "ERROR {", "\u001b[31m"],
  ),
  ...shapes("a body", (text) => tolerate(() => void parseBody(text)), [
    ...'[{"\\ x<'.split("").map((unit) => again(unit, "{")),
    '{"a":',
    '"\\',
    "data: ",
    "\n",
  ]),
];
