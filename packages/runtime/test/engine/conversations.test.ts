import type { Provider } from "@kei/registry";
import { describe, expect, it } from "vitest";
import type { Reply, Warning } from "../../src/chat/reply.ts";
import type { ChatRequest, Message, ReasoningPart } from "../../src/chat/request.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "../../src/protocols/ollama-chat/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import { failure, testOptions, testProvider } from "../support/test-client.ts";

const PROTOCOLS = { anthropicMessages, geminiGenerateContent, ollamaChat, openaiChat };

interface Target {
  readonly id: string;
  readonly protocol: Protocol;
  readonly more?: Partial<Provider>;
}

const claude: Target = { id: "claude", protocol: anthropicMessages };
const gemini: Target = { id: "gemini", protocol: geminiGenerateContent };
const chat: Target = { id: "chat", protocol: openaiChat };
const deepseek: Target = {
  id: "deepseek",
  protocol: openaiChat,
  more: { dialect: { reasoningField: "reasoning_content" } },
};
const ollama: Target = { id: "ollama", protocol: ollamaChat };

const user: Message = { role: "user", content: "Hello" };

/** What a target sends for a conversation, and what it warns of. */
async function sent(
  { id, protocol, more }: Target,
  messages: readonly Message[],
  model = "m",
  settings: Pick<ChatRequest, "reasoning"> = {},
) {
  const warnings: Warning["code"][] = [];
  const provider = { ...testProvider, id, protocol: protocol.name, ...more } as Provider;
  const client = defineClient<string, Protocol>(
    provider,
    {},
    protocol,
  )({
    apiKey: "sk-test-0123456789",
    ...testOptions({ onWarning: ({ code }) => warnings.push(code) }),
  });
  const { body } = await client.preview({ model, messages, ...settings });
  return { body: body as Record<string, never>, warnings };
}

/** The reply of a target to a conversation whose answer is this body. */
async function replyOf(
  { id, protocol, more }: Target,
  body: object,
  messages: readonly Message[] = [user],
  model = "m",
): Promise<Reply<unknown>> {
  const provider = { ...testProvider, id, protocol: protocol.name, ...more } as Provider;
  const client = defineClient<string, Protocol>(
    provider,
    {},
    protocol,
  )({
    apiKey: "sk-test-0123456789",
    ...testOptions({ transport: scriptedTransport({ body: JSON.stringify(body) }) }),
  });
  return await client.chat({ model, messages });
}

const completion = (message: object, finish_reason = "stop") => ({
  choices: [{ index: 0, message, finish_reason }],
});
const candidate = (...parts: readonly object[]) => ({
  candidates: [{ content: { parts }, finishReason: "STOP" }],
});
const answer = (reply: Reply<unknown>): Message => ({ role: "assistant", content: reply.content });
const results = ({ toolCalls }: Reply<unknown>): Message[] =>
  toolCalls.map(({ id }) => ({ role: "tool", toolCallId: id, content: "1" }));

describe("turns without anything in them", () => {
  const empty: readonly (readonly [string, Message])[] = [
    ["no parts", { role: "assistant", content: [] }],
    ["no text", { role: "assistant", content: "" }],
    ["an empty text", { role: "assistant", content: [{ type: "text", text: "" }] }],
  ];
  it.each(
    Object.entries(PROTOCOLS).flatMap(([name, protocol]) =>
      empty.map((row) => [name, ...row, protocol] as const),
    ),
  )("V1: %s leaves out a turn of %s", async (_, __, turn, protocol) => {
    const target = { id: "x", protocol };
    expect((await sent(target, [user, turn, user])).body).toEqual(
      (await sent(target, [user, user])).body,
    );
  });

  it.each([chat, claude, ollama, gemini])(
    "V1: and one of thoughts that nobody takes: $id",
    async (target) => {
      const from = { provider: "other", model: "m" };
      const turn: Message = {
        role: "assistant",
        content: [{ type: "reasoning", text: "Hm.", from }],
      };
      const { body, warnings } = await sent(target, [user, turn, user]);
      expect(body).toEqual((await sent(target, [user, user])).body);
      expect(warnings).toEqual(["reasoning-ignored"]);
    },
  );

  it("V1: an empty answer is taken back", async () => {
    const reply = await replyOf(chat, completion({ content: "" }));
    expect((await sent(chat, [user, answer(reply), user])).body["messages"]).toHaveLength(2);
  });
});

