import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ClientOptions } from "../../src/call/options.ts";
import { KeiError } from "../../src/chat/errors.ts";
import { codex as codexClient } from "../../src/gen/codex.gen.ts";
import { createProcessTransport } from "../../src/protocols/codex-exec/process-transport.ts";
import { codexExec } from "../../src/protocols/codex-exec/protocol.ts";
import type { CodexBody } from "../../src/protocols/codex-exec/request.ts";
import type { PreparedRequest } from "../../src/protocols/prepared-request.ts";
import { requestsOf } from "../support/request-sides.ts";
import { installCodex } from "./support/install-codex.ts";
import {
  completed,
  created,
  createResponsesServer,
  events,
  incomplete,
  message,
  type ResponsesServer,
  reasoning,
  responseFailed,
  status,
} from "./support/responses-server.ts";
import { runCodex } from "./support/run-codex.ts";

const codex = installCodex();

const CONVERSATION = [
  { role: "user", content: "Hello" },
  { role: "assistant", content: "Hi." },
  { role: "user", content: "Say hello" },
] as const;

/** The smallest that there are. */
const IMAGES = [
  [
    "image/png",
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==",
  ],
  [
    "image/jpeg",
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z",
  ],
  ["image/gif", "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"],
  ["image/webp", "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="],
] as const;

