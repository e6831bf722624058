import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Capability, Model } from "@kei/registry";
import { expect, it } from "vitest";
import { ROOT, temporaryFolder, tsc, writeFiles } from "../../../codegen/test/support/cli.ts";
import { KeiError } from "../../src/chat/errors.ts";
import type { ChatRequest } from "../../src/chat/request.ts";
import type { Client } from "../../src/client/client.ts";
import { clients } from "../../src/gen/index.gen.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { isRecord } from "../../src/platform/records.ts";
import { type Loopback, serve } from "../support/loopback.ts";

const TODAY = "2026-11-30";

/** Where the types of a body are. */
interface Sdk {
  /** Of its requests. */
  readonly path: RegExp;
  readonly imports: string;
  readonly type: string;
}

/** By protocol. */
const SDKS: Readonly<Record<string, Sdk>> = {
  "openai-responses": {
    path: /\/responses$/,
    imports: 'import type { ResponseCreateParams } from "openai7/resources/responses/responses";',
    type: "ResponseCreateParams",
  },
  "openai-chat": {
    path: /\/completions$/,
    imports:
      'import type { ChatCompletionCreateParams } from "openai7/resources/chat/completions/completions";',
    type: "ChatCompletionCreateParams",
  },
  "anthropic-messages": {
    path: /\/messages$/,
    imports:
      'import type { MessageCreateParams } from "@anthropic-ai/sdk/resources/messages/messages";',
    type: "MessageCreateParams",
  },
  "gemini-generate-content": {
    path: /enerateContent$/,
    // It has types for the parts of the body, not for the whole.
    imports:
      'import type { Content, GenerateContentConfig, GenerationConfig, SafetySetting, Tool, ToolConfig } from "genai3"; import type { OnTheWire } from "./wire-types.ts"; interface Parts { contents: Content[]; systemInstruction?: Content; tools?: Tool[]; toolConfig?: ToolConfig; generationConfig?: GenerationConfig; safetySettings?: SafetySetting[]; serviceTier?: NonNullable<GenerateContentConfig["serviceTier"]> }',
    type: "OnTheWire<Parts>",
  },
  "ollama-chat": {
    path: /\/chat$/,
    imports: 'import type { ChatRequest } from "ollama";',
    type: "ChatRequest",
  },
};
/**
 * Fields of bodies that are in no type of the SDK, and why they are right. Each of them is needed: the SDK
 * is to refuse a body that has it.
 */
const BEYOND: readonly { readonly sdk: string; readonly field: string; readonly why: string }[] = [
  {
    sdk: "openai-chat",
    field: "thinking",
    why: "DeepSeek's: its guide to thinking passes it through extra_body of OpenAI's SDK",
  },
  {
    sdk: "openai-chat",
    field: "messages[].reasoning_content",
    why: "DeepSeek's, and of others: it wants its thinking back with calls of tools",
  },
  ...["temperature", "top_p", "top_k"].map((field) => ({
    sdk: "anthropic-messages",
    field,
    why: "of Claude before Opus 4.7 alone, which the SDK has no types for any more",
  })),
  {
    sdk: "ollama-chat",
    field: "tools[].function.parameters.additionalProperties",
    why: "of the caller's JSON Schema, of which Ollama's client types a part; its server passes over the rest",
  },
];

/** A body without a field, which may stand in lists. */
function without(value: unknown, field: string): unknown {
  const [key = "", rest] = field.split(/(?:\[\])?\.(.*)/s);
  if (Array.isArray(value)) return value.map((item) => without(item, field));
  if (!isRecord(value) || !(key in value)) return value;
  const { [key]: inner, ...others } = value;
  return rest === undefined ? others : { ...value, [key]: without(inner, rest) };
}

const messages: ChatRequest["messages"] = [{ role: "user", content: "How is the weather?" }];
const tools: ChatRequest["tools"] = [
  {
    name: "weather",
    description: "Weather of a city",
    parameters: {
      type: "object",
      properties: { city: { type: "string", description: "Its name" } },
      required: ["city"],
      additionalProperties: false,
    },
  },
  { name: "now" },
];
const call = { type: "tool-call", id: "call_1", name: "weather", arguments: { city: "Oslo" } };
const round = [
  ...messages,
  { role: "assistant", content: [{ type: "text", text: "Let me see." }, call] },
  { role: "tool", toolCallId: "call_1", content: '{"sky":"clear"}' },
] as ChatRequest["messages"];
const output: ChatRequest["output"] = {
  type: "object",
  title: "weather",
  properties: { sky: { type: "string", enum: ["clear", "grey"] }, degrees: { type: "number" } },
  required: ["sky", "degrees"],
  additionalProperties: false,
};
const EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;
const reading = (part: object) =>
  ({ messages: [{ role: "user", content: [{ type: "text", text: "Look" }, part] }] }) as never;