describe("ids of calls", () => {
  const two = {
    content: null,
    tool_calls: [
      { id: "a", function: { name: "f", arguments: '{"x":1}' } },
      { id: "a", function: { name: "f", arguments: '{"x":2}' } },
    ],
  };

  it("V2: two calls of one id get two, and go back", async () => {
    const reply = await replyOf(chat, completion(two, "tool_calls"));
    expect(reply.toolCalls.map(({ id }) => id)).toEqual(["a", "call_1"]);
    expect(
      (await sent(chat, [user, answer(reply), ...results(reply)])).body["messages"],
    ).toHaveLength(4);
  });

  it("V2: calls of one id that were kept are taken back, each with its result in turn", async () => {
    const call = { type: "tool-call", id: "a", name: "f", arguments: {} } as const;
    const result: Message = { role: "tool", toolCallId: "a", content: "1" };
    const { body } = await sent(claude, [
      user,
      { role: "assistant", content: [call, call] },
      result,
      result,
    ]);
    expect(body["messages"]).toMatchObject([
      {},
      { content: [{ id: "a" }, { id: "call00001" }] },
      { content: [{ tool_use_id: "a" }, { tool_use_id: "call00001" }] },
    ]);
  });

  it.each([
    ["none", gemini, candidate({ functionCall: { name: "f", args: {} } })],
    ["none", ollama, { message: { tool_calls: [{ function: { name: "f" } }] }, done: true }],
    [
      "the same in every turn",
      chat,
      completion({ tool_calls: [{ id: "call_0", function: { name: "f" } }] }),
    ],
  ])(
    "V3: ids are of one call in a conversation where the server gives %s: $id",
    async (_, target, body) => {
      const first = await replyOf(target, body);
      const messages = [user, answer(first), ...results(first)];
      const second = await replyOf(target, body, messages);
      expect([first.toolCalls[0]?.id, second.toolCalls[0]?.id]).toEqual(["call_0", "call_1"]);
      expect((await replyOf(target, body, messages)).toolCalls).toEqual(second.toolCalls);
    },
  );

  const call = (id: string, from?: { provider: string; model: string }): Message[] => [
    user,
    { role: "assistant", content: [{ type: "tool-call", id, name: "f", arguments: {}, from }] },
    { role: "tool", toolCallId: id, content: "1" },
  ];
  const idsOf = async (target: Target, messages: readonly Message[]) =>
    [
      ...JSON.stringify((await sent(target, messages)).body).matchAll(
        /"(?:tool_call_|tool_use_)?id":"([^"]*)"/g,
      ),
    ].map(([, id]) => id);
  it.each([
    ["Anthropic takes no dots and colons", claude, call("functions.f:0"), "call00001"],
    ["OpenAI takes 40 characters", chat, call("x".repeat(41)), "call00001"],
    ["and dots", chat, call("functions.f:0"), "functions.f:0"],
    [
      "what a server gave goes back as it was",
      chat,
      call(`call_x__thought__${"s".repeat(99)}`, { provider: "chat", model: "m" }),
      `call_x__thought__${"s".repeat(99)}`,
    ],
    [
      "Mistral takes nine letters and digits of others",
      chat,
      call("toolu_01", { provider: "claude", model: "m" }),
      "call00001",
    ],
    [
      "nine letters and digits suit all",
      claude,
      call("aB3456789", { provider: "mistral", model: "m" }),
      "aB3456789",
    ],
  ])("V4: %s", async (_, target, messages, id) => {
    expect(await idsOf(target, messages)).toEqual([id, id]);
  });
});

