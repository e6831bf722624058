import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runCheck } from "../src/commands/check/check.ts";
import { runProbe } from "../src/commands/import/probe.ts";
import { kei, readFiles, temporaryFolder, writeFiles } from "./support/cli.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";

/** What a server answers by method and path: a status, a stream, or a body. */
type Routes = Readonly<
  Record<string, number | string | object | ((body: string) => Reply | object | string)>
>;

/** A status with a body. */
interface Reply {
  readonly status: number;
  readonly error: object;
}

const isReply = (answer: object): answer is Reply => "status" in answer;

/** What a stream of OpenAI's API writes. */
const stream = (...chunks: object[]) =>
  `${chunks.map((each) => `data: ${JSON.stringify(each)}\n\n`).join("")}data: [DONE]\n\n`;
const delta = (fields: object) => ({ choices: [{ index: 0, delta: fields }] });
const message = (content: string, finish_reason = "stop") => ({
  choices: [{ index: 0, message: { role: "assistant", content }, finish_reason }],
});
const refused = (status: number, text: string): Reply => ({
  status,
  error: { message: text, type: "BadRequestError", code: status },
});
const CALL = delta({ tool_calls: [{ index: 0, id: "c", function: { name: "ping" } }] });
const USAGE = { choices: [], usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 } };

/** A model's answers by what it is asked. */
const answering =
  (answers: { readonly tools: unknown; readonly schema: unknown; readonly image?: unknown }) =>
  (body: string) =>
    (body.includes('"tools"')
      ? answers.tools
      : body.includes("json_schema")
        ? answers.schema
        : (answers.image ?? refused(400, "no image was expected"))) as object;

interface Asked {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
}