/** What each model is asked; what it does not take is refused before sending, and is not looked at. */
const REQUESTS: Readonly<Record<string, Partial<ChatRequest>>> = {
  "a question": { system: "Be short.", maxOutputTokens: 4000 },
  tools: { tools, toolChoice: "auto" },
  "a forced tool": { tools, toolChoice: { tool: "weather" } },
  "a call at a time": { tools, toolChoice: "required", parallelToolCalls: false },
  "strict tools": { tools: [{ ...tools[0], strict: true } as never] },
  "a result of a tool": { messages: round, tools },
  output: { output },
  ...Object.fromEntries(EFFORTS.map((effort) => [`effort ${effort}`, { reasoning: { effort } }])),
  ...Object.fromEntries(
    EFFORTS.map((effort) => [
      `tools and output with effort ${effort}`,
      { messages: round, tools, output, reasoning: { effort } },
    ]),
  ),
  "a budget of thinking": { reasoning: { budgetTokens: 2048 }, maxOutputTokens: 4096 },
  temperature: { temperature: 0.5 },
  topP: { topP: 0.9 },
  "temperature without thinking": { temperature: 0.5, reasoning: { effort: "none" } },
  "further sampling": { topK: 5, seed: 7, presencePenalty: 1, frequencyPenalty: 1 },
  stop: { stop: ["END"] },
  probabilities: { logprobs: 2 },
  "a user": { userId: "u-1" },
  image: reading({ type: "image", mediaType: "image/png", data: "iVBORw0KGgo=", detail: "low" }),
  pdf: reading({ type: "file", mediaType: "application/pdf", data: "JVBERi0x", filename: "a.pdf" }),
  sound: reading({ type: "file", mediaType: "audio/mp3", data: "SUQz" }),
  film: reading({ type: "file", mediaType: "video/mp4", data: "AAAA" }),
  "a cache": { cache: { key: "chat-7" } },
  "a long cache": { system: "x".repeat(20_000), tools, cache: { keep: "long" } },
  ...Object.fromEntries(
    (["auto", "standard", "flex", "priority", "scale", "fast"] as const).map((serviceTier) => [
      `tier ${serviceTier}`,
      { serviceTier },
    ]),
  ),
};

/** A body that went over the wire. */
interface Sent {
  /** By which model, for what, and how. */
  readonly name: string;
  /** By the path that it went to. */
  readonly sdk: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const isLive = ({ retiresAt }: Model) => retiresAt === undefined || retiresAt > TODAY;

/** Live models that are asked over HTTP. */
const live = Object.entries(clients).flatMap(([provider, { models, provider: facts }]) =>
  // codex is a program: what it sends is its own. Of a proxy there are only models of others.
  facts.protocol === "codex-exec"
    ? []
    : Object.values(models)
        .filter((model) => model.provider === provider && isLive(model))
        .map((model) => ({ provider, model })),
);

/** What live models can do by the registry, and did not send. */
function unsent(names: ReadonlySet<string>): string[] {
  return live.flatMap(({ provider, model: { ref, capabilities = [], efforts, when = [] } }) => {
    const can = (word: Capability) =>
      capabilities.includes(word) || when.some((each) => each.capabilities.includes(word));
    const asked = [
      "a question",
      "output",
      ...(can("tools") ? ["tools"] : []),
      ...(can("tool-choice") ? ["a forced tool"] : []),
      // Anthropic's protocol asks for an effort as one of adaptive thinking.
      ...(provider === "anthropic" && !can("reasoning-adaptive") ? [] : (efforts ?? [])).map(
        (effort) => `effort ${effort}`,
      ),
    ];
    return asked
      .flatMap((name) => [`${ref}, ${name}, chat`, `${ref}, ${name}, stream`])
      .filter((name) => !names.has(name));
  });
}

/** Sends all that a model can be asked, whole and as a stream, and gives what arrived. */
async function sentTo(
  server: Loopback,
  arrived: { url: string; body: string }[],
  { provider, model: { id, ref } }: (typeof live)[number],
): Promise<Sent[]> {
  const client = clients[provider as keyof typeof clients]({
    apiKey: provider.endsWith("-local") ? undefined : "sk-test-0123456789",
    fetch: (url, init) => fetch(new URL(new URL(String(url)).pathname, server.url), init),
    retry: { max: 0 },
    limiter: false,
    hooks: { onWarning() {} },
    testing: { clock: { ...systemClock, date: () => Date.parse(TODAY) } },
  }) as Client;
  const sent: Sent[] = [];
  for (const [name, flags] of Object.entries(REQUESTS)) {
    for (const way of ["chat", "stream"] as const) {
      const request = { model: id, messages, ...flags };
      const answer = way === "chat" ? client.chat(request) : client.stream(request).result();
      const error: unknown = await answer.then(undefined, (thrown: unknown) => thrown);
      if (!(error instanceof KeiError)) throw error;
      for (const { url, body } of arrived.splice(0)) {
        const [sdk = url] = Object.keys(SDKS).filter((name) => SDKS[name]?.path.test(url));
        sent.push({ name: `${ref}, ${name}, ${way}`, sdk, body: JSON.parse(body) });
      }
    }
  }
  return sent;
}

const CONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    module: "nodenext",
    target: "es2022",
    lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
    types: [],
    skipLibCheck: true,
  },
  include: ["*.ts"],
});