describe("what only its author understands", () => {
  const thinking = {
    content: [
      { type: "thinking", thinking: "Hm.", signature: "sig" },
      { type: "text", text: "Hi" },
    ],
    stop_reason: "end_turn",
  };

  it("V6: signed thinking goes back to its provider and model alone", async () => {
    const turn = answer(await replyOf(claude, thinking));
    expect(await sent(claude, [user, turn, user])).toMatchObject({
      body: { messages: [{}, { content: [{ type: "thinking", signature: "sig" }, {}] }, {}] },
      warnings: [],
    });
    for (const [target, model] of [
      [claude, "n"],
      [gemini, "m"],
      [chat, "m"],
      [ollama, "m"],
    ] as const) {
      const { body, warnings } = await sent(target, [user, turn, user], model);
      expect(JSON.stringify(body)).toContain("Hi");
      expect(JSON.stringify(body)).not.toMatch(/sig"|Hm\./);
      expect(warnings).toEqual(["reasoning-ignored"]);
    }
  });

  it("V6: Gemini's signatures leave texts and calls where they go elsewhere", async () => {
    const reply = await replyOf(
      gemini,
      candidate(
        { text: "Hi", thoughtSignature: "s1" },
        { functionCall: { name: "f", args: {} }, thoughtSignature: "s2" },
      ),
    );
    const messages = [user, answer(reply), ...results(reply)];
    expect(JSON.stringify((await sent(gemini, messages)).body)).toMatch(/s1.*s2/);
    const { body, warnings } = await sent(gemini, messages, "gemini-other");
    expect(JSON.stringify(body)).not.toMatch(/"s[12]"/);
    expect(JSON.stringify(body)).toContain("skip_thought_signature_validator");
    expect(warnings).toEqual(["reasoning-ignored"]);
  });

  it("V5: a call of another model goes to Gemini with Google's placeholder", async () => {
    const reply = await replyOf(
      chat,
      completion({ tool_calls: [{ id: "a", function: { name: "f" } }] }),
    );
    const { body } = await sent(gemini, [user, answer(reply), ...results(reply)]);
    expect(body["contents"]).toMatchObject([
      {},
      { parts: [{ thoughtSignature: "skip_thought_signature_validator" }] },
      {},
    ]);
  });

  it("V7: DeepSeek gets the field of its thinking with every call, empty where there was none", async () => {
    const reply = await replyOf(
      deepseek,
      completion({
        content: "",
        reasoning_content: "",
        tool_calls: [{ id: "a", function: { name: "f" } }],
      }),
    );
    const foreign: Message = {
      role: "assistant",
      content: [
        { type: "reasoning", text: "Hm.", from: { provider: "claude", model: "m" } },
        { type: "tool-call", id: "b", name: "f", arguments: {} },
      ],
    };
    const { body } = await sent(deepseek, [
      ...[user, answer(reply), ...results(reply)],
      ...[foreign, { role: "tool", toolCallId: "b", content: "1" } as const],
    ]);
    expect(body["messages"]).toMatchObject([
      {},
      { reasoning_content: "" },
      {},
      { reasoning_content: "" },
      {},
    ]);
  });

  it.each([
    ["reasoning_details", [{ type: "reasoning.encrypted", data: "x", id: "r", index: 0 }]],
    ["thinking_blocks", [{ type: "thinking", thinking: "Hm.", signature: "s" }]],
    ["extra_content", { google: { thought_signature: "s" } }],
  ])("V8: %s goes back word for word, and nowhere else", async (field, value) => {
    const turn = answer(await replyOf(chat, completion({ content: "Hi", [field]: value })));
    expect(turn.content).toContainEqual({
      type: "opaque",
      field,
      value,
      from: { provider: "chat", model: "m", protocol: "openai-chat" },
    });
    expect(await sent(chat, [user, turn, user])).toMatchObject({
      body: { messages: [{}, { content: "Hi", [field]: value }, {}] },
      warnings: [],
    });
    for (const target of [deepseek, claude, gemini, ollama]) {
      const { body, warnings } = await sent(target, [user, turn, user]);
      expect(JSON.stringify(body)).not.toContain(field);
      expect(warnings).toEqual(["part-ignored"]);
    }
  });

  it("V8: the signature of a call at Google's compatible endpoint goes back with it", async () => {
    const call = {
      id: "a",
      function: { name: "f", arguments: "{}" },
      extra_content: { google: { thought_signature: "s" } },
    };
    const reply = await replyOf(chat, completion({ tool_calls: [call] }));
    const messages = [user, answer(reply), ...results(reply)];
    expect((await sent(chat, messages)).body["messages"]).toMatchObject([
      {},
      { tool_calls: [call] },
      {},
    ]);
    expect(JSON.stringify((await sent(deepseek, messages)).body)).not.toContain(
      "thought_signature",
    );
  });

  it("V9: blocks of Anthropic's tools go back in their places, pause_turn among them", async () => {
    const content = [
      { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "x" } },
      {
        type: "web_search_tool_result",
        tool_use_id: "srvtoolu_1",
        content: [{ encrypted_content: "e" }],
      },
      { type: "compaction", content: "So far." },
      { type: "mcp_tool_use", id: "m", name: "n", server_name: "s", input: {} },
    ];
    const reply = await replyOf(claude, { content, stop_reason: "pause_turn" });
    expect(reply).toMatchObject({
      finishReason: "paused",
      rawFinishReason: "pause_turn",
      text: "",
    });
    expect(reply.content.map(({ type }) => type)).toEqual(Array(4).fill("opaque"));
    expect(await sent(claude, [user, answer(reply)])).toMatchObject({
      body: { messages: [{}, { role: "assistant", content }] },
      warnings: [],
    });
    expect((await sent(gemini, [user, answer(reply), user])).warnings).toEqual(["part-ignored"]);
  });

  it("V9: code that Gemini ran, and what came of it, go back in their places", async () => {
    const parts = [
      { text: "Let me see." },
      { executableCode: { language: "PYTHON", code: "print(1)" }, thoughtSignature: "s" },
      { codeExecutionResult: { outcome: "OUTCOME_OK", output: "1" } },
      { text: "It is 1." },
    ];
    const reply = await replyOf(gemini, {
      candidates: [{ content: { parts }, finishReason: "STOP" }],
    });
    expect(reply).toMatchObject({ finishReason: "stop", text: "Let me see.It is 1." });
    expect(reply.content.map(({ type }) => type)).toEqual(["text", "opaque", "opaque", "text"]);
    expect(await sent(gemini, [user, answer(reply), user])).toMatchObject({
      body: { contents: [{}, { role: "model", parts }, {}] },
      warnings: [],
    });
    const other = await sent(claude, [user, answer(reply), user]);
    expect(other.warnings).toEqual(["part-ignored"]);
    expect(JSON.stringify(other.body)).not.toContain("executableCode");
  });
});