/** The real program against a scripted provider on the loopback. */
describe.skipIf(codex === undefined)("the real codex", () => {
  let server: ResponsesServer;
  let folder: string;
  const folders: string[] = [];

  beforeEach(async () => {
    server = await createResponsesServer();
    folder = mkdtempSync(join(tmpdir(), "kei-real-codex-"));
    folders.push(folder);
    mkdirSync(join(folder, "tmp"));
    mkdirSync(join(folder, "home"));
    configure(0);
    vi.stubEnv("TMPDIR", join(folder, "tmp"));
    vi.stubEnv("OPENAI_API_KEY", "sk-canary-openai");
    vi.stubEnv("CODEX_API_KEY", "sk-canary-codex");
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });

  // Codex takes a second or two to leave: all of it is looked at once.
  afterAll(async () => {
    for (const each of folders) {
      await vi.waitFor(() => expect(readdirSync(join(each, "tmp"))).toEqual([]), {
        timeout: 10_000,
      });
      rmSync(each, { recursive: true, maxRetries: 3 });
    }
  });

  function configure(streamRetries: number): void {
    writeFileSync(
      join(folder, "home/config.toml"),
      `model_provider = "scripted"

[model_providers.scripted]
name = "scripted"
base_url = "${server.url}"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = ${streamRetries}
`,
    );
  }

  const transport = () =>
    createProcessTransport({
      command: codex,
      env: {
        HOME: join(folder, "home"),
        CODEX_HOME: join(folder, "home"),
        // Whatever else it may want to ask goes nowhere.
        HTTPS_PROXY: "http://127.0.0.1:9",
        NO_PROXY: "127.0.0.1",
      },
    });

  function bodyOf(request: Partial<PreparedRequest> = {}): CodexBody {
    return requestsOf(codexExec).body(
      {
        modelId: "gpt-5.5",
        messages: [{ role: "user", content: [{ type: "text", text: "Say hello" }] }],
        warn: () => {},
        provider: {
          id: "codex",
          displayName: "Codex",
          endpoint: "local:codex-cli",
          authScheme: "oauth-subscription",
          authEnv: [],
          auth: { in: "none" },
          protocol: "codex-exec",
          transport: "subscription",
          retry: { max: 1, backoffMs: 0 },
          billing: { currency: "USD", mode: "subscription" },
          openModels: false,
        },
        ...request,
      },
      true,
    );
  }

  const run = (request?: Partial<PreparedRequest>, options?: Parameters<typeof runCodex>[2]) =>
    runCodex(transport(), bodyOf(request), options);

  /** All texts of a role in what the provider was asked. */
  const textsOf = (role: string): string[] =>
    server.requests[0]?.body.input
      .filter((item: { role?: string }) => item.role === role)
      .flatMap((item: { content: { text?: string }[] }) => item.content.map(({ text }) => text));

  it("answers", async () => {
    server.scripts = [
      events([created, reasoning("**Greeting**"), message("Привет\u2028мир 👋"), completed]),
    ];
    const { builder, failure, events: told } = await run({ reasoning: { effort: "xhigh" } });
    expect(failure).toBeUndefined();
    expect(told).toEqual([
      { type: "reasoning", text: "**Greeting**" },
      { type: "text", text: "Привет\u2028мир 👋" },
    ]);
    expect(builder.usage).toEqual({
      inputTokens: 1200,
      outputTokens: 34,
      cacheReadTokens: 200,
      cacheWriteTokens: 0,
      reasoningTokens: 12,
    });
    expect(builder.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const { body, headers } = server.requests[0] ?? {};
    expect(body).toMatchObject({ model: "gpt-5.5", reasoning: { effort: "xhigh" } });
    expect(textsOf("user").at(-1)).toBe("Say hello");
    expect(JSON.stringify(headers)).not.toContain("canary");
    expect(existsSync(join(folder, "home/sessions"))).toBe(false);
  });

  it("C16: takes a prompt that begins with a dash and is longer than any argument", async () => {
    server.scripts = [events([created, message("ok"), completed])];
    const text = `--help ${"x".repeat(300_000)}`;
    const { failure } = await run({
      messages: [{ role: "user", content: [{ type: "text", text }] }],
    });
    expect(failure).toBeUndefined();
    expect(textsOf("user").at(-1)).toBe(text);
  });

  it("takes a system text above the conversation", async () => {
    server.scripts = [events([created, message("ok"), completed])];
    const system = 'Speak "plainly",\nключ = [1] \\ \u007f';
    await run({ system });
    expect(textsOf("developer")).toContainEqual(expect.stringContaining(system));
    expect(textsOf("user").join()).not.toContain("plainly");
  });

  it("takes a schema of the answer", async () => {
    server.scripts = [events([created, message('{"a":"b"}'), completed])];
    const schema = {
      type: "object",
      properties: { a: { type: "string" } },
      required: ["a"],
      additionalProperties: false,
    };
    const { builder } = await run({ output: { schema, name: "answer" } });
    expect(builder.parts().text).toBe('{"a":"b"}');
    expect(server.requests[0]?.body.text.format).toMatchObject({ type: "json_schema", schema });
  });

  it.each(IMAGES)("takes images: %s", async (mediaType, base64) => {
    server.scripts = [events([created, message("ok"), completed])];
    const image = { type: "image", base64, mediaType } as const;
    const content = [image, { type: "text", text: "What?" }, image] as const;
    const { failure } = await run({ messages: [{ role: "user", content }] });
    expect(failure).toBeUndefined();
    const sent = server.requests[0]?.body.input.flatMap((item: { content?: object[] }) =>
      (item.content ?? []).filter((part) => "image_url" in part),
    );
    expect(sent).toHaveLength(2);
    expect(sent[0].image_url).toMatch(/^data:image\//);
  });

  it.each([
    [status(401, { error: { message: "Incorrect API key: sk-canary-0123456789" } }), "auth", 401],
    [status(400, { error: { message: "Unsupported parameter" } }), "bad-request", 400],
    [status(400, { detail: "Model gpt-5.5 is not supported" }), "not-found", 400],
    [status(404, { error: { message: "No such model" } }), "not-found", 404],
    [
      status(404, { error: { code: "model_not_found", message: "The model `x` does not exist" } }),
      "not-found",
      undefined,
    ],
    [status(429, { error: { type: "usage_limit_reached", message: "x" } }), "quota", 429],
    [status(429, { error: { code: "rate_limit_exceeded", message: "x" } }), "rate-limit", 429],
    [status(500, "oops"), "server", 500],
    [status(502, "<html><title>Bad gateway</title><p>1.2.3.4</html>"), "server", 502],
    [status(503, { error: { code: "server_is_overloaded" } }), "overloaded", 529],
    [events([created, responseFailed("insufficient_quota", "x")]), "quota", 429],
    [events([created, responseFailed("context_length_exceeded", "x")]), "context-length", 400],
    [events([created, responseFailed("rate_limit_exceeded", "x")]), "rate-limit", 429],
    [events([created]), "network", undefined],
  ])("C9: says what failed (%#)", async (script, code, stands) => {
    server.scripts = [script];
    const { failure, begun } = await run();
    expect(failure).toMatchObject({ code, retryable: false });
    expect(failure?.status).toBe(stands);
    expect(failure?.message).not.toMatch(/canary|[{<]|127\.0\.0\.1/);
    expect(begun).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  it("C8: keeps the text of an answer that is not whole", async () => {
    server.scripts = [events([created, message("Half an ans"), incomplete("max_output_tokens")])];
    const { builder, failure } = await run();
    expect(failure).toMatchObject({ code: "truncated", retryable: false });
    expect(builder.parts().text).toBe("Half an ans");
  });

  it("C4: gives one answer after a reconnect, and says that there was one", async () => {
    configure(1);
    server.scripts = [
      events([created, message("Once.")]),
      events([created, message("Once."), completed]),
    ];
    const { builder, failure } = await run();
    expect(failure).toBeUndefined();
    expect(builder.parts().text).toBe("Once.");
    expect(builder.warnings).toMatchObject([{ code: "provider-notice" }]);
    expect(server.requests).toHaveLength(2);
  });

  it("C6: no answer is a failure", async () => {
    server.scripts = [events([created, completed])];
    expect((await run()).failure).toMatchObject({ code: "protocol" });
  });

  it("C11: says what it wrote when it does not begin", async () => {
    const { failure } = await runCodex(transport(), { args: ["--no-such-flag"] });
    expect(failure).toMatchObject({ code: "config" });
    expect(failure?.message).toContain("--no-such-flag");
    expect(failure?.message).not.toContain("Reading additional input");
    writeFileSync(join(folder, "home/config.toml"), "model = [");
    const { failure: wrong } = await run();
    expect(wrong).toMatchObject({ code: "config" });
    expect(wrong?.message).toContain("config.toml");
  });

  it("C16: an abort ends it and its connections", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const disconnected = new Promise<void>((resolve) => {
      server.scripts = [
        (response) => {
          response.on("close", () => resolve());
          events([created], true)(response);
          controller.abort(reason);
        },
      ];
    });
    const { thrown, events: told } = await run({}, { signal: controller.signal });
    expect(thrown).toBe(reason);
    expect(told).toEqual([]);
    await disconnected;
  });

  describe("through its client", () => {
    const client = (options: ClientOptions = {}) =>
      codexClient({
        transport: transport(),
        limiter: false,
        hooks: { onWarning() {} },
        ...options,
      });
    const hello = {
      model: "gpt-5.5",
      messages: [{ role: "user", content: "Say hello" }],
    } as const;

    it("chats: reads the stream that there is", async () => {
      server.scripts = [events([created, reasoning("Hm."), message("Hello!"), completed])];
      const reply = await client().chat({ ...hello, system: "Be kind.", messages: CONVERSATION });
      expect(reply).toMatchObject({
        text: "Hello!",
        reasoning: "Hm.",
        finishReason: "stop",
        model: "gpt-5.5",
        usage: { inputTokens: 1200, outputTokens: 34 },
        cost: { kind: "subscription" },
        warnings: [{ code: "deprecated-model" }, { code: "history-as-text" }],
      });
      expect(reply.requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(textsOf("user").at(-1)).toContain('{"role":"assistant","content":"Hi."}');
    });

    it("streams: gives the same reply", async () => {
      server.scripts = [events([created, message("Hello!"), completed])];
      const stream = client().stream(hello);
      const types: string[] = [];
      for await (const event of stream) types.push(event.type);
      expect(types).toEqual(["text", "usage", "finish"]);
      expect((await stream.result()).text).toBe("Hello!");
    });

    it("gives an answer that follows a schema, parsed", async () => {
      server.scripts = [events([created, message('{"a":"b"}'), completed])];
      const output = {
        type: "object",
        properties: { a: { type: "string" } },
        required: ["a"],
        additionalProperties: false,
      } as const;
      expect((await client().chat({ ...hello, output })).output).toEqual({ a: "b" });
    });

    it("C8: fails with the part that there is", async () => {
      server.scripts = [events([created, message("Half"), incomplete("max_output_tokens")])];
      const failure = await client()
        .chat(hello)
        .catch((error) => error);
      expect(failure).toBeInstanceOf(KeiError);
      expect(failure).toMatchObject({ code: "truncated", partial: true, attempts: 1 });
      expect(failure.partialReply.text).toBe("Half");
    });

    it("gives its events to raw", async () => {
      server.scripts = [events([created, message("Hello!"), completed])];
      const body = { ...bodyOf(), prompt: "Raw." };
      const answer = await client().raw(body);
      expect(answer.map(({ type }) => type)).toEqual([
        "thread.started",
        "turn.started",
        "item.completed",
        "turn.completed",
      ]);
      expect(textsOf("user").at(-1)).toBe("Raw.");
      server.scripts = [status(429, { error: { type: "usage_limit_reached", message: "x" } })];
      await expect(client().raw(body)).rejects.toMatchObject({ code: "quota", attempts: 1 });
      await expect(client().raw({ args: [] } as never)).rejects.toMatchObject({
        code: "bad-request",
      });
    });

    it("C11: is not set up", async () => {
      writeFileSync(join(folder, "home/config.toml"), "model = [");
      await expect(client().chat(hello)).rejects.toMatchObject({ code: "config", attempts: 1 });
      const missing = createProcessTransport({ command: "/no/such/codex" });
      await expect(client({ transport: missing }).chat(hello)).rejects.toMatchObject({
        code: "config",
        attempts: 1,
      });
    });

    it("T7: ends when the loop is left", async () => {
      server.scripts = [events([created, reasoning("Hm.")], true)];
      for await (const event of client().stream(hello)) {
        expect(event).toEqual({ type: "reasoning", text: "Hm." });
        break;
      }
    });
  });
});
