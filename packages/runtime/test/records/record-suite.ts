import { costAt, type Model } from "@kei/registry";
import { afterEach, describe, expect, it } from "vitest";
import type { ClientOptions } from "../../src/call/options.ts";
import { KeiError } from "../../src/chat/errors.ts";
import type { Reply, Warning } from "../../src/chat/reply.ts";
import {
  type ChatRequest,
  type Reasoning,
  type ToolChoice,
  unsafeModel,
} from "../../src/chat/request.ts";
import type { StreamEvent } from "../../src/chat/stream-event.ts";
import type { Client } from "../../src/client/client.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { createClient } from "../../src/create-client.ts";
import { type Clients, clients } from "../../src/gen/index.gen.ts";
import { createNodeTransport } from "../../src/node.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { PROTOCOLS } from "../support/answer-sides.ts";
import { type RecordServer, serveRecord } from "./record-server.ts";
import type { Script, SentSettings, StrictWire } from "./strict-wire.ts";

/** What is to be shown of one provider. */
export interface RecordSpec {
  readonly id: keyof Clients;
  readonly wire: StrictWire;
  /** A model with a price, if the provider has any. */
  readonly model: string;
  /** Another name of a model, sent as it is. */
  readonly alias?: string;
  /** Absent: none of its models is known to call tools. */
  readonly tools?: {
    readonly model: string;
    readonly reasoning?: Reasoning;
    /** What the model thinks before it calls, and the provider's proof of it. */
    readonly thought?: Pick<Script, "reasoning" | "signature">;
    /** Results name no call: their order tells them apart. */
    readonly ordered?: true;
    /** Choices besides `auto` that it documents. @default none, required and one tool */
    readonly choices?: readonly ToolChoice[];
  };
  readonly output: {
    readonly model: string | { readonly unsafeModel: string };
    /** The schema goes over the wire; else it is asked for in words. */
    readonly enforced: boolean;
  };
  /** A model that reads PDF files. */
  readonly pdf?: string;
  /** A model that reads images, and one that does not. */
  readonly image?: string;
  readonly noImage?: string;
  readonly options: readonly {
    readonly model: string;
    readonly set: Partial<ChatRequest>;
    readonly sent: SentSettings;
    /** What else a stream asks for. */
    readonly streamed?: SentSettings;
  }[];
  /** Settings that are left out with a warning, or refused. */
  readonly notTaken: readonly {
    readonly model: string;
    readonly set: Partial<ChatRequest>;
    readonly refused: boolean;
  }[];
  readonly deprecated?: { readonly model: string; readonly replacedBy: string };
  /** Parts of usage that the provider tells. */
  readonly tells: { readonly cacheRead: boolean; readonly reasoning: boolean };
}

const transports = [
  ["fetch", () => ({})],
  ["node:http", () => ({ transport: createNodeTransport() })],
] as const;

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const weather = {
  name: "get_weather",
  description: "The weather of a city, now.",
  parameters: {
    type: "object",
    properties: { city: { type: "string", description: "Name of the city" } },
    required: ["city"],
    additionalProperties: false,
  },
} as const;

const answerSchema = {
  type: "object",
  properties: { answer: { type: "number" }, unit: { type: "string" } },
  required: ["answer", "unit"],
  additionalProperties: false,
} as const;

let keys = 0;

