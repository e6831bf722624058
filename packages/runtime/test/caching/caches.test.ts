import type { Dialect, Model, Provider } from "@kei/registry";
import { describe, expect, it } from "vitest";
import type { KeiError } from "../../src/chat/errors.ts";
import type { Caching, ChatRequest } from "../../src/chat/request.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "../../src/protocols/ollama-chat/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { openaiResponses } from "../../src/protocols/openai-responses/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { serve } from "../support/loopback.ts";
import { failure, testOptions, testProvider } from "../support/test-client.ts";

interface Sent {
  readonly body: Record<string, unknown>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

const LONG = "long enough to be kept ".repeat(500);

/** What goes to a server of this machine. */
async function sent(
  protocol: Protocol,
  request: Omit<ChatRequest, "model" | "messages"> & Partial<ChatRequest>,
  given: { model?: Partial<Model>; dialect?: Dialect; cache?: Caching } = {},
): Promise<Sent> {
  let body = "";
  let headers: Sent["headers"] = {};
  const server = await serve((incoming, response) => {
    headers = incoming.headers;
    incoming.setEncoding("utf8");
    incoming.on("data", (text: string) => {
      body += text;
    });
    incoming.on("end", () => response.writeHead(400).end());
  });
  const provider: Provider = {
    ...testProvider,
    endpoint: server.url,
    protocol: protocol.name,
    ...(given.dialect && { dialect: given.dialect }),
  };
  const model: Model = {
    ref: "test/m",
    provider: "test",
    id: "m",
    displayName: "M",
    aliases: [],
    protocols: [protocol.name],
    output: ["text"],
    price: { kind: "unknown" },
    ...given.model,
  };
  const warnings: string[] = [];
  const client = defineClient<string, Protocol>(
    provider,
    { m: model },
    protocol,
  )({
    apiKey: "sk-test-0123456789",
    ...testOptions({ onWarning: ({ message }) => warnings.push(message) }),
    cache: given.cache,
  });
  const whole = { model: "m", messages: [{ role: "user", content: LONG }], ...request } as const;
  const error = await failure(client.chat(whole as ChatRequest));
  if ((error as KeiError).code === "unsupported") throw error;
  return { body: JSON.parse(body), headers, warnings };
}

const SHORT = { type: "ephemeral" };
const HOUR = { type: "ephemeral", ttl: "1h" };

/** Where the breaks of a body stand, in the order of the prefix. */
function breaksOf({ tools, system, messages }: Record<string, unknown>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const look = (list: unknown, at: string) => {
    for (const [i, block] of (Array.isArray(list) ? list : []).entries()) {
      if (block.cache_control !== undefined) found[`${at}[${i}]`] = block.cache_control;
    }
  };
  look(tools, "tools");
  look(system, "system");
  for (const [i, message] of (messages as { content: unknown }[]).entries()) {
    look(message.content, `messages[${i}].content`);
  }
  return found;
}

const tools = [{ name: "a", description: LONG }, { name: "b" }];
const conversation: ChatRequest["messages"] = [
  { role: "user", content: LONG },
  { role: "assistant", content: "Yes." },
  { role: "user", content: "Go on." },
];

describe("Anthropic", () => {
  const at = (
    request: Omit<ChatRequest, "model" | "messages"> & Partial<ChatRequest>,
    model?: Partial<Model>,
  ) => sent(anthropicMessages, request, model === undefined ? {} : { model });

  it("H1: says nothing of caches without cache, and with cache off", async () => {
    for (const cache of [undefined, "off"] as const) {
      const { body, warnings } = await at({ tools, system: LONG, cache });
      expect([breaksOf(body), body["system"], warnings]).toEqual([{}, LONG, []]);
    }
  });

  it("H2: ends prefixes at the tools, the instructions, the last question and the end", async () => {
    const { body, warnings } = await at({
      tools,
      system: LONG,
      messages: conversation,
      cache: "auto",
    });
    expect(breaksOf(body)).toEqual({
      "tools[1]": SHORT,
      "system[0]": SHORT,
      "messages[0].content[0]": SHORT,
      "messages[2].content[0]": SHORT,
    });
    expect(warnings).toEqual([]);
  });

  it("H3: keeps all of it for an hour where the model can", async () => {
    const cache = { keep: "long" } as const;
    const { body } = await at({ system: LONG, cache }, { cacheTtls: ["5m", "1h"] });
    expect(breaksOf(body)).toEqual({ "system[0]": HOUR, "messages[0].content[0]": HOUR });
  });

  it("H3: says so where the model cannot, and refuses a request that asks for it", async () => {
    const cache = { keep: "long" } as const;
    const model = { cacheTtls: ["5m"] } as const;
    const { body, warnings } = await sent(anthropicMessages, {}, { cache, model });
    expect(breaksOf(body)).toEqual({ "messages[0].content[0]": SHORT });
    expect(warnings).toEqual(["cache.keep long was left out: m keeps nothing for an hour"]);
    await expect(sent(anthropicMessages, { cache }, { model })).rejects.toThrow(
      "cache.keep long is not supported by m in anthropic-messages; use short",
    );
  });

  it("H4: puts breaks where they are let stand, and before a long life no short one", async () => {
    const { body } = await at({
      system: LONG,
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: LONG, cacheBreak: "long" },
            { type: "text", text: "So?" },
          ],
        },
      ],
      cache: "auto",
    });
    expect(breaksOf(body)).toEqual({
      "system[0]": HOUR,
      "messages[0].content[0]": HOUR,
      "messages[0].content[1]": SHORT,
    });
  });

  it("H4: puts them into instructions of several parts", async () => {
    const { body } = await at({
      system: [
        { type: "text", text: LONG, cacheBreak: "long" },
        { type: "text", text: "Be short." },
      ],
      cache: "auto",
    });
    expect(breaksOf(body)).toEqual({
      "system[0]": HOUR,
      "system[1]": SHORT,
      "messages[0].content[0]": SHORT,
    });
  });

  it("H4: keeps the first and the last three of too many, and says so", async () => {
    const content = Array.from({ length: 6 }, () => ({
      type: "text" as const,
      text: LONG,
      cacheBreak: true,
    }));
    const { body, warnings } = await at({ messages: [{ role: "user", content }], cache: "auto" });
    expect(Object.keys(breaksOf(body))).toEqual(
      [0, 3, 4, 5].map((i) => `messages[0].content[${i}]`),
    );
    expect(warnings).toEqual([
      "of 6 cacheBreaks 4 were kept, the first and the last ones: Anthropic takes 4",
    ]);
  });

  it("H4: moves a break from what can have none to what is before it", async () => {
    const { body } = await at({
      tools: [{ name: "a", cacheBreak: true }],
      messages: [
        { role: "user", content: LONG },
        {
          role: "assistant",
          content: [
            { type: "text", text: LONG },
            { type: "reasoning", text: "Hm.", signature: "s", cacheBreak: true },
            { type: "tool-call", id: "c", name: "a", arguments: {} },
          ],
        },
        {
          role: "tool",
          toolCallId: "c",
          content: [{ type: "text", text: "1", cacheBreak: true }],
        },
      ],
      cache: "auto",
    });
    expect(Object.keys(breaksOf(body))).toEqual([
      "tools[0]",
      "messages[0].content[0]",
      "messages[1].content[0]",
      "messages[2].content[0]",
    ]);
  });

  it("H4: says that a hint without cache says nothing", async () => {
    const { body, warnings } = await at({ tools: [{ name: "a", cacheBreak: true }] });
    expect(breaksOf(body)).toEqual({});
    expect(warnings).toEqual(["cacheBreak was left out: it says where, and cache is to say that"]);
  });

  it("H5: leaves out breaks before which there is surely too little", async () => {
    const messages = [
      {
        role: "user" as const,
        content: [
          { type: "text" as const, text: "short", cacheBreak: true },
          { type: "text" as const, text: LONG },
        ],
      },
    ];
    const { body, warnings } = await at(
      { system: "Be short.", messages, cache: "auto" },
      { cacheMinTokens: 4_096 },
    );
    expect(Object.keys(breaksOf(body))).toEqual(["messages[0].content[1]"]);
    expect(warnings).toEqual([
      "cacheBreak was left out: m caches no beginning of fewer than 4096 tokens",
    ]);
    const hello = { messages: [{ role: "user" as const, content: "Hello" }] };
    const short = await at({ ...hello, cache: "auto" }, { cacheMinTokens: 1_024 });
    expect([breaksOf(short.body), short.warnings]).toEqual([{}, []]);
  });
});

