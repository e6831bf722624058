import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runCheck } from "../src/commands/check/check.ts";
import { runProbe } from "../src/commands/import/probe.ts";
import { kei, readFiles, temporaryFolder, writeFiles } from "./support/cli.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";

/** What a server answers by method and path: a status, or a body. */
type Routes = Readonly<Record<string, number | object | ((body: string) => object)>>;

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
      response.statusCode = typeof found === "number" ? found : 200;
      response.setHeader("content-type", "application/json");
      const error = { type: "error", error: { type: "authentication_error", message: "no key" } };
      const answer = typeof found === "function" ? found(body) : found;
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
    },
    path: "/v1",
    says: "LM Studio answers",
    toml: [
      'id = "lmstudio-local"',
      "endpoints.openai-responses = ",
      "context_window = 8192",
      "context_window = 131_072",
      'capabilities = ["tools"]',
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
    },
    path: "/v1/chat/completions",
    says: "vLLM answers",
    toml: ['id = "vllm-local"', "context_window = 40_960", 'id = "my-lora"'],
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
    },
    says: "llama.cpp answers",
    toml: [
      'id = "llamacpp-local"',
      "context_window = 8192",
      'input = ["text", "image"]',
      'capabilities = ["tools"]',
    ],
  },
  sglang: {
    routes: {
      "GET /v1/models": models(model("Qwen/Qwen3-8B", "sglang", { max_model_len: 32_768 })),
    },
    says: "SGLang answers",
    toml: ['id = "sglang-local"', "context_window = 32_768"],
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
    // Nothing that is answered is asked.
    for (const { line } of asked) expect(line).toMatch(/^GET |\/api\/show$|\/responses$/);
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
