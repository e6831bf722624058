import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { KeiError } from "../../src/chat/errors.ts";
import type { ChatRequest } from "../../src/chat/request.ts";
import type { Client } from "../../src/client/client.ts";
import type { RunToolsOptions } from "../../src/tools/run-options.ts";
import { runTools, streamTools } from "../../src/tools/run-tools.ts";
import { tool } from "../../src/tools/tool.ts";
import type { ToolTurn } from "../../src/tools/tool-run.ts";
import { ToolRunError } from "../../src/tools/tool-run.ts";
import { arrival, rejection } from "../support/loopback.ts";
import { collect } from "../support/test-client.ts";
import { MODELS, type Said, scriptedModel, type Wire } from "./scripted-model.ts";

const wires = Object.keys(MODELS) as Wire[];
const ways = ["chat", "stream"] as const;
const both = wires.flatMap((wire) => ways.map((way) => ({ wire, way })));

const weather = tool({
  name: "weather",
  parameters: z.object({ city: z.string() }),
  execute: ({ city }) => ({ city, sun: true }),
});

type Model = Awaited<ReturnType<typeof scriptedModel>>;

/** One run, in either way. */
function run(
  way: (typeof ways)[number],
  { client: scripted }: Model,
  asked: ChatRequest,
  options: RunToolsOptions,
) {
  const client: Client = scripted;
  return way === "chat"
    ? runTools(client, asked, options)
    : streamTools(client, asked, options).result();
}

function calling(...calls: readonly (readonly [name: string, args: unknown])[]): Said {
  return {
    calls: calls.map(([name, args], i) => ({
      id: `${name}_${i}`,
      name,
      args: JSON.stringify(args),
    })),
  };
}

