import type { Model, Provider } from "@kei/registry";
import { describe, expect, it } from "vitest";
import type { Reply, Warning } from "../../src/chat/reply.ts";
import type { Message } from "../../src/chat/request.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { openaiResponses } from "../../src/protocols/openai-responses/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { type ScriptedAnswer, scriptedTransport } from "../support/scripted-transport.ts";
import { namedSse } from "../support/stream-text.ts";
import {
  collect,
  failure,
  type TestOptions,
  testOptions,
  testProvider,
} from "../support/test-client.ts";

const provider: Provider = {
  ...testProvider,
  id: "acme",
  endpoint: "https://api.test.invalid/v1/responses",
  protocol: "openai-responses",
};
const user: Message = { role: "user", content: "How is the weather in Oslo?" };

function client(options: TestOptions, models: object = {}, protocol: Protocol = openaiResponses) {
  const create = defineClient<string, Protocol>(provider, models, protocol);
  return create({ apiKey: "sk-test-0123456789", ...testOptions(options) });
}

/** The items of a turn in which the model thinks and calls a tool, and of the last one, in which it answers. */
const turn = (n: number) => [
  {
    id: `rs_${n}`,
    type: "reasoning",
    summary: [],
    encrypted_content: `gAAA${n}==`,
    status: null,
  },
  {
    arguments: `{ "city":"Oslo",\n"n": ${n}.0 }`,
    call_id: `call_${n}a`,
    type: "function_call",
    id: `fc_${n}`,
    name: "weather",
    status: "completed",
  },
];
const answer = {
  id: "msg_1",
  type: "message",
  status: "completed",
  role: "assistant",
  phase: "final_answer",
  content: [{ type: "output_text", annotations: [], logprobs: [], text: "It rains." }],
};
const response = (output: readonly object[], more: object = {}) => ({
  id: "resp_1",
  object: "response",
  status: "completed",
  model: "m",
  output,
  usage: { input_tokens: 9, output_tokens: 2, total_tokens: 11 },
  ...more,
});
const streamed = (items: readonly object[]) =>
  namedSse(
    ...items.flatMap((item, output_index) => [
      { type: "response.output_item.added", output_index, item: { ...item, arguments: "" } },
      { type: "response.output_item.done", output_index, item },
    ]),
    { type: "response.completed", response: response(items) },
  );
const text = (body: unknown) => JSON.stringify(body);

describe("O3: a loop of tools sends every item back byte for byte", () => {
  it.each([1, 2, 10])("of %i turns, whole and streamed", async (turns) => {
    const items = [...Array.from({ length: turns }, (_, n) => turn(n)), [answer]];
    for (const isStream of [false, true]) {
      const script = items.map(
        (output): ScriptedAnswer => ({
          body: isStream ? streamed(output) : text(response(output)),
        }),
      );
      const transport = scriptedTransport(...script);
      const acme = client({ transport });
      const messages: Message[] = [user];
      const input: object[] = [user];
      for (const output of items) {
        const request = { model: "m", messages };
        const reply: Reply<unknown> = isStream
          ? await acme.stream(request).result()
          : await acme.chat(request);
        expect(reply.warnings).toEqual([]);
        const sent = JSON.parse(transport.requests.at(-1)?.body ?? "");
        expect(text(sent.input)).toBe(text(input));
        messages.push({ role: "assistant", content: reply.content });
        input.push(...output);
        for (const { id } of reply.toolCalls) {
          messages.push({ role: "tool", toolCallId: id, content: "Rain" });
          input.push({ type: "function_call_output", call_id: id, output: "Rain" });
        }
      }
      expect(transport.requests).toHaveLength(turns + 1);
    }
  });
});

describe("O3: elsewhere its texts and calls go alone, with a warning", () => {
  const sentBy = async (protocol: Protocol, model: string, id = "acme") => {
    const transport = scriptedTransport({ body: text(response([...turn(1), answer])) });
    const reply = await client({ transport }).chat({ model: "m", messages: [user] });
    const warnings: Warning["code"][] = [];
    const create = defineClient<string, Protocol>({ ...provider, id }, {}, protocol);
    const other = create({
      apiKey: "sk-test-0123456789",
      ...testOptions({ onWarning: ({ code }) => warnings.push(code) }),
    });
    const results = reply.toolCalls.map(
      ({ id: toolCallId }) => ({ role: "tool", toolCallId, content: "Rain" }) as const,
    );
    const messages: Message[] = [user, { role: "assistant", content: reply.content }, ...results];
    const { body } = await other.preview({ model, messages });
    return { body: text(body), warnings };
  };

  it.each<[string, Protocol, string, string?]>([
    ["another protocol", openaiChat, "m"],
    ["another model", openaiResponses, "m2"],
    ["another provider", openaiResponses, "m", "other"],
    ["another provider and protocol", anthropicMessages, "m", "other"],
  ])("%s", async (_, protocol, model, id) => {
    const { body, warnings } = await sentBy(protocol, model, id);
    expect(body).toContain("It rains.");
    expect(body).toContain("weather");
    expect(body).not.toMatch(/gAAA|rs_1|fc_1|msg_1|thought_signature/);
    expect(warnings).toEqual(["reasoning-ignored"]);
  });

  it("at home nothing is left out", async () => {
    const { body, warnings } = await sentBy(openaiResponses, "m");
    expect(body).toMatch(/gAAA.*fc_1.*msg_1/);
    expect(warnings).toEqual([]);
  });
});

