import type { Provider } from "@kei/registry";
import { expect, it } from "vitest";
import type { Message, ReplyPart } from "../../src/chat/request.ts";
import type { Client } from "../../src/client/client.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "../../src/protocols/ollama-chat/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { openaiResponses } from "../../src/protocols/openai-responses/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { soak } from "../support/soak.ts";
import { testOptions, testProvider } from "../support/test-client.ts";

/*
 * Conversations that change provider, protocol and model after every answer, in the middle of loops of
 * tools as well. What is secret of an answer has a mark in it: who signed it, and which one it is.
 */

/** A place that answers: three kinds differ from each other in one of the three things alone. */
interface Place {
  readonly provider: string;
  readonly protocol: Protocol;
  readonly model: string;
}

const PLACES: readonly Place[] = [
  { provider: "acme", protocol: openaiResponses, model: "m1" },
  { provider: "acme", protocol: openaiResponses, model: "m2" },
  { provider: "acme", protocol: openaiChat, model: "m1" },
  { provider: "other", protocol: openaiResponses, model: "m1" },
  { provider: "claude", protocol: anthropicMessages, model: "m1" },
  { provider: "gemini", protocol: geminiGenerateContent, model: "m1" },
  { provider: "gateway", protocol: openaiChat, model: "m1" },
  { provider: "local", protocol: ollamaChat, model: "m1" },
];

type Random = () => number;
type Json = Readonly<Record<string, unknown>>;

/** What an answer is to have in it. */
interface Plan {
  readonly mark: string;
  readonly thinks: boolean;
  readonly text: string;
  readonly calls: readonly { readonly id: string; readonly args: Json }[];
}

/** Ids as servers give them: long, of odd characters, one for all, none. */
const IDS = ["call_1", "toolu_01", "a|b:c", `call_${"x".repeat(59)}`, "", "Ab3dE6gH9"];

/** Mulberry32: the same numbers from the same seed, on every machine. */
function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(random: Random, list: readonly T[]): T =>
  list[Math.floor(random() * list.length)] as T;

function planOf(place: Place, number: number, random: Random): Plan {
  const calls = Array.from({ length: Math.floor(random() * 4) }, () => ({
    id: pick(random, IDS),
    args: { n: number },
  }));
  return {
    mark: `<${placeName(place)}#${number}>`,
    thinks: random() < 0.7,
    text: calls.length === 0 || random() < 0.5 ? `Text ${number}.` : "",
    calls,
  };
}

function placeName({ provider, protocol, model }: Place): string {
  return `${provider}/${protocol.name}/${model}`;
}

/** The body of an answer, as a protocol has it. */
function bodyOf(protocol: Protocol, { mark, thinks, text, calls }: Plan): object {
  const json = calls.map(({ args }) => JSON.stringify(args));
  switch (protocol) {
    case openaiResponses:
      return {
        object: "response",
        status: "completed",
        output: [
          ...(thinks
            ? [{ id: `rs${mark}`, type: "reasoning", summary: [], encrypted_content: mark }]
            : []),
          ...(text
            ? [{ id: `msg${mark}`, type: "message", content: [{ type: "output_text", text }] }]
            : []),
          ...calls.map(({ id }, i) => ({
            id: `fc${i}${mark}`,
            type: "function_call",
            call_id: id,
            name: "f",
            arguments: json[i],
          })),
        ],
      };
    case anthropicMessages:
      return {
        type: "message",
        stop_reason: calls.length > 0 ? "tool_use" : "end_turn",
        content: [
          ...(thinks ? [{ type: "thinking", thinking: "Hm.", signature: mark }] : []),
          ...(text ? [{ type: "text", text }] : []),
          ...calls.map(({ id, args }) => ({ type: "tool_use", id, name: "f", input: args })),
        ],
      };
    case geminiGenerateContent: {
      const signed = thinks ? { thoughtSignature: mark } : {};
      const parts = [
        ...(text ? [{ text, ...(calls.length === 0 ? signed : {}) }] : []),
        ...calls.map(({ args }, i) => ({
          functionCall: { name: "f", args },
          ...(i === 0 ? signed : {}),
        })),
      ];
      return { candidates: [{ content: { parts }, finishReason: "STOP" }] };
    }
    case ollamaChat:
      return {
        done: true,
        done_reason: "stop",
        message: {
          content: text,
          tool_calls: calls.map(({ args }) => ({ function: { name: "f", arguments: args } })),
        },
      };
    default: {
      const details = [{ type: "reasoning.encrypted", data: mark }];
      const message = {
        content: text,
        ...(thinks && { reasoning_details: details }),
        tool_calls: calls.map(({ id }, i) => ({
          id,
          type: "function",
          function: { name: "f", arguments: json[i] },
        })),
      };
      const reason = calls.length > 0 ? "tool_calls" : "stop";
      return { choices: [{ index: 0, message, finish_reason: reason }] };
    }
  }
}

/** What the next request is answered with, and what it was. */
const wire: { next: object; sent: Json } = { next: {}, sent: {} };

