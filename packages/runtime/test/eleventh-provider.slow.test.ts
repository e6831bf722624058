import { spawn } from "node:child_process";
import { appendFileSync, cpSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import {
  kei,
  linkRegistry,
  linkRuntime,
  ROOT,
  temporaryFolder,
  tsc,
  writeFiles,
} from "../../codegen/test/support/cli.ts";

const PROVIDER = `
[[provider]]
id = "groq"
display_name = "Groq"
endpoint = "https://api.groq.com/openai/v1/chat/completions"
auth_scheme = "bearer"
auth_env = "GROQ_API_KEY"
retry_max = 2
retry_backoff_ms = 100
rate_limit_rpm = 1000
billing_currency = "USD"
`;

const MODELS = `
[[model]]
provider_ref = "groq"
id = "llama-3.3-70b-versatile"
slug = "groq-llama-3.3-70b"
display_name = "Llama 3.3 70B (Groq)"
aliases = ["llama-3.3-70b"]
context_window = 131_072
max_output_tokens = 32_768
capabilities = ["tools", "temperature"]
input = ["text"]
cost_input_per_mtok_micro = 59_000_000 # $0.59
cost_output_per_mtok_micro = 79_000_000 # $0.79

[[model]]
provider_ref = "groq"
id = "openai/gpt-oss-120b"
slug = "groq-gpt-oss-120b"
display_name = "GPT OSS 120B (Groq)"
context_window = 131_072
cost_input_per_mtok_micro = 15_000_000 # $0.15
cost_output_per_mtok_micro = 60_000_000 # $0.60

[[model]]
provider_ref = "groq"
id = "picky"
slug = "groq-picky"
display_name = "Picky (Groq)"
capabilities = ["tools", "temperature", "reasoning", "reasoning-off", "reasoning-effort"]
refuses = ["seed", "penalties", "logprobs", "parallel-tools"]
when = [{ capabilities = ["top-k"], effort = ["none"] }]
cache_ttls = ["5m"]
`;

/** Compiled, then run: prints what came of each call. */
const PROGRAM = `
import { KeiError, unsafeModel } from "@kei/runtime";
import { groq, type GroqModel } from "./clients/groq.gen.js";
import { clients } from "./clients/index.gen.js";

const known: readonly GroqModel[] = ["llama-3.3-70b-versatile", "llama-3.3-70b", "openai/gpt-oss-120b"];
// @ts-expect-error no such model
const unknown: GroqModel = "llama-4-70b";

const warnings: string[] = [];
const client = groq({
  endpoint: process.argv[2],
  hooks: { onWarning: ({ code }) => warnings.push(code) },
});
const messages = [{ role: "user", content: "Hello" }] as const;

const reply = await client.chat({ model: "llama-3.3-70b", messages, temperature: 0.5 });
const events: string[] = [];
const stream = client.stream({ model: "openai/gpt-oss-120b", messages });
for await (const event of stream) events.push(event.type === "text" ? event.text : event.type);
const streamed = await stream.result();
const unsafe = await client.chat({ model: unsafeModel("llama-4-70b"), messages });
const codes: unknown[] = [];
for (const model of [unknown, "broken" as GroqModel, unsafeModel("broken")]) {
  await client.chat({ model, messages }).catch((error: unknown) => {
    codes.push(error instanceof KeiError ? [error.code, error.provider, error.status] : error);
  });
}

const warned = [...warnings];
const refused: unknown[] = [];
const refusal = async (ask: () => unknown) => {
  try {
    await ask();
  } catch (error) {
    refused.push(error instanceof KeiError ? error.message : error);
  }
};
const model = "picky";
const tools = [{ name: "look" }];
// @ts-expect-error picky does not take seed
await refusal(() => client.preview({ model, messages, seed: 7 }));
// @ts-expect-error picky does not take presencePenalty
await refusal(() => client.preview({ model, messages, presencePenalty: 1 }));
// @ts-expect-error picky does not take frequencyPenalty
await refusal(() => client.preview({ model, messages, frequencyPenalty: 1 }));
// @ts-expect-error picky does not take logprobs
await refusal(() => client.preview({ model, messages, logprobs: 1 }));
// @ts-expect-error picky does not take parallelToolCalls
await refusal(() => client.preview({ model, messages, tools, parallelToolCalls: true }));
// @ts-expect-error picky takes topK only with reasoning.effort none
await refusal(() => client.preview({ model, messages, topK: 20 }));
// @ts-expect-error picky keeps nothing long
await refusal(() => client.preview({ model, messages, cache: { keep: "long" } }));
// @ts-expect-error openai-chat has no such tier
await refusal(() => client.preview({ model, messages, serviceTier: "fast" }));
await refusal(async () => {
  await client.preview({ model, messages, logprobs: false, serviceTier: "flex" });
  await client.preview({ model, messages, tools, parallelToolCalls: false });
  await client.preview({ model, messages, topK: 20, reasoning: { effort: "none" } });
  await client.preview({ model, messages, cache: { key: "k", keep: "short" } });
  await client.preview({ model: "llama-3.3-70b", messages, seed: 7, logprobs: 1, cache: { keep: "long" } });
});

console.log(JSON.stringify({
  refused,
  known: known.length,
  listed: Object.hasOwn(clients, "groq") && clients.groq === groq && clients.anthropic.provider.id,
  chat: [reply.text, reply.finishReason, reply.usage, reply.cost],
  stream: [events, streamed.text, streamed.cost],
  unsafe: [unsafe.text, unsafe.cost.kind],
  codes,
  warnings: warned,
}, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)));
`;

/** What the server was asked: everything that a mistake in the facts would show in. */
interface Asked {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly model: unknown;
  readonly stream: unknown;
}

const USAGE = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };

/** An OpenAI-compatible server on a free port. */
async function startServer(): Promise<{ readonly url: string; readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await bodyOf(request)) as Record<string, unknown>;
    const { model, stream } = body;
    asked.push({
      line: `${request.method} ${request.url}`,
      authorization: request.headers.authorization,
      model,
      stream,
    });
    if (model === "broken") {
      response.writeHead(400, { "content-type": "application/json" });
      response.end('{"error":{"message":"no","type":"invalid_request_error"}}');
      return;
    }
    if (stream !== true) {
      response.writeHead(200, { "content-type": "application/json" });
      const choice = { index: 0, message: { role: "assistant", content: "Hi." } };
      response.end(
        JSON.stringify({ model, choices: [{ ...choice, finish_reason: "stop" }], usage: USAGE }),
      );
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const choice of [
      { delta: { role: "assistant", content: "Hi" }, finish_reason: null },
      { delta: { content: " there." }, finish_reason: null },
      { delta: {}, finish_reason: "stop" },
    ]) {
      const choices = [{ index: 0, ...choice }];
      response.write(`data: ${JSON.stringify({ model, choices })}\n\n`);
    }
    response.write(`data: ${JSON.stringify({ model, choices: [], usage: USAGE })}\n\n`);
    response.end("data: [DONE]\n\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/openai/v1/chat/completions`, asked };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}

/** Runs a program of Node's to its end. */
function run(args: readonly string[], cwd: string, key: string): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, GROQ_API_KEY: key },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(out) : reject(new Error(err))));
  });
}

it("an eleventh provider is a record: kei gen gives a typed client that works", async () => {
  const folder = temporaryFolder();
  cpSync(join(ROOT, "registry"), join(folder, "registry"), { recursive: true });
  appendFileSync(join(folder, "registry/providers.toml"), PROVIDER);
  appendFileSync(join(folder, "registry/models.toml"), MODELS);
  linkRegistry(folder);
  linkRuntime(folder);

  const generated = await kei(["gen", "--registry", "registry", "--out", "src"], { cwd: folder });
  expect(generated).toMatchObject({ code: 0, err: "" });
  expect(generated.out).toContain("11 providers");

  writeFiles(folder, {
    "package.json": '{ "type": "module" }',
    "src/program.ts": PROGRAM,
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        strict: true,
        module: "nodenext",
        target: "es2022",
        lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
        types: ["node"],
        typeRoots: [join(ROOT, "node_modules/@types")],
        outDir: "dist",
        rootDir: "src",
      },
      include: ["src"],
    }),
  });
  expect(await tsc([], folder)).toEqual({ code: 0, out: "", err: "" });

  const { url, asked } = await startServer();
  const key = "gsk-canary-eleventh";
  const out = await run(["dist/program.js", url], folder, key);
  expect(out).not.toContain(key);
  const usage = { inputTokens: 1000, outputTokens: 100 };
  const { chat, stream, ...rest } = JSON.parse(out);
  expect(chat).toEqual([
    "Hi.",
    "stop",
    usage,
    // $0.59 and $0.79 per million tokens.
    expect.objectContaining({ kind: "known", total: String(59_000 + 7_900) }),
  ]);
  expect(stream).toEqual([
    ["Hi", " there.", "usage", "finish"],
    "Hi there.",
    expect.objectContaining({ kind: "known", total: String(15_000 + 6_000) }),
  ]);
  expect(rest["refused"]).toEqual(
    [
      "seed is not supported by picky",
      "presencePenalty is not supported by picky",
      "frequencyPenalty is not supported by picky",
      "logprobs is not supported by picky",
      "parallelToolCalls is not supported by picky; use false",
      "topK is not supported by picky; use reasoning.effort none",
      "cache.keep long is not supported by picky in openai-chat; use short",
      "serviceTier fast is not supported by openai-chat; use auto, standard, flex, priority, scale",
    ].map((why) => `groq: ${why}`),
  );
  expect(rest).toMatchObject({
    known: 3,
    listed: "anthropic",
    unsafe: ["Hi.", "unknown"],
    codes: [
      ["unknown-model", "groq", null],
      ["unknown-model", "groq", null],
      ["bad-request", "groq", 400],
    ],
  });

  const sent = { line: "POST /openai/v1/chat/completions", authorization: `Bearer ${key}` };
  expect(asked.map(({ line, authorization }) => ({ line, authorization }))).toEqual(
    asked.map(() => sent),
  );
  expect(asked.map(({ model, stream: streams }) => [model, streams ?? false])).toEqual([
    ["llama-3.3-70b", false],
    ["openai/gpt-oss-120b", true],
    ["llama-4-70b", false],
    ["broken", false],
  ]);
});