describe("ends and errors", () => {
  const begun = namedSse(
    { type: "response.created", response: { model: "m" } },
    { type: "response.output_text.delta", output_index: 0, content_index: 0, delta: "It " },
  );
  const error = namedSse({ type: "error", code: "server_error", message: "It broke." });
  const whole = { body: streamed([answer]) };

  it("O5, B: [DONE] is no end", async () => {
    const transport = scriptedTransport({ body: [begun, "data: [DONE]\n\n"] });
    const stream = client({ transport }).stream({ model: "m", messages: [user] });
    expect(await failure(stream.result())).toMatchObject({
      code: "truncated",
      partialReply: { text: "It " },
    });
  });

  it("S9: an error before any output is tried again", async () => {
    const transport = scriptedTransport({ body: error }, whole);
    const reply = await client({ transport, retry: { backoffMs: 0 } })
      .stream({ model: "m", messages: [user] })
      .result();
    expect(reply).toMatchObject({ text: "It rains.", responseId: "resp_1" });
  });

  it("S9, R9: one after some is final, with the part", async () => {
    const transport = scriptedTransport({ body: [begun, error] });
    const stream = client({ transport }).stream({ model: "m", messages: [user] });
    expect(await failure(collect(stream))).toMatchObject({
      code: "server",
      partial: true,
      retryable: false,
      partialReply: { text: "It " },
    });
  });

  it("O5: an answer that is not there yet is not asked for again", async () => {
    const transport = scriptedTransport({ body: text(response([], { status: "queued" })) });
    expect(
      await failure(client({ transport }).chat({ model: "m", messages: [user] })),
    ).toMatchObject({ code: "protocol", message: expect.stringContaining("resp_1") });
  });
});

describe("a conversation that the server keeps", () => {
  it("O7: goes on by the id of its last answer, with what came after it", async () => {
    const transport = scriptedTransport(
      { body: text(response(turn(1))) },
      { body: text(response([answer])) },
    );
    const acme = client({ transport });
    const first = await acme.chat({ model: "m", messages: [user], extraBody: { store: true } });
    const toolCallId = first.toolCalls[0]?.id ?? "";
    await acme.chat({
      model: "m",
      messages: [
        user,
        { role: "assistant", content: first.content },
        { role: "tool", toolCallId, content: "Rain" },
      ],
      extraBody: { store: true, previous_response_id: first.responseId },
    });
    const [one, two] = transport.requests.map(({ body }) => JSON.parse(body));
    expect(one).toMatchObject({ store: true });
    expect(two).toMatchObject({ store: true, previous_response_id: "resp_1" });
    expect(two.input).toEqual([
      { type: "function_call_output", call_id: toolCallId, output: "Rain" },
    ]);
  });
});

describe("costs", () => {
  const facts = (rates: object): Model =>
    ({
      ref: "acme/m",
      provider: "acme",
      id: "m",
      aliases: [],
      protocols: ["openai-responses"],
      output: ["text"],
      price: { kind: "known", ...rates },
    }) as unknown as Model;
  const usage = {
    input_tokens: 100,
    input_tokens_details: {
      cached_tokens: 10,
      cache_write_tokens: 60,
      cache_write_tokens_details: { ttl_30m_tokens: 40, ttl_12h_tokens: 20 },
    },
    output_tokens: 10,
    total_tokens: 110,
  };
  const costOf = async (rates: object, more: object) => {
    const transport = scriptedTransport({ body: text(response([answer], { usage, ...more })) });
    const acme = client({ transport }, { m: facts(rates) });
    return (await acme.chat({ model: "m", messages: [user] })).cost;
  };

  const base = { input: 1_000_000, output: 2_000_000, cacheRead: 100_000 };

  it("O6: writes by their lifetime, in the tier that answered", async () => {
    const price = { ...base, cacheWrite30m: 3_000_000, cacheWrite12h: 5_000_000 };
    const total = 30 + 1 + 40 * 3 + 20 * 5 + 10 * 2;
    expect(await costOf(price, {})).toMatchObject({ kind: "known", total: BigInt(total) });
    const fast = { ...price, tierPercent: { priority: 200 } };
    expect(await costOf(fast, { service_tier: "priority" })).toMatchObject({
      total: BigInt(2 * total),
    });
  });

  it("U6: a search has its fee", async () => {
    const plain = { input_tokens: 9, output_tokens: 2, total_tokens: 11 };
    const searched = { output: [{ type: "web_search_call", id: "w" }, answer], usage: plain };
    expect(await costOf({ ...base, fees: { webSearch: 1_000_000 } }, searched)).toMatchObject({
      kind: "known",
      parts: { fees: 1000n },
    });
    expect(await costOf(base, searched)).toMatchObject({ kind: "unknown", reason: "fee" });
  });
});