describe.each(both)("$way over $wire", ({ wire, way }) => {
  it.each([1, 2, 10])("K4, K8: makes the calls of %i turns, then has the answer", async (turns) => {
    const script = Array.from({ length: turns }, (_, i) => ({
      thinking: `Hm ${i}.`,
      calls: [
        { id: `a_${i}`, name: "weather", args: '{"city":"Oslo"}' },
        { id: `b_${i}`, name: "weather", args: '{"city":"Rome"}' },
      ],
    }));
    const model = await scriptedModel(wire, ...script, { text: "Sunny." });
    const { request, bodies } = model;
    const seen: ToolTurn[] = [];
    const result = await run(
      way,
      model,
      { ...request, tools: [weather] },
      {
        maxTurns: 11,
        onTurn: (turn) => seen.push(turn),
      },
    );
    expect(result).toMatchObject({ end: "answer", turns: turns + 1, pending: [] });
    expect(result.reply.text).toBe("Sunny.");
    expect(result.usage).toMatchObject({
      inputTokens: 100 * (turns + 1),
      outputTokens: 10 * (turns + 1),
    });
    const costs = seen.map(({ reply }) => ("total" in reply.cost ? reply.cost.total : -1n));
    expect(result.cost).toEqual({
      kind: "known",
      total: costs.reduce((sum, cost) => sum + cost, 0n),
      currency: "USD",
    });
    expect(costs.every((cost) => cost > 0n)).toBe(true);
    expect(seen.map(({ results }) => results.length)).toEqual([...script.map(() => 2), 0]);
    // Each request is the one before, and more.
    expect(bodies).toHaveLength(turns + 1);
    for (const [i, { messages }] of bodies.slice(0, -1).entries()) {
      expect(bodies[i + 1].messages.slice(0, messages.length)).toEqual(messages);
    }
    expect(bodies.at(-1).messages.slice(1, wire === "openai-chat" ? 4 : 3)).toEqual(ROUND[wire]);
    expect(result.messages.map(({ role }) => role)).toEqual([
      "user",
      ...script.flatMap(() => ["assistant", "tool", "tool"]),
      "assistant",
    ]);
    expect(JSON.parse(JSON.stringify(result.cost)).total).toBe(
      String("total" in result.cost && result.cost.total),
    );
  });

  it("K5: tells the model what went wrong, and the hook what was thrown", async () => {
    const thrown = new Error("no connection to the mast");
    const seen: ToolTurn[] = [];
    const model = await scriptedModel(
      wire,
      calling(["weather", { city: 7 }], ["wether", {}], ["broken", {}]),
      { text: "Sorry." },
    );
    const broken = tool({
      name: "broken",
      execute: () => {
        throw thrown;
      },
    });
    const request = { ...model.request, tools: [weather, broken] };
    const result = await run(way, model, request, {
      maxTurns: 2,
      onTurn: (turn) => seen.push(turn),
    });
    expect(result.end).toBe("answer");
    const told = result.messages.filter(({ role }) => role === "tool");
    expect(told).toMatchObject([
      { content: expect.stringMatching(/^the arguments are not valid: arguments\.city Invalid/) },
      { content: "there is no tool wether: the tools are weather, broken" },
      { content: "no connection to the mast" },
    ]);
    expect(told.every((message) => "isError" in message && message.isError)).toBe(true);
    const last = JSON.stringify(model.bodies[1].messages.at(-1));
    expect(last).toContain("no connection to the mast");
    expect(seen[0]?.results.map(({ error }) => error)).toEqual([undefined, undefined, thrown]);
  });

  it("K6: ends with the calls that only the caller can make, and goes on from there", async () => {
    const model = await scriptedModel(
      wire,
      calling(["weather", { city: "Oslo" }], ["ask", { question: "Why?" }]),
      { text: "Because." },
    );
    const ask = tool({ name: "ask", parameters: z.object({ question: z.string() }) });
    const request = { ...model.request, tools: [weather, ask] };
    const result = await run(way, model, request, { maxTurns: 5 });
    expect(result).toMatchObject({ end: "pending-calls", turns: 1 });
    expect(result.pending).toMatchObject([{ name: "ask", arguments: { question: "Why?" } }]);
    expect(result.messages.at(-1)).toMatchObject({
      role: "tool",
      content: '{"city":"Oslo","sun":true}',
    });
    const [{ id = "" } = {}] = result.pending;
    const messages = [
      ...result.messages,
      { role: "tool", toolCallId: id, content: "So." } as const,
    ];
    const rest = await run(way, model, { ...request, messages }, { maxTurns: 1 });
    expect(rest).toMatchObject({ end: "answer", pending: [] });
  });

  it("K4: goes on with an answer that the provider paused, and calls nothing for it", async () => {
    const paused = { thinking: "Hm.", text: "Searching", stop: "pause_turn" };
    const script = [
      paused,
      { text: "Still", stop: "pause_turn" },
      calling(["weather", { city: "Oslo" }]),
      { text: "Sunny." },
    ];
    const model = await scriptedModel(wire, ...script);
    const request = { ...model.request, tools: [weather], toolChoice: "required" } as const;
    const result = await run(way, model, request, { maxTurns: 4 });
    expect(result).toMatchObject({ end: "answer", turns: 4, reply: { text: "Sunny." } });
    expect(result.messages.map(({ role }) => role)).toEqual([
      "user",
      ...["assistant", "assistant", "assistant", "tool", "assistant"],
    ]);
    // What is forced is forced until it was done: the turn of the provider goes on.
    const forced = wire === "openai-chat" ? "required" : { type: "any" };
    const auto = wire === "openai-chat" ? "auto" : { type: "auto" };
    const { bodies } = model;
    expect(bodies.map((body) => body.tool_choice)).toEqual([forced, forced, forced, auto]);
    const last = JSON.stringify(bodies[2].messages);
    for (const text of ["Searching", "Still"]) expect(last).toContain(text);

    const endless = await scriptedModel(wire, ...Array<Said>(3).fill(paused));
    const cut = await run(way, endless, endless.request, { maxTurns: 3 });
    expect(cut).toMatchObject({ end: "max-turns", turns: 3, reply: { finishReason: "paused" } });
    expect(endless.bodies).toHaveLength(3);
  });

  it("K4: has the output of a paused answer when there is one", async () => {
    const model = await scriptedModel(
      wire,
      { text: "Searching", stop: "pause_turn" },
      { text: '{"sun":true}' },
    );
    const output = z.object({ sun: z.boolean() });
    const result = await run(way, model, { ...model.request, output }, { maxTurns: 2 });
    expect(result).toMatchObject({ end: "answer", reply: { output: { sun: true } } });
  });

  it("K8: sums what caches changed, and says which turn told nothing", async () => {
    const turn = calling(["weather", { city: "Oslo" }]);
    const cached = { input: 5_000, output: 10, read: 4_000 };
    const ask = async (...script: Said[]) => {
      const model = await scriptedModel(wire, ...script);
      const seen: ToolTurn[] = [];
      const options = { maxTurns: 5, onTurn: (turn: ToolTurn) => seen.push(turn) };
      const { cacheSavings } = await run(
        way,
        model,
        { ...model.request, tools: [weather] },
        options,
      );
      return { cacheSavings, seen };
    };
    const { cacheSavings, seen } = await ask({ ...turn, usage: cached }, turn, {
      text: "Sunny.",
      usage: cached,
    });
    const totals = seen.map(
      ({ reply }) => reply.cacheSavings as { readonly total: bigint } | undefined,
    );
    expect(totals[0]?.total).toBeGreaterThan(0n);
    expect(totals[1]).toBeUndefined();
    const total = (totals[0]?.total ?? 0n) * 2n;
    expect(cacheSavings).toEqual({ kind: "known", total, currency: "USD" });
    expect(JSON.parse(JSON.stringify(cacheSavings)).total).toBe(String(total));
    expect((await ask(turn, { text: "Sunny." })).cacheSavings).toBeUndefined();
    const untold = await ask({ ...turn, usage: cached }, { text: "Sunny.", usage: null });
    expect(untold.cacheSavings).toEqual({ kind: "unknown", reason: "usage", turn: 2 });
  });

  it("K6: makes no call of a reply that was cut", async () => {
    const stop = wire === "openai-chat" ? "length" : "max_tokens";
    const model = await scriptedModel(wire, { ...calling(["weather", { city: "Oslo" }]), stop });
    const request = { ...model.request, tools: [weather] };
    const result = await run(way, model, request, { maxTurns: 5 });
    expect(result).toMatchObject({ end: "answer", pending: [{ name: "weather" }] });
    expect(result.reply.finishReason).toBe("length");
    expect(model.bodies).toHaveLength(1);
  });

  it("K7: ends before the turn that is one too many, or too dear", async () => {
    const script = Array.from({ length: 9 }, () => calling(["weather", { city: "Oslo" }]));
    const model = await scriptedModel(wire, ...script);
    const request = { ...model.request, tools: [weather] };
    const two = await run(way, model, request, { maxTurns: 2 });
    expect(two).toMatchObject({ end: "max-turns", turns: 2, pending: [] });
    expect(two.messages).toHaveLength(5);
    const spent = "total" in two.cost ? two.cost.total : 0n;

    const dear = await run(way, model, request, { maxTurns: 9, budget: spent - 1n });
    expect(dear).toMatchObject({ end: "budget", turns: 1 });
    const exact = await run(way, model, request, { maxTurns: 9, budget: spent });
    expect(exact).toMatchObject({ end: "budget", turns: 2, cost: { total: spent } });
    const usd = await run(way, model, request, {
      maxTurns: 9,
      budget: { usd: Number(spent) / 1e8 },
    });
    expect(usd).toMatchObject({ end: "budget", turns: 2 });
    // The conversation is whole: another run goes on with it.
    const more = await run(way, model, { ...request, messages: two.messages }, { maxTurns: 1 });
    expect(more.messages).toHaveLength(7);
  });

  it("K7, K8: says that a cost is not known, and spends no more against a budget", async () => {
    const script = () => [
      calling(["weather", { city: "Oslo" }]),
      { ...calling(["weather", { city: "Oslo" }]), usage: null },
      { text: "Sunny." },
    ];
    const model = await scriptedModel(wire, ...script(), ...script());
    const request = { ...model.request, tools: [weather] };
    const cost = { kind: "unknown", reason: "usage", turn: 2 };
    const all = await run(way, model, request, { maxTurns: 9 });
    expect(all).toMatchObject({ end: "answer", turns: 3, cost });
    expect(all).not.toHaveProperty("usage");
    const bound = await run(way, model, request, { maxTurns: 9, budget: { usd: 1 } });
    expect(bound).toMatchObject({ end: "unknown-cost", turns: 2, cost });
  });

  it("K9: has in its error what was done before a request failed", async () => {
    const model = await scriptedModel(wire, calling(["weather", { city: "Oslo" }]), 401);
    const request = { ...model.request, tools: [weather] };
    const error = await rejection(run(way, model, request, { maxTurns: 9 }));
    expect(error).toBeInstanceOf(ToolRunError);
    expect(error).toBeInstanceOf(KeiError);
    expect(error).toMatchObject({ code: "auth", status: 401, model: model.model });
    const { run: state } = error as ToolRunError;
    expect(state).toMatchObject({ turns: 1, pending: [], cost: { kind: "known" } });
    expect(state.messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool"]);
    expect(JSON.parse(JSON.stringify(error)).run.turns).toBe(1);
  });

  it("K9: aborts tools that run, and waits for none", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const told = arrival<unknown>();
    const model = await scriptedModel(wire, calling(["slow", {}], ["slow", {}]));
    const slow = tool({
      name: "slow",
      execute: (_, { signal }) => {
        signal.addEventListener("abort", () => told.come(signal.reason), { once: true });
        queueMicrotask(() => controller.abort(reason));
        return new Promise(() => {});
      },
    });
    const request = { ...model.request, tools: [slow] };
    const { signal } = controller;
    const error = await rejection(
      run(way, model, request, { maxTurns: 9, parallel: true, signal }),
    );
    expect(error).toMatchObject({ code: "aborted", cause: reason });
    expect(await told.here).toBe(reason);
    expect((error as ToolRunError).run.pending).toHaveLength(2);
  });

  it("K9: aborts a request by the signal of the run, or of the request", async () => {
    for (const place of ["run", "request"]) {
      const controller = new AbortController();
      const model = await scriptedModel(wire, "stall");
      model.whenAsked(() => controller.abort("enough"));
      const { signal } = controller;
      const request = { ...model.request, ...(place === "request" && { signal }) };
      const options = { maxTurns: 2, ...(place === "run" && { signal }) };
      const error = await rejection(run(way, model, request, options));
      expect(error).toMatchObject({ code: "aborted", cause: "enough", run: { turns: 0 } });
      const sooner = await rejection(run(way, model, request, options));
      expect(sooner).toMatchObject({ code: "aborted", cause: "enough" });
      expect(model.bodies).toHaveLength(1);
    }
  });
});