/** A double of a server, and what it was asked. */
async function double(routes: Routes, needs: Readonly<Record<string, string>> = {}) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const line = `${request.method} ${request.url}`;
      asked.push({ line, headers: request.headers });
      const refused = Object.entries(needs).some(
        ([name, value]) => request.headers[name] !== value,
      );
      const found = refused ? 401 : (routes[line] ?? 404);
      const error = { type: "error", error: { type: "authentication_error", message: "no key" } };
      const answer = typeof found === "function" ? found(body) : found;
      if (typeof answer === "string") {
        response.setHeader("content-type", "text/event-stream; charset=utf-8");
        response.end(answer);
        return;
      }
      if (typeof answer === "number") response.statusCode = answer;
      else if (isReply(answer)) response.statusCode = answer.status;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(typeof answer === "number" ? error : answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const EMPTY = { "providers.toml": "", "models.toml": "", "agent-profiles.toml": "" };
const model = (id: string, owner: string, more: object = {}) => ({
  id,
  object: "model",
  created: 1_764_500_000,
  owned_by: owner,
  ...more,
});
const models = (...data: object[]) => ({ object: "list", data });

/** Doubles by what they are: what they answer, as their sources of November 2026 have it. */
const DOUBLES: Readonly<
  Record<string, { routes: Routes; path?: string; says: string; toml: readonly string[] }>
> = {
  ollama: {
    routes: {
      "GET /v1/models": models(model("qwen3:8b", "library"), model("nomic-embed-text", "library")),
      "GET /api/tags": {
        models: [
          { name: "qwen3:8b", model: "qwen3:8b", details: { family: "qwen3" } },
          { name: "llava:7b", model: "llava:7b", details: { family: "llama" } },
        ],
      },
      "POST /api/show": (body) =>
        body.includes("qwen3")
          ? {
              capabilities: ["completion", "tools", "thinking"],
              parameters: 'num_ctx                        16384\nstop "<|im_end|>"',
              model_info: { "general.architecture": "qwen3", "qwen3.context_length": 40_960 },
            }
          : {
              capabilities: ["completion", "vision"],
              model_info: { "llama.context_length": 4096 },
            },
    },
    says: "Ollama answers",
    toml: [
      'id = "ollama-local"',
      '/api/chat"',
      "context_window = 16_384",
      "context_window = 4096",
      'capabilities = ["tools", "reasoning"]',
      'input = ["text", "image"]',
      'refuses = ["tools", "reasoning"]',
    ],
  },
  "lm-studio": {
    routes: {
      "GET /v1/models": models(model("qwen2-vl-7b-instruct", "organization_owner")),
      "GET /api/v0/models": models(
        {
          ...{ id: "qwen2-vl-7b-instruct", type: "vlm", state: "loaded" },
          ...{ max_context_length: 32_768, loaded_context_length: 8192 },
          capabilities: ["tool_use"],
        },
        { id: "meta-llama-3.1-8b-instruct", type: "llm", max_context_length: 131_072 },
        { id: "text-embedding-nomic", type: "embeddings", max_context_length: 2048 },
      ),
      "POST /v1/responses": 400,
      "POST /v1/chat/completions": answering({
        tools: stream(CALL, USAGE),
        schema: message('{"word":"kei-7f3a"}'),
      }),
    },
    path: "/v1",
    says: "LM Studio answers",
    toml: [
      'id = "lmstudio-local"',
      "endpoints.openai-responses = ",
      "context_window = 8192",
      "context_window = 131_072",
      'capabilities = ["tools", "structured-output"]',
      'protocols = ["openai-chat", "openai-responses"]',
    ],
  },
  vllm: {
    routes: {
      "GET /v1/models": models(
        model("Qwen/Qwen3-8B", "vllm", { root: "Qwen/Qwen3-8B", max_model_len: 40_960 }),
        model("my-lora", "vllm", { parent: "Qwen/Qwen3-8B", max_model_len: null }),
      ),
      "POST /v1/responses": 422,
      // Started without a parser of tool calls; its schemas are made sure of while it decodes.
      "POST /v1/chat/completions": answering({
        tools: refused(
          400,
          '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
        ),
        schema: message('{ "word": "kei-7f3a" }'),
        image: refused(400, "Qwen/Qwen3-8B is not a multimodal model"),
      }),
    },
    path: "/v1/chat/completions",
    says: "vLLM answers",
    toml: [
      'id = "vllm-local"',
      "context_window = 40_960",
      'id = "my-lora"',
      'capabilities = ["structured-output"]\nrefuses = ["tools"]',
      'input = ["text"]',
    ],
  },
  "llama-cpp": {
    routes: {
      "GET /v1/models": models(
        model("gpt-oss-20b.gguf", "llamacpp", { meta: { n_ctx_train: 131_072, n_params: 1 } }),
      ),
      "GET /props": {
        default_generation_settings: { n_ctx: 8192, params: {} },
        modalities: { vision: true, audio: false },
        chat_template_caps: { supports_tools: true, supports_tool_calls: true },
        total_slots: 4,
        build_info: "b9999",
      },
      "POST /v1/chat/completions": answering({
        tools: stream(delta({ reasoning_content: "They want ping." }), CALL, USAGE),
        schema: message("", "length"),
      }),
    },
    says: "gpt-oss-20b.gguf was asked what it can do; streams end with their usage",
    toml: [
      'id = "llamacpp-local"',
      "context_window = 8192",
      'input = ["text", "image"]',
      'capabilities = ["tools", "reasoning"]',
    ],
  },
  sglang: {
    routes: {
      "GET /v1/models": models(model("Qwen/Qwen3-8B", "sglang", { max_model_len: 32_768 })),
      "POST /v1/chat/completions": answering({
        tools: stream(delta({ content: "ping()" })),
        schema: message("Hello!"),
        image: message("Red"),
      }),
    },
    says: "SGLang answers",
    toml: [
      'id = "sglang-local"',
      "context_window = 32_768",
      'input = ["text", "image"]',
      'refuses = ["structured-output"]',
    ],
  },
  litellm: {
    routes: {
      "GET /v1/models": models({ ...model("fast", "openai"), created: 1_677_610_602 }),
      "GET /model/info": {
        data: [
          {
            model_name: "fast",
            litellm_params: { model: "openai/gpt-5-mini" },
            model_info: {
              ...{ id: "x", max_input_tokens: 272_000, max_output_tokens: 128_000 },
              ...{ supports_function_calling: true, supports_vision: true },
            },
          },
        ],
      },
    },
    says: "LiteLLM answers",
    toml: ['id = "litellm-local"', "context_window = 272_000", "max_output_tokens = 128_000"],
  },
  openrouter: {
    routes: {
      "GET /api/v1/models": {
        data: [
          {
            ...{ id: "openai/gpt-5", name: "GPT-5", created: 1, context_length: 400_000 },
            architecture: {
              input_modalities: ["text", "image", "file"],
              output_modalities: ["text"],
            },
            top_provider: { context_length: 400_000, max_completion_tokens: 128_000 },
            pricing: { prompt: "0.00000125", completion: "0.00001" },
            supported_parameters: ["tools", "reasoning", "structured_outputs"],
          },
        ],
      },
    },
    path: "/api/v1",
    says: "OpenRouter answers",
    toml: [
      "/api/v1/chat/completions",
      "context_window = 400_000",
      'input = ["text", "image", "pdf"]',
      'capabilities = ["tools", "structured-output", "reasoning"]',
    ],
  },
  "ollama with models of a hub": {
    routes: {
      "GET /v1/models": models(model("hf.co/bartowski/Llama-3.2-3B-GGUF:Q4_K_M", "bartowski")),
      "GET /api/tags": { models: [{ name: "hf.co/bartowski/Llama-3.2-3B-GGUF:Q4_K_M" }] },
      "POST /api/show": {
        capabilities: ["completion"],
        model_info: { "llama.context_length": 131_072 },
      },
    },
    says: "Ollama answers",
    toml: ['id = "ollama-local"', "context_window = 131_072"],
  },
  openai: {
    routes: { "GET /v1/models": models(model("something", "nobody")) },
    says: "a server of OpenAI's API answers",
    toml: ['id = "openai-local"', 'id = "something"'],
  },
  anthropic: {
    routes: {
      "GET /v1/models": {
        data: [
          { type: "model", id: "claude-x", display_name: "Claude X", max_input_tokens: 200_000 },
        ],
        has_more: false,
        first_id: "claude-x",
        last_id: "claude-x",
      },
    },
    path: "/v1/messages",
    says: "a server of Anthropic's API answers",
    toml: ['id = "anthropic-local"', '/v1/messages"', 'display_name = "Claude X"'],
  },
};

describe("kei probe", () => {
  it.each(Object.entries(DOUBLES))("knows %s", async (_, { routes, path = "", says, toml }) => {
    const { url, asked } = await double(routes);
    const registry = temporaryFolder();
    writeFiles(registry, EMPTY);
    const probe = async () => {
      const terminal = fakeTerminal();
      const code = await runProbe(`${url}${path}`, { registry }, terminal, { fetch });
      return { code, ...terminal.printed };
    };
    const first = await probe();
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain(says);
    expect(asked.length).toBeLessThanOrEqual(5);
    // Models are asked by servers that run them, and by no other.
    const runs = "POST /v1/chat/completions" in routes;
    const allowed = runs ? /^GET |^POST \/v1/ : /^GET |\/api\/show$|\/responses$/;
    for (const { line } of asked) expect(line).toMatch(allowed);
    const files = readFiles(registry);
    const written = `${files["providers.toml"]}${files["models.toml"]}`;
    for (const part of toml) expect(written).toContain(part);
    expect(written).toContain("source_url = ");

    const check = fakeTerminal();
    expect(await runCheck({ registry, format: "plain" } as never, check)).toBe(0);
    expect(check.printed).toMatchObject({ out: expect.stringContaining("0 errors, 0 warnings\n") });

    const second = await probe();
    expect(second.out).toContain("nothing new");
    expect(readFiles(registry)).toEqual(files);
  });

  it("asks five times at most, and says of which model it did not", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const { url, asked } = await double({
      "GET /v1/models": models(...names.map((name) => model(name, "library"))),
      "GET /api/tags": { models: names.map((name) => ({ name })) },
      "POST /api/show": { capabilities: ["completion"], model_info: { "x.context_length": 8192 } },
    });
    const terminal = fakeTerminal();
    await runProbe(url, { json: true }, terminal, { fetch });
    expect(asked).toHaveLength(5);
    const { changes, dropped } = JSON.parse(terminal.printed.out);
    expect(changes).toEqual([]);
    expect(dropped).toEqual(
      expect.arrayContaining([expect.objectContaining({ what: "ollama-local/d" })]),
    );
  });

  it("asks a model that somebody may bill where it is told to, and the one it is told", async () => {
    const { url, asked } = await double({
      "GET /v1/models": models(model("a", "me"), model("b", "me")),
      "POST /v1/chat/completions": (body) =>
        body.includes('"model":"b"')
          ? answering({ tools: stream(CALL), schema: 400, image: message("Red") })(body)
          : refused(400, "that is not b"),
    });
    const registry = temporaryFolder();
    writeFiles(registry, EMPTY);
    const terminal = fakeTerminal();
    await runProbe(url, { registry, paid: true, model: "b" }, terminal, { fetch });
    expect(asked).toHaveLength(5);
    expect(terminal.printed.out).toContain("b was asked what it can do; streams do not end with");
    const written = Object.values(readFiles(registry)).join("");
    expect(written).toContain('capabilities = ["tools"]');
    expect(written.match(/^input = \["text", "image"\]$/gm)).toHaveLength(1);
    await expect(runProbe(url, { model: "c" }, fakeTerminal(), { fetch })).rejects.toMatchObject({
      message: "the server has no model c",
      hint: "it has a, b",
    });
  });

  it("takes the refusal of one image for none of all images", async () => {
    const { url } = await double({
      "GET /v1/models": models(model("Qwen/Qwen2.5-VL-7B", "vllm", { max_model_len: 32_768 })),
      "POST /v1/chat/completions": answering({
        tools: stream(CALL, USAGE),
        schema: message("", "length"),
        image: refused(400, "image: height:64 and width:64 must be larger than factor:280"),
      }),
    });
    const terminal = fakeTerminal();
    await runProbe(url, { json: true }, terminal, { fetch });
    expect(JSON.parse(terminal.printed.out).dropped).toContainEqual({
      what: "vllm-local/Qwen/Qwen2.5-VL-7B image",
      why: "its answers did not show it",
    });
  });

  it("sends a key of a variable, and writes the name of the variable alone", async () => {
    const { url, asked } = await double(
      { "GET /v1/models": models(model("m", "vllm", { max_model_len: 8192 })) },
      { authorization: "Bearer sk-canary" },
    );
    const registry = temporaryFolder();
    writeFiles(registry, EMPTY);
    const terminal = fakeTerminal({ env: { MY_KEY: "sk-canary" } });
    await runProbe(url, { registry, keyEnv: "MY_KEY" }, terminal, { fetch });
    expect(asked[0]?.headers.authorization).toBe("Bearer sk-canary");
    const written = Object.values(readFiles(registry)).join("");
    expect(written).toContain('auth_env = "MY_KEY"');
    expect(written + terminal.printed.out + terminal.printed.err).not.toContain("sk-canary");
    await expect(runProbe(url, {}, fakeTerminal(), { fetch })).rejects.toMatchObject({
      hint: expect.stringContaining("--key-env"),
    });
  });

  it("asks a server of Anthropic's API with its own header, once it says what it is", async () => {
    const { url } = await double(DOUBLES["anthropic"]?.routes ?? {}, { "x-api-key": "sk-canary" });
    const terminal = fakeTerminal({ env: { MY_KEY: "sk-canary" } });
    await runProbe(url, { keyEnv: "MY_KEY" }, terminal, { fetch });
    expect(terminal.printed.out).toContain("Anthropic's API");
  });

  it("ends in time, and says what is wrong", async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const failed = (at: string, patience?: number) =>
      runProbe(at, {}, fakeTerminal(), { fetch, ...(patience === undefined ? {} : { patience }) });
    await expect(failed(url, 50)).rejects.toThrow("longer than two seconds");
    await expect(failed("http://127.0.0.1:1")).rejects.toThrow("nothing answers");
    const { url: page } = await double({ "GET /v1/models": { hello: "world" } });
    await expect(failed(page)).rejects.toThrow("no list of models");
    await expect(failed("http://me:secret@127.0.0.1:1")).rejects.toThrow("user name or a password");
  });

  it("works as a command, and writes nothing with --dry-run", async () => {
    const { url } = await double(DOUBLES["vllm"]?.routes ?? {});
    const folder = temporaryFolder();
    writeFiles(folder, EMPTY);
    const { code, out } = await kei(["probe", url, "--registry", folder, "--dry-run"]);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("+id = ") });
    expect(readFiles(join(folder))).toEqual(EMPTY);
  });
});