describe("a budget of thinking", () => {
  const turn = (...before: readonly ReasoningPart[]): Message[] => [
    user,
    {
      role: "assistant",
      content: [...before, { type: "tool-call", id: "a", name: "f", arguments: {} }],
    },
    { role: "tool", toolCallId: "a", content: "1" },
  ];
  const signed = { type: "reasoning", text: "Hm.", signature: "s" } as const;
  it.each([
    ["is left out where a turn goes on that was begun without thinking", turn(), undefined],
    [
      "goes where it was begun with thinking",
      turn(signed),
      { type: "enabled", budget_tokens: 1024 },
    ],
    [
      "goes with the next turn",
      [...turn(), { role: "assistant", content: "Yes." }, user] as Message[],
      { type: "enabled", budget_tokens: 1024 },
    ],
  ])("V13: %s", async (_, messages, thinking) => {
    const { body, warnings } = await sent(claude, messages, "m", {
      reasoning: { budgetTokens: 1024 },
    });
    expect(body["thinking"]).toEqual(thinking);
    expect(warnings).toEqual(thinking === undefined ? ["setting-ignored"] : []);
  });
});

describe("what JSON cannot say", () => {
  const calling = (args: unknown): Message[] => [
    user,
    { role: "assistant", content: [{ type: "tool-call", id: "a", name: "f", arguments: args }] },
    { role: "tool", toolCallId: "a", content: "1" },
  ];
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const deep = JSON.parse(`${'{"a":'.repeat(9000)}1${"}".repeat(9000)}`);

  it.each(
    Object.entries(PROTOCOLS).flatMap(([name, protocol]) =>
      [cyclic, { n: 1n }, deep, 1n].map((args) => [name, protocol, args] as const),
    ),
  )(
    "V12: %s refuses arguments that cannot be written before sending",
    async (_, protocol, args) => {
      const provider = { ...testProvider, protocol: protocol.name } as Provider;
      const transport = scriptedTransport();
      const client = defineClient<string, Protocol>(
        provider,
        {},
        protocol,
      )({
        apiKey: "sk-test-0123456789",
        ...testOptions({ transport }),
      });
      const request = { model: "m", messages: calling(args) };
      for (const call of [client.chat(request), client.stream(request).result()]) {
        expect(await failure(call)).toMatchObject({ name: "KeiError", code: "bad-request" });
      }
      expect(transport.requests).toEqual([]);
    },
  );

  it("V10: halves of characters are replaced, whole ones and words like them are not", async () => {
    const transport = scriptedTransport({ body: JSON.stringify(completion({ content: "Hi" })) });
    const client = defineClient<string, typeof openaiChat>(
      testProvider,
      {},
      openaiChat,
    )({
      apiKey: "sk-test-0123456789",
      ...testOptions({ transport }),
    });
    const content = "\ud83d \udd25 \\ud83d \ud83d\udd25";
    await client.chat({ model: "m", messages: [{ role: "user", content }] });
    const { messages } = JSON.parse(String(transport.requests[0]?.body));
    expect(messages[0].content).toBe("\ufffd \ufffd \\ud83d \ud83d\udd25");
  });

  it.each([
    [claude, { INVALID_JSON: "{" }],
    [gemini, { INVALID_JSON: "{" }],
    [ollama, { INVALID_JSON: "{" }],
    [chat, JSON.stringify({ INVALID_JSON: "{" })],
  ])(
    "V11: arguments that are no JSON go back as some ($0.id; vllm#43995)",
    async (target, want) => {
      const [, assistant, result] = calling({}) as [Message, Message, Message];
      const part = {
        type: "tool-call",
        id: "a",
        name: "f",
        arguments: undefined,
        invalidArguments: "{",
      } as const;
      const { body } = await sent(target, [
        user,
        { ...assistant, content: [part] } as Message,
        result,
      ]);
      const key = target === claude ? "input" : target === gemini ? "args" : "arguments";
      expect(JSON.stringify(body)).toContain(`"${key}":${JSON.stringify(want)}`);
    },
  );

  it.each([
    ["a list", [1], { INVALID_JSON: "[1]" }],
    ["a text", "Oslo", { INVALID_JSON: '"Oslo"' }],
    ["nothing", null, {}],
  ])("V11: so do arguments that are %s", async (_, args, input) => {
    expect((await sent(claude, calling(args))).body["messages"]).toMatchObject([
      {},
      { content: [{ type: "tool_use", input }] },
      {},
    ]);
  });
});