describe("OpenAI", () => {
  const dialect = { cacheStyle: "openai" } as const;
  const newer = { cacheTtls: ["30m", "12h"] } as const;
  const older = { cacheTtls: ["24h"] } as const;
  const KEY = "prompt_cache_key";
  const rows: readonly [
    string,
    { cache: Caching; model?: Partial<Model>; dialect?: Dialect },
    object,
    string[],
  ][] = [
    ["nothing for auto: it caches by itself", { cache: "auto", model: newer }, {}, []],
    ["the key", { cache: { key: "chat-7" } }, { [KEY]: "chat-7" }, []],
    [
      "off by breaks of one's own, and none",
      { cache: "off", model: newer },
      { prompt_cache_options: { mode: "explicit" } },
      [],
    ],
    ["that it cannot be off", { cache: "off", model: older }, {}, ["cache off"]],
    [
      "a day, where the model has it",
      { cache: { keep: "long" }, model: older },
      { prompt_cache_retention: "24h" },
      [],
    ],
    ["that it is not known to keep", { cache: { keep: "long" } }, {}, ["cache.keep long"]],
    [
      "the key alone to servers that take no more",
      { cache: { key: "k", keep: "long" }, dialect: { cacheStyle: "key" } },
      { [KEY]: "k" },
      ["cache.keep long"],
    ],
    [
      "nothing to servers that take nothing",
      { cache: { key: "k", keep: "long" }, dialect: { cacheStyle: "none" } },
      {},
      ["cache.key", "cache.keep long"],
    ],
    ["nothing to servers not known to", { cache: "off", dialect: {} }, {}, ["cache off"]],
  ];

  it.each(rows)("H6: writes %s", async (_, { cache, ...given }, fields, left) => {
    const { body, warnings } = await sent(openaiChat, { cache }, { dialect, ...given });
    const plain = await sent(openaiChat, {});
    expect(body).toEqual({ ...plain.body, ...fields });
    expect(warnings.map((text) => text.replace(/ was left out: .*/, ""))).toEqual(left);
  });

  it("H6: has half an hour at the longest in chat", async () => {
    const cache = { key: "k", keep: "long" } as const;
    const { body, warnings } = await sent(openaiChat, {}, { dialect, model: newer, cache });
    const plain = await sent(openaiChat, {});
    expect(body).toEqual({ ...plain.body, [KEY]: "k" });
    expect(warnings).toEqual([expect.stringMatching(/^cache\.keep long was left out/)]);
    await expect(sent(openaiChat, { cache }, { dialect, model: newer })).rejects.toThrow(
      "cache.keep long is not supported by m in openai-chat; use short",
    );
  });

  it("H7: marks parts of the user's where the model takes breaks", async () => {
    const messages = [
      {
        role: "user" as const,
        content: [{ type: "text" as const, text: LONG, cacheBreak: "long" as const }],
      },
    ];
    const marked = await sent(openaiChat, { messages, cache: "auto" }, { dialect, model: newer });
    expect(marked.body["messages"]).toEqual([
      {
        role: "user",
        content: [{ type: "text", text: LONG, prompt_cache_breakpoint: { mode: "explicit" } }],
      },
    ]);
    const plain = await sent(openaiChat, { messages, cache: "auto" }, { dialect, model: older });
    expect(JSON.stringify(plain.body)).not.toContain("breakpoint");
    const { warnings } = await sent(
      openaiChat,
      { tools: [{ name: "a", cacheBreak: true }], cache: "auto" },
      { dialect, model: newer },
    );
    expect(warnings).toEqual([
      "cacheBreak was left out of tools, instructions and answers: breaks stand in what the user says",
    ]);
  });

  it("H6, H7: knows twelve hours in Responses, and marks results of tools there", async () => {
    const messages = [
      { role: "user" as const, content: "So?" },
      {
        role: "assistant" as const,
        content: [{ type: "tool-call" as const, id: "c", name: "a", arguments: {} }],
      },
      {
        role: "tool" as const,
        toolCallId: "c",
        content: [{ type: "text" as const, text: LONG, cacheBreak: "long" as const }],
      },
    ];
    const cache = { key: "k", keep: "long" } as const;
    const given = { dialect, model: newer };
    const { body, warnings } = await sent(openaiResponses, { messages, cache }, given);
    expect(body).toMatchObject({
      prompt_cache_key: "k",
      prompt_cache_options: { ttl: "12h" },
      input: [
        {},
        {},
        {
          output: [
            {
              type: "input_text",
              text: LONG,
              prompt_cache_breakpoint: { mode: "explicit", ttl: "12h" },
            },
          ],
        },
      ],
    });
    expect(warnings).toEqual([]);
    const off = await sent(openaiResponses, { cache: "off" }, given);
    expect(off.body["prompt_cache_options"]).toEqual({ mode: "explicit" });
    const xai = { dialect: { cacheStyle: "xai" } } as const;
    const grok = await sent(openaiResponses, { cache: { key: "k" } }, xai);
    expect(grok.body[KEY]).toBe("k");
    expect(grok.headers).not.toHaveProperty("x-grok-conv-id");
  });

  it("H8: gives xAI its key as a header", async () => {
    const given = { dialect: { cacheStyle: "xai" } } as const;
    const { body, headers } = await sent(openaiChat, { cache: { key: "chat-7" } }, given);
    expect(headers["x-grok-conv-id"]).toBe("chat-7");
    expect(body).not.toHaveProperty(KEY);
    expect((await sent(openaiChat, { cache: "auto" }, given)).headers).not.toHaveProperty(
      "x-grok-conv-id",
    );
  });
});