const transport: Transport = {
  send({ body }) {
    wire.sent = JSON.parse(body);
    const read = () => Promise.resolve(undefined);
    const text = () => Promise.resolve(JSON.stringify(wire.next));
    return Promise.resolve({ status: 200, header: () => undefined, read, text, close() {} });
  },
};

const clients = new Map(PLACES.map((place) => [place, clientOf(place)]));

function clientOf({ provider: id, protocol }: Place): Client {
  const provider: Provider = { ...testProvider, id, protocol: protocol.name };
  return defineClient<string, Protocol>(
    provider,
    {},
    protocol,
  )({ apiKey: "sk-test-0123456789", limiter: false, ...testOptions({ transport }) });
}

/** Calls and their results in the order in which a body has them, by their ids; names where there are none. */
function pairsIn(
  protocol: Protocol,
  body: Json,
): readonly (readonly ["call" | "result", string])[] {
  const found: (readonly ["call" | "result", string])[] = [];
  const call = (id: unknown) => found.push(["call", String(id)]);
  const result = (id: unknown) => found.push(["result", String(id)]);
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const fields = value as Json;
    if (fields["type"] === "function_call") call(fields["call_id"]);
    else if (fields["type"] === "function_call_output") result(fields["call_id"]);
    else if (fields["type"] === "tool_use") call(fields["id"]);
    else if (fields["type"] === "tool_result") result(fields["tool_use_id"]);
    else if (fields["functionCall"]) call("f");
    else if (fields["functionResponse"]) result("f");
    else {
      if (fields["role"] === "tool") result(fields["tool_call_id"] ?? fields["tool_name"]);
      const { function: called } = fields as { function?: Json };
      if (called) call(protocol === ollamaChat ? called["name"] : fields["id"]);
      for (const inner of Object.values(fields)) visit(inner);
    }
  };
  visit(body["messages"] ?? body["input"] ?? body["contents"]);
  return found;
}

/** The ids that a protocol takes; those without any have none. */
const TAKES: Readonly<Record<string, RegExp>> = {
  "openai-responses": /^.{1,64}$/s,
  "openai-chat": /^.{1,64}$/s,
  "anthropic-messages": /^.{1,64}$/s,
  "gemini-generate-content": /^f$/,
  "ollama-chat": /^f$/,
};

async function converse(seed: number): Promise<void> {
  const random = randomOf(seed);
  const messages: Message[] = [{ role: "user", content: "Begin." }];
  /** Marks of what is signed and can go back, by the place. */
  const marks = new Map<string, string[]>();
  for (let number = 0; number < 6; number += 1) {
    const place = pick(random, PLACES);
    const plan = planOf(place, number, random);
    wire.next = bodyOf(place.protocol, plan);
    const client = clients.get(place) as Client;
    const reply = await client.chat({ model: place.model, messages });
    const where = `seed ${seed}, answer ${number}, ${placeName(place)}`;
    check(place, wire.sent, marks.get(placeName(place)) ?? [], where);
    if (plan.thinks && place.protocol !== ollamaChat) {
      marks.set(placeName(place), [...(marks.get(placeName(place)) ?? []), plan.mark]);
    }
    messages.push({ role: "assistant", content: reply.content as readonly ReplyPart[] });
    for (const { id } of reply.toolCalls) {
      messages.push({ role: "tool", toolCallId: id, content: "Done" });
    }
    if (reply.toolCalls.length === 0) messages.push({ role: "user", content: "Go on." });
  }
}

function check(place: Place, body: Json, own: readonly string[], where: string): void {
  const text = JSON.stringify(body);
  // No foreign signature, and no own one that is lost.
  const found = new Set(text.match(/<[\w/-]+#\d+>/g) ?? []);
  const foreign = [...found].filter((mark) => !mark.startsWith(`<${placeName(place)}#`));
  expect(foreign, where).toEqual([]);
  expect(
    own.filter((mark) => !found.has(mark)),
    where,
  ).toEqual([]);
  // Each call has its one result behind it, and its own id.
  const pairs = pairsIn(place.protocol, body);
  const calls = pairs.flatMap(([kind, id]) => (kind === "call" ? id : []));
  const results = pairs.flatMap(([kind, id]) => (kind === "result" ? id : []));
  expect(results, where).toEqual(calls);
  const takes = TAKES[place.protocol.name] as RegExp;
  expect(
    calls.filter((id) => !takes.test(id)),
    where,
  ).toEqual([]);
  if (!takes.test("g")) return;
  expect(new Set(calls).size, where).toBe(calls.length);
  // No thoughts without what followed them: something of the same answer.
  const items = (body["input"] ?? []) as readonly Json[];
  for (const [i, { type }] of items.entries()) {
    if (type === "reasoning") expect(markOf(items[i + 1]), where).toBe(markOf(items[i]));
  }
}

function markOf(item: Json | undefined): string | undefined {
  return /<.+>/.exec(String(item?.["id"]))?.[0];
}

it("O4, V3, V4, V6: conversations that change provider, protocol and model after every answer", async () => {
  const seeds = soak(
    Array.from({ length: 10_000 }, (_, seed) => seed),
    "mixed",
  );
  for (const seed of seeds) await converse(seed);
});