/** What goes back after the first turn. */
const ROUND = {
  "openai-chat": [
    {
      role: "assistant",
      content: null,
      reasoning_content: "Hm 0.",
      tool_calls: ["a_0", "b_0"].map((id) => ({
        id,
        type: "function",
        function: { name: "weather", arguments: `{"city":"${id === "a_0" ? "Oslo" : "Rome"}"}` },
      })),
    },
    { role: "tool", tool_call_id: "a_0", content: '{"city":"Oslo","sun":true}' },
    { role: "tool", tool_call_id: "b_0", content: '{"city":"Rome","sun":true}' },
  ],
  "anthropic-messages": [
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm 0.", signature: "signed" },
        { type: "tool_use", id: "a_0", name: "weather", input: { city: "Oslo" } },
        { type: "tool_use", id: "b_0", name: "weather", input: { city: "Rome" } },
      ],
    },
    {
      role: "user",
      content: [
        {
          type: "tool_result",
          tool_use_id: "a_0",
          content: [{ type: "text", text: '{"city":"Oslo","sun":true}' }],
        },
        {
          type: "tool_result",
          tool_use_id: "b_0",
          content: [{ type: "text", text: '{"city":"Rome","sun":true}' }],
        },
      ],
    },
  ],
};

describe("calls", () => {
  const two = calling(["wait", { n: 0 }], ["wait", { n: 1 }]);
  const answer = { text: "Done." };

  it("K4: are made one after the other, unless all at once is asked for", async () => {
    for (const parallel of [false, true]) {
      const model = await scriptedModel("openai-chat", two, answer);
      const log: string[] = [];
      const second = arrival();
      const wait = tool({
        name: "wait",
        parameters: z.object({ n: z.number() }),
        async execute({ n }) {
          log.push(`begin ${n}`);
          if (n === 1) second.come();
          // The first ends after the second has begun, where it can.
          else if (parallel) await second.here;
          log.push(`end ${n}`);
          return n;
        },
      });
      const { client, request } = model;
      const result = await runTools(
        client,
        { ...request, tools: [wait] },
        { maxTurns: 2, parallel },
      );
      expect(result.messages.slice(2, 4)).toMatchObject([{ content: "0" }, { content: "1" }]);
      expect(log.slice(0, 2)).toEqual(parallel ? ["begin 0", "begin 1"] : ["begin 0", "end 0"]);
    }
  });

  const image = { type: "image", data: "iVBORw0KGgo=", mediaType: "image/png" } as const;
  it.each([
    ["a text", "a text"],
    [undefined, ""],
    [7n, '"7"'],
    [[1, 2], "[1,2]"],
    [[], "[]"],
    [[{ type: "text", text: "Hi" }], [{ type: "text", text: "Hi" }]],
    [[image], [image]],
    [[{ type: "text" }], '[{"type":"text"}]'],
  ])("K4: give %o to the model as it is, or as JSON", async (value, content) => {
    const model = await scriptedModel("anthropic-messages", calling(["get", {}]), answer);
    const { client, request } = model;
    const get = tool({ name: "get", execute: () => Promise.resolve(value) });
    const result = await runTools(client, { ...request, tools: [get] }, { maxTurns: 2 });
    expect(result.messages[2]).toEqual({ role: "tool", toolCallId: "get_0", content });
  });

  it("T8, K9: leave no listener on a signal, however many there are", async () => {
    const turns = Array.from({ length: 12 }, () => calling(["look", {}], ["look", {}]));
    const model = await scriptedModel("openai-chat", ...turns, answer);
    const { signal } = new AbortController();
    const counts: number[] = [];
    const look = tool({
      name: "look",
      execute: (_, context) => {
        for (const one of [context.signal, signal]) {
          counts.push(getEventListeners(one, "abort").length);
        }
      },
    });
    const request = { ...model.request, tools: [look] };
    await runTools(model.client, request, { maxTurns: 13, parallel: true, signal });
    expect(counts).toHaveLength(48);
    expect(Math.max(...counts)).toBe(1);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("K4: are forced in the first turn alone", async () => {
    const model = await scriptedModel(
      "openai-chat",
      calling(["weather", { city: "Oslo" }]),
      answer,
    );
    const { client, request, bodies } = model;
    const asked = { ...request, tools: [weather], toolChoice: "required" } as const;
    await runTools(client, asked, { maxTurns: 2 });
    expect(bodies.map((body) => body.tool_choice)).toEqual(["required", "auto"]);
  });
});

describe("a stream of a run", () => {
  const script = [calling(["weather", { city: "Oslo" }]), { text: "Sunny." }];

  it("K4: has the events of each reply, the results and the turns, and sends nothing before", async () => {
    const { client, request, bodies } = await scriptedModel("anthropic-messages", ...script);
    const stream = streamTools(client, { ...request, tools: [weather] }, { maxTurns: 2 });
    expect(bodies).toEqual([]);
    const events = await collect(stream);
    expect(events.map(({ type }) => type)).toEqual([
      "tool-call-delta",
      "tool-call-delta",
      "tool-call",
      "usage",
      "finish",
      "tool-result",
      "turn",
      "text",
      "usage",
      "finish",
      "turn",
    ]);
    expect(await stream.result()).toMatchObject({ end: "answer", turns: 2 });
    expect(() => stream[Symbol.asyncIterator]()).toThrow("a run can be read once");
  });

  it("K4: keeps what a loop has not had", async () => {
    const { client, request } = await scriptedModel("openai-chat", ...script);
    const stream = streamTools(client, { ...request, tools: [weather] }, { maxTurns: 2 });
    const [result, events] = await Promise.all([stream.result(), collect(stream)]);
    expect(result.reply.text).toBe("Sunny.");
    expect(events.filter(({ type }) => type === "turn")).toHaveLength(2);
  });

  it("K9: ends when it is left, and says how far it came", async () => {
    for (const at of ["tool-call", "tool-result", "turn"]) {
      const { client, request, bodies } = await scriptedModel("openai-chat", ...script);
      const stream = streamTools(client, { ...request, tools: [weather] }, { maxTurns: 2 });
      for await (const { type } of stream) if (type === at) break;
      expect(await rejection(stream.result())).toMatchObject({
        code: "aborted",
        message: "deepseek: the run was left before its end",
        run: { turns: at === "tool-call" ? 0 : 1 },
      });
      expect(bodies).toHaveLength(1);
    }
  });
});

it.each([
  [{}, "maxTurns must be a whole number, 1 or more"],
  [{ maxTurns: 0 }, "maxTurns must be a whole number, 1 or more"],
  [{ maxTurns: 1, budget: 0n }, "budget must be more than nothing"],
  [{ maxTurns: 1, budget: 0.5 }, "budget must be more than nothing"],
  [{ maxTurns: 1, budget: { usd: -1 } }, "budget must be more than nothing"],
  [{ maxTurns: 1, budget: { eur: 1 } }, "budget must be more than nothing"],
  [{ maxTurns: 1, onTurn: 1 }, "onTurn must be a function"],
  [{ maxTurns: 1, signal: {} }, "signal must be an AbortSignal"],
  [{ maxTurn: 1 }, "maxTurn is not an option of a run: did you mean maxTurns?"],
  [undefined, "the options of a run must be an object with maxTurns"],
])("P5: refuses the options %o of a run", async (options, message) => {
  const model = await scriptedModel("openai-chat");
  for (const way of ways) {
    const failing = run(way, model, model.request, options as RunToolsOptions);
    expect(await rejection(failing)).toMatchObject({
      code: "config",
      message: expect.stringMatching(`^deepseek: ${message.replace("?", "\\?")}`),
    });
  }
  expect(model.bodies).toEqual([]);
});

it("P5: takes no dollars where the provider bills in something else", async () => {
  const { client, request } = await scriptedModel("openai-chat");
  const { billing } = client.provider;
  const euros = {
    ...client,
    provider: { ...client.provider, billing: { ...billing, currency: "EUR" } },
  };
  const options = { maxTurns: 1, budget: { usd: 1 } };
  await expect(runTools(euros, request, options)).rejects.toThrow(
    "deepseek bills in EUR: give budget as a bigint of micro-cents",
  );
});