describe("Claude behind a gateway", () => {
  const control = (body: Record<string, unknown>) => {
    const found: Record<string, unknown> = {};
    for (const [i, { role, content }] of (
      body["messages"] as { role: string; content: unknown }[]
    ).entries()) {
      for (const [at, part] of (Array.isArray(content) ? content : []).entries()) {
        if (part.cache_control) found[`${role}[${i}][${at}]`] = part.cache_control;
      }
    }
    return found;
  };
  const gateway = {
    ref: "anthropic/m",
    provider: "anthropic",
    protocols: ["anthropic-messages"],
  } as const;
  const facts = { ...gateway, cacheTtls: ["5m", "1h"], cacheMinTokens: 1_024 } as const;
  const at = (request: Partial<ChatRequest>, model: Partial<Model> = facts) =>
    sent(openaiChat, request, { model });

  it("H13: ends prefixes at the instructions and at what the user said", async () => {
    const said = { tools, system: LONG, messages: conversation } as const;
    const { body, warnings } = await at({ ...said, cache: "auto" });
    expect(control(body)).toEqual({
      "system[0][0]": SHORT,
      "user[1][0]": SHORT,
      "user[3][0]": SHORT,
    });
    expect(warnings).toEqual([]);
    // All else is as it is without.
    const plain = await at(said);
    const bare = JSON.parse(JSON.stringify(body), (_, value) => {
      if (value?.cache_control) delete value.cache_control;
      const only = Array.isArray(value) && value.length === 1 && value[0]?.type === "text";
      return only ? value[0].text : value;
    });
    expect(bare).toEqual(plain.body);
    for (const cache of [undefined, "off"] as const) {
      const none = await at({ ...said, cache });
      expect([none.body, none.warnings]).toEqual([plain.body, []]);
    }
  });

  it("H13: keeps an hour where the model has one, and needs no key", async () => {
    const cache = { key: "chat-7", keep: "long" } as const;
    const { body, warnings } = await at({ system: LONG, cache });
    expect(control(body)).toEqual({ "system[0][0]": HOUR, "user[1][0]": HOUR });
    expect([warnings, body]).toEqual([
      [],
      expect.not.objectContaining({ prompt_cache_key: "chat-7" }),
    ]);
  });

  it("H13: puts breaks where they are let stand: on texts, and else on what is before", async () => {
    const call = { type: "tool-call" as const, id: "c", name: "a", arguments: {} };
    const png = { type: "image" as const, mediaType: "image/png", data: "iVBORw0KGgo=" };
    const text = { type: "text" as const, text: LONG };
    const messages: ChatRequest["messages"] = [
      {
        role: "user",
        content: [{ ...text, cacheBreak: "long" }, text, { ...png, cacheBreak: true }, png],
      },
      { role: "assistant", content: [{ type: "text", text: "Let me see." }, call] },
      { role: "tool", toolCallId: "c", content: [{ ...text, cacheBreak: true }] },
    ];
    const { body, warnings } = await at({
      system: [text, { ...text, cacheBreak: true }],
      tools: [{ name: "a", cacheBreak: true }],
      messages,
      cache: "auto",
    });
    expect(control(body)).toEqual({
      "system[0][1]": HOUR,
      "user[1][0]": HOUR,
      "user[1][1]": SHORT,
    });
    expect(body["messages"]).toMatchObject([
      { role: "system", content: [{ text: LONG }, { text: LONG }] },
      {
        content: [{ type: "text" }, { type: "text" }, { type: "image_url" }, { type: "image_url" }],
      },
      { role: "assistant", content: "Let me see." },
      { role: "tool", content: LONG },
    ]);
    expect(warnings).toEqual(["cacheBreak was left out of tools: breaks stand in texts"]);
  });

  it("H13: counts all that is before a break, and takes no more than four", async () => {
    const short = { system: "Be short.", messages: [{ role: "user" as const, content: "Hi" }] };
    expect(control((await at({ ...short, cache: "auto" })).body)).toEqual({});
    const long = { ...short, tools: [{ name: "a", description: LONG }], cache: "auto" } as const;
    expect(Object.keys(control((await at(long)).body))).toEqual(["system[0][0]", "user[1][0]"]);
    const content = Array.from({ length: 6 }, () => ({
      type: "text" as const,
      text: LONG,
      cacheBreak: true,
    }));
    const many = await at({ messages: [{ role: "user", content }], cache: "auto" });
    expect(Object.keys(control(many.body))).toHaveLength(4);
    expect(many.warnings).toEqual([expect.stringMatching(/^of 6 cacheBreaks 4 were kept/)]);
  });

  it("H13: is told so by the registry: by the model's own protocol, or by the dialect", async () => {
    const said = { system: LONG, cache: { key: "k" } } as const;
    const other = await at(said, {
      provider: "openai",
      protocols: ["openai-responses", "openai-chat"],
    });
    expect(control(other.body)).toEqual({});
    expect(other.warnings).toEqual([expect.stringMatching(/^cache\.key was left out/)]);
    const dialect = { cacheStyle: "anthropic" } as const;
    const own = await sent(openaiChat, said, { dialect });
    expect(Object.keys(control(own.body))).toEqual(["system[0][0]", "user[1][0]"]);
    const none = await sent(openaiChat, said, { model: facts, dialect: { cacheStyle: "none" } });
    expect(control(none.body)).toEqual({});
    // Only Chat Completions of gateways take it.
    const responses = await sent(openaiResponses, said, { dialect });
    expect(responses.warnings).toEqual([expect.stringMatching(/^cache\.key was left out/)]);
    expect(JSON.stringify(responses.body)).not.toContain("cache_control");
  });
});