/** Type-checks bodies, each on a line of its own. What is wrong, by the line's name. */
async function check(
  bodies: readonly { readonly name: string; readonly sdk: string; readonly body: unknown }[],
): Promise<ReadonlyMap<string, string>> {
  const files: Record<string, string[]> = {};
  const names = new Map<string, string>();
  for (const { name, sdk, body } of bodies) {
    const { imports, type } = SDKS[sdk] as Sdk;
    const file = `${sdk}.ts`;
    const lines = files[file] ?? [`${imports} declare function check(body: ${type}): void;`];
    files[file] = lines;
    lines.push(`check(${JSON.stringify(body)});`);
    names.set(`${file}(${lines.length}`, name);
  }
  const folder = temporaryFolder();
  for (const name of ["openai7", "@anthropic-ai/sdk", "genai3", "ollama"]) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, "packages/runtime/node_modules", name), link);
  }
  writeFiles(folder, {
    "package.json": '{ "type": "module" }',
    "tsconfig.json": CONFIG,
    "wire-types.ts": readFileSync(new URL("../support/wire-types.ts", import.meta.url), "utf8"),
    ...Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, lines.join("\n")])),
  });
  const { out } = await tsc(["-p", folder, "--pretty", "false"], folder);
  const errors = out.matchAll(/^(\S+\.ts\(\d+),\d+\): error (.*)$/gm);
  return new Map(
    [...errors].map(([, place = "", message = ""]) => [names.get(place) ?? place, message]),
  );
}

it("P10: all that live models take is sent as the vendors' SDKs could send it", async () => {
  const arrived: { url: string; body: string }[] = [];
  const server = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    arrived.push({ url: (request.url as string).split("?")[0] as string, body });
    response.writeHead(400, { "content-type": "application/json" }).end("{}");
  });
  const all: Sent[] = [];
  for (const one of live) all.push(...(await sentTo(server, arrived, one)));
  expect(unsent(new Set(all.map(({ name }) => name)))).toEqual([]);

  // What several models send but for their name is looked at once.
  const bodies = new Map<string, Sent>();
  for (const sent of all) {
    const { model: _, ...body } = sent.body;
    bodies.set(JSON.stringify([sent.sdk, body]), sent);
  }
  const plain = [...bodies.values()].map(({ name, sdk, body }) => {
    const beyond = BEYOND.filter((row) => row.sdk === sdk);
    return {
      name,
      sdk,
      body: beyond.reduce<unknown>((left, row) => without(left, row.field), body),
    };
  });
  // A body for each exception that has no other.
  const excepted = BEYOND.map(({ sdk, field }) => {
    const others = BEYOND.filter((row) => row.sdk === sdk && row.field !== field);
    const has = [...bodies.values()].find(
      (sent) => sent.sdk === sdk && !isDeepStrictEqual(without(sent.body, field), sent.body),
    );
    expect(has, `a body with ${field}`).toBeDefined();
    const body = others.reduce<unknown>((left, row) => without(left, row.field), has?.body);
    return { name: `${field} to ${sdk}`, sdk, body };
  });
  const errors = await check([...plain, ...excepted]);
  const needless = excepted.filter(({ name }) => !errors.has(name)).map(({ name }) => name);
  expect(needless).toEqual([]);
  for (const { name } of excepted) (errors as Map<string, string>).delete(name);
  expect(Object.fromEntries(errors)).toEqual({});
});
