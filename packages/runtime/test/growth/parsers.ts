import { parseBody } from "../../src/answer/json-body.ts";
import { ReplyBuilder } from "../../src/answer/reply-builder.ts";
import { createRedact } from "../../src/call/redact.ts";
import { FailureError } from "../../src/chat/errors.ts";
import { createNdjsonFramer } from "../../src/framing/ndjson.ts";
import { createSseFramer } from "../../src/framing/sse.ts";
import { exitFailure } from "../../src/protocols/codex-exec/process-failure.ts";
import { codexExec } from "../../src/protocols/codex-exec/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { openaiResponses } from "../../src/protocols/openai-responses/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { answersOf } from "../support/answer-sides.ts";

/** What reads text from outside, and a shape of such text that asks much of it. */
export interface Growing {
  readonly name: string;
  /** Text of about that many characters. */
  shape(size: number): string;
  read(text: string): void;
}

const KEY = "sk-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST";
const SINK = { push() {}, terminated: false };

/** A beginning, and then the same again and again. */
const again =
  (unit: string, start = "", end = "") =>
  (size: number) =>
    start + unit.repeat(Math.max(1, Math.floor(size / unit.length))) + end;

/** Failures of ours are an answer, too. */
function tolerate(read: () => void): void {
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

function decodes(protocol: Protocol): (text: string) => void {
  return (text) => {
    const builder = new ReplyBuilder(() => {});
    const decoder = answersOf(protocol).createDecoder(builder);
    feed(protocol.framing === "sse" ? createSseFramer(decoder) : createNdjsonFramer(decoder), text);
    builder.complete();
    builder.parts();
  };
}

const sse = (text: string) => feed(createSseFramer(SINK), text);
const ndjson = (text: string) => feed(createNdjsonFramer(SINK), text);
const redact = createRedact({
  key: KEY,
  headers: { cookie: `session=${KEY.slice(8)}` },
  known: [],
});
const event = (delta: object) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`;
const call = (more: object) => event({ tool_calls: [{ index: 0, ...more }] });

const output = (said: object) => `data: ${JSON.stringify({ output_index: 0, ...said })}\n\n`;

export const parsers: readonly Growing[] = [
  { name: "sse: one long event", shape: again("x", 'data: "', '"\n\n'), read: sse },
  { name: "sse: no end of a line", shape: again("x"), read: sse },
  { name: "sse: many events", shape: again("data: {}\n\n"), read: sse },
  { name: "sse: many lines of an event", shape: again("data: 1\n"), read: sse },
  { name: "sse: comments alone", shape: again(": ping\n\n"), read: sse },
  { name: "sse: line breaks alone", shape: again("\r"), read: sse },
  { name: "sse: colons alone", shape: again(":"), read: sse },
  { name: "ndjson: one long line", shape: again("x", '"', '"\n'), read: ndjson },
  { name: "ndjson: many lines", shape: again("{}\n"), read: ndjson },
  { name: "ndjson: blank lines", shape: again("\r\n"), read: ndjson },
  { name: "ndjson: spaces alone", shape: again(" "), read: ndjson },
  {
    name: "openai-chat: texts",
    shape: again(event({ content: "some words" })),
    read: decodes(openaiChat),
  },
  {
    name: "openai-chat: arguments",
    shape: again(
      call({ function: { arguments: '{"a":' } }),
      call({ id: "a", function: { name: "f" } }),
    ),
    read: decodes(openaiChat),
  },
  {
    name: "openai-chat: many calls",
    shape: (size) =>
      Array.from({ length: size / 80 }, (_, index) =>
        event({ tool_calls: [{ index, id: `c${index}`, function: { name: "f" } }] }),
      ).join(""),
    read: decodes(openaiChat),
  },
  {
    name: "openai-responses: texts",
    shape: again(output({ type: "response.output_text.delta", delta: "some words" })),
    read: decodes(openaiResponses),
  },
  {
    name: "openai-responses: whole texts, again and again",
    shape: again(output({ type: "response.output_text.done", text: "some words" })),
    read: decodes(openaiResponses),
  },
  {
    name: "openai-responses: arguments",
    shape: again(
      output({ type: "response.function_call_arguments.delta", delta: '{"a":' }),
      output({
        type: "response.output_item.added",
        item: { type: "function_call", call_id: "a", name: "f" },
      }),
    ),
    read: decodes(openaiResponses),
  },
  {
    name: "openai-responses: whole arguments, again and again",
    shape: again(
      output({ type: "response.function_call_arguments.done", name: "f", arguments: '{"a":1' }),
    ),
    read: decodes(openaiResponses),
  },
  {
    name: "openai-responses: many items",
    shape: (size) =>
      Array.from({ length: size / 160 }, (_, index) =>
        output({
          type: "response.output_item.done",
          output_index: index,
          item: { id: `r${index}`, type: "reasoning", encrypted_content: "x" },
        }),
      ).join("") + output({ type: "response.completed", response: { status: "completed" } }),
    read: decodes(openaiResponses),
  },
  {
    name: "gemini: texts",
    shape: again(
      `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text: "some words" }] } }] })}\n\n`,
    ),
    read: decodes(geminiGenerateContent),
  },
  {
    name: "codex: messages",
    shape: again(
      `${JSON.stringify({ type: "item.completed", item: { type: "agent_message", text: "so" } })}\n`,
    ),
    read: decodes(codexExec),
  },
  {
    name: "codex: what it wrote when it failed",
    shape: again("eyJ sk- error: "),
    read: (text) => void exitFailure({ exitCode: 1, signalCode: null }, "codex", true, text),
  },
  ...["[", "{", '"', "\\", '{"a":', '"\\', " ", "x"].map((unit) => ({
    name: `a body of ${JSON.stringify(unit)}`,
    shape: again(unit, "{"),
    read: (text: string) => tolerate(() => void parseBody(text)),
  })),
  ...[
    KEY,
    KEY.slice(0, 29),
    KEY.slice(0, -1),
    "sk-",
    "?key=",
    "&token=x",
    "A",
    "YmVhcmVy",
    Buffer.from(`Bearer ${KEY}`).toString("base64"),
    "[redacted]",
  ].map((unit) => ({
    name: `redaction of ${unit}`,
    shape: again(unit),
    read: (text: string) => void redact(text),
  })),
];