it.each([
  ["Gemini", geminiGenerateContent],
  ["Ollama", ollamaChat],
] as const)("H9: says of %s what it cannot be told", async (_, protocol: Protocol) => {
  const plain = await sent(protocol, {});
  const auto = await sent(protocol, { cache: "auto" });
  expect([auto.body, auto.warnings]).toEqual([plain.body, []]);
  const off = await sent(protocol, { cache: "off" });
  expect(off.body).toEqual(plain.body);
  expect(off.warnings).toEqual([
    "cache off was left out: Test is not known to take it, and caches as it does by itself",
  ]);
  const kept = await sent(protocol, { cache: { key: "k", keep: "long" } });
  expect(kept.body).toEqual(plain.body);
  expect(kept.warnings.map((text) => text.split(" was ")[0])).toEqual([
    "cache.key",
    "cache.keep long",
  ]);
});

it("H10: has the client's cache where a request has none", async () => {
  const dialect = { cacheStyle: "key" } as const;
  const cache = { key: "client" };
  const { body } = await sent(openaiChat, {}, { dialect, cache });
  expect(body["prompt_cache_key"]).toBe("client");
  const own = await sent(openaiChat, { cache: { key: "own" } }, { dialect, cache });
  expect(own.body["prompt_cache_key"]).toBe("own");
});