/** All scenarios for one provider, over both transports. */
export function describeRecord(spec: RecordSpec): void {
  const { id, wire } = spec;
  const { provider, models } = clients[id];
  const takesKey = provider.authScheme !== "none";

  describe.each(transports)(`${id} over %s`, (_, transport) => {
    const servers: RecordServer[] = [];
    afterEach(() => {
      expect(servers.splice(0).flatMap(({ problems }) => problems)).toEqual([]);
    });

    /** A server and a client of it. Each has a key of its own, and so a limit of its own. */
    const start = async (options: ClientOptions = {}, isRight = true) => {
      keys += 1;
      const key = `sk-canary-records-${keys}`;
      const server = await serveRecord(provider, wire, key);
      if (isRight) servers.push(server);
      const warnings: Warning[] = [];
      const client = createClient(id, {
        endpoint: server.endpoint,
        ...(takesKey && { apiKey: key }),
        hooks: { onWarning: (warning) => warnings.push(...withoutEnds([warning])) },
        ...transport(),
        ...options,
      }) as unknown as Client;
      return { server, client, warnings };
    };

    const hello: Script = {
      text: "Grüße aus Köln 👋",
      usage: { input: 120, output: 30, cacheRead: 20, reasoning: 0 },
    };
    const ask = (model: ChatRequest["model"], rest: Partial<ChatRequest> = {}): ChatRequest => ({
      model,
      messages: [{ role: "user", content: "Hello, wie geht's?" }],
      ...rest,
    });
    const usageOf = ({ usage }: Script) => ({
      inputTokens: usage.input,
      outputTokens: usage.output,
      ...(spec.tells.cacheRead &&
        usage.cacheRead !== undefined && { cacheReadTokens: usage.cacheRead }),
      ...(spec.tells.reasoning &&
        usage.reasoning !== undefined && { reasoningTokens: usage.reasoning }),
    });

    it("chat: the request is as documented, and the answer is read", async () => {
      const { server, client, warnings } = await start();
      server.answer(hello);
      const reply = await client.chat(ask(spec.model, { system: "Be brief." }));
      expect(reply).toMatchObject({
        text: hello.text,
        content: [{ type: "text", text: hello.text }],
        toolCalls: [],
        finishReason: "stop",
        usage: usageOf(hello),
        model: spec.model,
      });
      expect(withoutEnds(reply.warnings)).toEqual([]);
      expect(reply.reasoning).toBeUndefined();
      if (wire.requestIdHeader !== undefined) expect(reply.requestId).toBe("req_1");
      expect(warnings).toEqual([]);
      const [request] = server.requests;
      expect(server.requests).toHaveLength(1);
      expect(request).toMatchObject({ model: spec.model, stream: false });
      expect(wire.settings(request?.body ?? {})).toMatchObject({ system: "Be brief." });
    });

    it("chat: costs what @kei/registry says", async () => {
      const { server, client } = await start();
      server.answer(hello);
      const { cost, usage } = await client.chat(ask(spec.model));
      const { price } = models[spec.model] as Model;
      expect(usage).toBeDefined();
      const { currency } = provider.billing;
      expect(cost).toEqual(usage && costAt(price, usage, { currency }));
      expect(cost.kind).toBe(provider.billing.mode === "free" ? "free" : "known");
    });

    it("stream: its events make the text, and its reply is the one that chat gives", async () => {
      const { server, client } = await start();
      server.answer(hello);
      const request = ask(spec.model, { system: "Be brief." });
      const stream = client.stream(request);
      expect(server.requests).toHaveLength(0);
      const events = await collect(stream);
      expect(textOf(events, "text")).toBe(hello.text);
      expect(events.filter(({ type }) => type === "text").length).toBeGreaterThan(1);
      expect(events.at(-1)).toMatchObject({ type: "finish", finishReason: "stop" });
      expect(events.filter(({ type }) => type === "usage")).toEqual([
        { type: "usage", usage: expect.objectContaining(usageOf(hello)) },
      ]);
      const reply = await stream.result();
      expect(plain(reply)).toEqual(plain(await client.chat(request)));
      expect(reply.raw).toBeUndefined();
      expect(server.requests.map((sent) => [sent.model, sent.stream])).toEqual([
        [spec.model, true],
        [spec.model, false],
      ]);
    });

    it("a conversation goes over the wire in its order", async () => {
      const { server, client } = await start();
      server.answer(hello);
      const texts = ["One?", "Two!", "Three?", "Four!", "Five?"];
      const messages = texts.map((content, i) => ({
        role: i % 2 === 0 ? ("user" as const) : ("assistant" as const),
        content,
      }));
      await client.chat(ask(spec.model, { messages, system: "Be brief." }));
      const sent = server.requests[0]?.text ?? "";
      const places = texts.map((text) => sent.indexOf(text));
      expect(places[0]).toBeGreaterThan(0);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    });

    it("the server takes nothing that is not documented", async () => {
      const { server, client } = await start({ retry: { max: 0 } }, false);
      server.answer(hello);
      const refused = { code: "bad-request", status: 400 };
      const invented = ask(spec.model, { extraBody: { invented_key: true } });
      await expect(client.chat(invented)).rejects.toMatchObject(refused);
      await expect(client.stream(invented).result()).rejects.toMatchObject(refused);
      await expect(client.raw({}, { model: spec.model })).rejects.toMatchObject(refused);
      expect(server.problems.slice(0, 2)).toEqual(
        Array(2).fill("body.invented_key is not documented"),
      );
      expect(server.problems.at(-1)).toContain("is missing");
      const other = await start({ headers: { "x-invented": "1" } }, false);
      other.server.answer(hello);
      await expect(other.client.chat(ask(spec.model))).rejects.toMatchObject(refused);
      expect(other.server.problems).toEqual(["the header x-invented has no business here"]);
    });

    itIf(spec.alias)("an alias goes over the wire as it is", async () => {
      const { server, client } = await start();
      server.answer(hello);
      const { cost } = await client.chat(ask(spec.alias as string));
      expect(server.requests[0]?.model).toBe(spec.alias);
      expect(cost.kind).not.toBe("unknown");
    });

    const describeTools = ({
      model,
      reasoning,
      thought = {},
      ordered,
      choices = ["none", "required", { tool: "get_weather" }],
    }: NonNullable<RecordSpec["tools"]>) => {
      const asked = ask(model, {
        messages: [{ role: "user", content: "Is it warmer in Köln or in Paris?" }],
        tools: [weather],
        ...(reasoning && { reasoning }),
        toolChoice: "auto",
      });
      const calls: Script = {
        ...thought,
        calls: [
          { id: "toolu_01A09q90", name: "get_weather", arguments: { city: "Köln" } },
          { id: "toolu_01B12x34", name: "get_weather", arguments: { city: "Paris" } },
        ],
        usage: { input: 300, output: 90, reasoning: 40 },
      };
      const final: Script = {
        text: "It is warmer in Köln.",
        usage: { input: 420, output: 15, reasoning: 0 },
      };
      const answered = (reply: Reply<unknown>): ChatRequest => ({
        ...asked,
        messages: [
          ...asked.messages,
          { role: "assistant", content: reply.content },
          // In the other order: the calls say which is which.
          { role: "tool", toolCallId: reply.toolCalls[1]?.id ?? "", content: "18 °C" },
          { role: "tool", toolCallId: reply.toolCalls[0]?.id ?? "", content: "21 °C" },
        ],
      });

      it.each(["chat", "stream"] as const)("two turns by %s", async (way) => {
        const { server, client } = await start();
        const send = (request: ChatRequest) =>
          way === "chat" ? client.chat(request) : client.stream(request).result();
        server.answer(calls, final);
        const reply = await send(asked);
        expect(reply.finishReason).toBe("tool-calls");
        expect(reply.toolCalls).toMatchObject(
          calls.calls?.map(({ name, arguments: args }) => ({ name, arguments: args })) ?? [],
        );
        expect(reply.reasoning).toBe(thought.reasoning || undefined);
        expect(reply.usage).toMatchObject(usageOf(calls));
        expect(reply.text).toBe("");
        const last = await send(answered(reply));
        expect(last).toMatchObject({ text: final.text, finishReason: "stop", toolCalls: [] });
        const [first, second] = server.requests;
        expect(server.requests).toHaveLength(2);
        expect(JSON.stringify(first?.body["tools"])).toContain(
          JSON.stringify(weather.parameters.properties),
        );
        const sent = second?.text ?? "";
        const [inKoeln, inParis] = [sent.indexOf("21 °C"), sent.indexOf("18 °C")];
        expect(Math.min(inKoeln, inParis)).toBeGreaterThan(0);
        if (ordered) expect(inKoeln).toBeLessThan(inParis);
        if (thought.signature !== undefined) expect(sent).toContain(thought.signature);
      });

      it("an answer with its thinking, by chat and by stream", async () => {
        const { server, client } = await start();
        server.answer({ ...hello, ...thought });
        const reply = await client.chat(asked);
        expect(reply.text).toBe(hello.text);
        expect(reply.reasoning).toBe(thought.reasoning || undefined);
        const stream = client.stream(asked);
        const events = await collect(stream);
        expect(textOf(events, "reasoning")).toBe(thought.reasoning ?? "");
        expect(textOf(events, "text")).toBe(hello.text);
        expect(plain(await stream.result())).toEqual(plain(reply));
      });

      it("a stream tells the calls as they are written, and whole at the end", async () => {
        const { server, client } = await start();
        server.answer(calls);
        const events = await collect(client.stream(asked));
        const whole = events.filter(({ type }) => type === "tool-call");
        expect(whole).toMatchObject(
          calls.calls?.map(({ name, arguments: args }) => ({ name, arguments: args })) ?? [],
        );
        for (const index of [0, 1]) {
          const text = events
            .flatMap((event) =>
              event.type === "tool-call-delta" && event.index === index
                ? [event.argumentsText]
                : [],
            )
            .join("");
          expect(JSON.parse(text)).toEqual(calls.calls?.[index]?.arguments);
        }
        expect(textOf(events, "reasoning")).toBe(thought.reasoning ?? "");
      });

      itIf(choices.length > 0)("a choice of tools goes over the wire", async () => {
        const { server, client } = await start();
        server.answer(calls);
        // Thinking does not go with a tool that has to be called, at some providers.
        const { reasoning: _, ...plainly } = asked;
        for (const toolChoice of choices) await client.chat({ ...plainly, toolChoice });
        const sent = server.requests.map(({ text }) => text);
        expect(new Set(sent).size).toBe(choices.length);
      });
    };
    const { tools } = spec;
    if (tools !== undefined) describe("tools", () => describeTools(tools));

    it("output: a schema is enforced or asked for, and the answer is parsed", async () => {
      const { server, client, warnings } = await start();
      const { model, enforced } = spec.output;
      server.answer({ ...hello, text: '{"answer":42,"unit":"km"}' });
      const reply = await client.chat({ ...ask(model), output: answerSchema });
      expect(reply.output).toEqual({ answer: 42, unit: "km" });
      const { schema, system } = wire.settings(server.requests[0]?.body ?? {});
      if (enforced) {
        expect(schema).toEqual(answerSchema);
        expect(warnings).toEqual([]);
      } else {
        expect(schema).toBeUndefined();
        expect(system).toContain(JSON.stringify(answerSchema));
        expect(warnings).toMatchObject([{ code: "output-unenforced" }]);
      }
      server.answer({ ...hello, text: '{"answer":"many"}' });
      await expect(client.chat({ ...ask(model), output: answerSchema })).rejects.toMatchObject({
        code: "protocol",
        partial: true,
      });
    });

    itIf(spec.image)("an image goes over the wire", async () => {
      const { server, client } = await start();
      server.answer(hello);
      const image = { type: "image", data: PNG, mediaType: "image/png" } as const;
      const content = [{ type: "text", text: "What is this?" } as const, image];
      await client.chat(ask(spec.image as string, { messages: [{ role: "user", content }] }));
      const bytes = Buffer.from(PNG, "base64");
      const again = [{ ...image, data: new Uint8Array(bytes) }];
      await client.chat(
        ask(spec.image as string, { messages: [{ role: "user", content: again }] }),
      );
      for (const { body } of server.requests) {
        expect(wire.settings(body)).toMatchObject({ images: [PNG] });
      }
    });

    itIf(spec.pdf)("a PDF file goes over the wire", async () => {
      const { server, client } = await start();
      server.answer(hello);
      const data = Buffer.from("%PDF-1.7\n%%EOF\n").toString("base64");
      const file = { type: "file", data, mediaType: "application/pdf" } as const;
      const content = [{ type: "text", text: "What does it say?" } as const, file];
      await client.chat(ask(spec.pdf as string, { messages: [{ role: "user", content }] }));
      expect(server.requests[0]?.text).toContain(data);
    });

    itIf(spec.noImage)("an image that the model does not read", async () => {
      const { server, client } = await start();
      const image = { type: "image", data: PNG, mediaType: "image/png" } as const;
      const request = ask(spec.noImage as string, {
        messages: [{ role: "user", content: [image] }],
      });
      await expect(client.chat(request)).rejects.toMatchObject({
        code: "unsupported",
        attempts: 0,
      });
      expect(server.requests).toHaveLength(0);
    });

    it.each(spec.options)("$model takes $set", async ({ model, set, sent, streamed }) => {
      const { server, client, warnings } = await start();
      server.answer(hello);
      await client.chat(ask(model, set));
      await client.stream(ask(model, set)).result();
      expect(server.requests.map(({ body }) => wire.settings(body))).toMatchObject([
        sent,
        { ...sent, ...streamed },
      ]);
      expect(warnings).toEqual([]);
    });

    it.each(spec.notTaken)("$model does not take $set", async ({ model, set, refused }) => {
      const { server, client, warnings } = await start();
      server.answer(hello);
      const call = client.chat(ask(model, set));
      if (refused) {
        await expect(call).rejects.toMatchObject({ code: "unsupported", attempts: 0 });
        expect(server.requests).toHaveLength(0);
        return;
      }
      await call;
      expect(warnings).toMatchObject([{ code: "setting-ignored" }]);
      const settings = wire.settings(server.requests[0]?.body ?? {});
      for (const name of Object.keys(set)) expect(settings).not.toHaveProperty(name);
    });

    describe.each(Object.entries(wire.errors))("%s", (_name, error) => {
      const { retryable = isPassing(error.code) } = error;

      it.each(["chat", "stream"] as const)("fails %s with its code", async (way) => {
        const { server, client } = await start({ retry: { max: 0 } });
        server.answer(error);
        const call =
          way === "chat" ? client.chat(ask(spec.model)) : collect(client.stream(ask(spec.model)));
        const thrown = await call.catch((failure: unknown) => failure);
        expect(thrown).toBeInstanceOf(KeiError);
        expect(thrown).toMatchObject({
          code: error.code,
          provider: id,
          model: spec.model,
          status: error.status,
          retryable,
          retryAfterMs: error.retryAfterMs,
          attempts: 1,
          partial: false,
        });
        expect(server.requests).toHaveLength(1);
      });

      it("is tried again as often as the record says, or not at all", async () => {
        const { server, client } = await start({ retry: { backoffMs: 0, maxDelayMs: 1000 } });
        const again = retryable && error.retryAfterMs === undefined;
        server.answer(error);
        await expect(client.chat(ask(spec.model))).rejects.toMatchObject({ code: error.code });
        expect(server.requests).toHaveLength(again ? (provider.retry?.max ?? 0) + 1 : 1);
        expect(new Set(server.requests.map(({ text }) => text)).size).toBe(1);
        if (!again) return;
        server.answer(error, hello);
        expect((await client.stream(ask(spec.model)).result()).text).toBe(hello.text);
      });
    });

    it("a model that the registry does not have", async () => {
      const { server, client } = await start();
      server.answer(hello);
      const model = id === "litellm-proxy" ? "openai/nothing" : "nothing-9000";
      if (provider.openModels) {
        const { cost } = await client.chat(ask(model));
        expect(server.requests[0]?.model).toBe(model);
        expect(cost).toEqual({ kind: "free", total: 0n });
        return;
      }
      const refused = { code: "unknown-model", provider: id, model, attempts: 0 };
      await expect(client.chat(ask(model))).rejects.toMatchObject(refused);
      await expect(client.stream(ask(model)).result()).rejects.toMatchObject(refused);
      expect(server.requests).toHaveLength(0);
      const { cost } = await client.chat(ask(unsafeModel(model)));
      expect(server.requests.map((request) => request.model)).toEqual([model]);
      expect(cost).toEqual({ kind: "unknown", reason: "model", missing: model });
    });

    it("preview() shows what goes out, without the key", async () => {
      const { server, client } = await start();
      server.answer(hello);
      for (const stream of [false, true]) {
        const shown = await client.preview(ask(spec.model), { stream });
        const call = ask(spec.model);
        await (stream ? client.stream(call).result() : client.chat(call));
        const arrived = server.requests.at(-1);
        expect(shown.body).toEqual(arrived?.body);
        expect(shown.method).toBe("POST");
        const key = arrived?.headers["x-api-key"] ?? arrived?.headers.authorization?.slice(7);
        expect(shown.url).toBe(new URL(server.endpoint).origin + arrived?.path);
        if (key !== undefined) expect(JSON.stringify(shown)).not.toContain(key);
        expect(JSON.stringify(shown)).not.toContain("sk-canary");
      }
    });

    it("raw() takes and gives the provider's own bodies", async () => {
      const { server, client } = await start();
      server.answer(hello);
      const { body } = await client.preview(ask(spec.model));
      const answer = await client.raw(body as object, { model: spec.model });
      expect(answer).toEqual(wire.answer(hello, spec.model));
      expect(server.requests[0]?.body).toEqual(body);
    });
  });

  itIf(spec.deprecated)(`${id}: a deprecated model warns once`, async () => {
    const { model = "", replacedBy = "" } = spec.deprecated ?? {};
    const server = await serveRecord(provider, wire, "sk-canary-old");
    const warnings: Warning[] = [];
    // Made anew: of the client that all files of a worker share, another one may have had the warning.
    const protocol = PROTOCOLS.find(({ name }) => name === provider.protocol) as Protocol;
    const define = defineClient<string, Protocol>(provider, models, protocol);
    const create = () =>
      define({
        endpoint: server.endpoint,
        apiKey: "sk-canary-old",
        hooks: { onWarning: (warning) => warnings.push(warning) },
      });
    server.answer({ text: "Hello", usage: { input: 1, output: 1 } });
    for (const client of [create(), create()]) {
      for (let i = 0; i < 2; i++) {
        await client.chat({ model, messages: [{ role: "user", content: "Hello" }] });
      }
    }
    expect(warnings).toEqual([
      { code: "deprecated-model", message: expect.stringContaining(replacedBy) },
    ]);
    expect(server.problems).toEqual([]);
  });
}

/** Without what is said of a model that ends: that depends on the day, and has a test of its own. */
function withoutEnds(warnings: readonly Warning[]): readonly Warning[] {
  return warnings.filter(({ code }) => code !== "deprecated-model");
}

/** A scenario of those providers alone that have what it needs. */
function itIf(needed: unknown): (name: string, test: () => Promise<void>) => void {
  return (name, test) => {
    if (needed) it(name, test);
  };
}

function isPassing(code: string): boolean {
  return ["rate-limit", "overloaded", "server"].includes(code);
}

async function collect(stream: AsyncIterable<StreamEvent>): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

function textOf(events: readonly StreamEvent[], type: "text" | "reasoning"): string {
  return events.map((event) => (event.type === type ? event.text : "")).join("");
}

/** A reply without what differs between a body and a stream. */
function plain({ raw: _, ...reply }: Reply<unknown>): object {
  return reply;
}