it.each([
  [{ cache: true }, "cache must be off, auto or { key, keep }"],
  [{ cache: { keys: "k" } }, "cache.keys does not exist: did you mean key?"],
  [{ cache: { key: "x".repeat(65) } }, "cache.key must be 1 to 64 visible ASCII characters"],
  [{ cache: { key: "a\nb" } }, "cache.key must be 1 to 64 visible ASCII characters"],
  [{ cache: { keep: "1h" } }, "cache.keep must be short or long"],
  [
    { tools: [{ name: "a", cacheBreak: "1h" }] },
    "tools[0].cacheBreak must be true, false, short or long",
  ],
  [
    { messages: [{ role: "user", content: [{ type: "text", text: "a", cacheBreak: 1 }] }] },
    "messages[0].content[0].cacheBreak must be true, false, short or long",
  ],
])("H10: refuses %j", async (wrong, message) => {
  const client = defineClient<string, Protocol>(testProvider, {}, openaiChat)({ apiKey: "sk-0" });
  const request = { model: "m", messages: [{ role: "user", content: "a" }], ...wrong };
  await expect(client.preview(request as never)).rejects.toThrow(`test: ${message}`);
  if (!("cache" in wrong)) return;
  expect(() => defineClient(testProvider, {}, openaiChat)(wrong as never)).toThrow(
    `test: the option ${message}`,
  );
});
