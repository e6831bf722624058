/**
 * What has to work wherever `@kei/runtime` runs. It is copied beside the installed package, or bundled
 * with it, and run by what is tested: modules of the package are given to it, and it imports nothing of
 * Node. The server that it talks to is `provider-server.ts` of the tests.
 */
import type { ClientFactory, ClientOptions, KeiError, Reply } from "@kei/runtime";
import { describe, equal, pick, sha256, thrown, within } from "./assertions.ts";

export interface Setting {
  /** Origin of the server. */
  readonly base: string;
  /** Imports a module. */
  readonly load: Load;
  /**
   * What is there besides fetch: `@kei/runtime/node`; OPENAI_API_KEY in the environment; a program
   * `codex`; no system at all; none that Deno allows to use, but for the network to `base`.
   */
  readonly has: readonly ("node" | "environment" | "codex" | "browser" | "locked")[];
}

export interface Modules {
  readonly "@kei/runtime": typeof import("@kei/runtime");
  readonly "@kei/runtime/anthropic": typeof import("@kei/runtime/anthropic");
  readonly "@kei/runtime/google": typeof import("@kei/runtime/google");
  readonly "@kei/runtime/node": typeof import("@kei/runtime/node");
  readonly "@kei/runtime/ollama-local": typeof import("@kei/runtime/ollama-local");
  readonly "@kei/runtime/openai": typeof import("@kei/runtime/openai");
  readonly zod: typeof import("zod");
}

type Load = <Name extends keyof Modules>(specifier: Name) => Promise<Modules[Name]>;

export interface Result {
  readonly name: string;
  readonly ok: boolean;
  readonly error?: string;
}

const KEY = "sk-canary-runtimes";
const TEXT = "Grüße, 世界 👋";
const messages = [{ role: "user", content: "Hello" }] as const;

interface Tried {
  /** Makes clients of a provider; which models it knows is left to them. */
  readonly factory: (load: Load) => Promise<unknown>;
  readonly model: string;
  readonly path: string;
  /** What a reply must cost. */
  readonly cost: string;
}

const PROVIDERS = {
  anthropic: {
    factory: async (load) => (await load("@kei/runtime/anthropic")).anthropic,
    model: "claude-sonnet-4-6",
    path: "/v1/messages",
    cost: "known:60000000",
  },
  openai: {
    factory: async (load) => (await load("@kei/runtime/openai")).openai,
    model: "gpt-5",
    path: "/v1/chat/completions",
    cost: "known:32500000",
  },
  "openai-responses": {
    factory: async (load) => (await load("@kei/runtime/openai")).openai,
    model: "gpt-5",
    path: "/v1/responses",
    cost: "known:32500000",
  },
  google: {
    factory: async (load) => (await load("@kei/runtime/google")).google,
    model: "gemini-2.5-flash",
    path: "/v1beta/models",
    cost: "known:8000000",
  },
  "ollama-local": {
    factory: async (load) => (await load("@kei/runtime/ollama-local")).ollamaLocal,
    model: "gpt-oss:20b",
    path: "/api/chat",
    cost: "free:0",
  },
} satisfies Record<string, Tried>;

type ProviderName = keyof typeof PROVIDERS;

export async function runSuite({ base, load, has }: Setting): Promise<readonly Result[]> {
  const { KeiError, createClient } = await load("@kei/runtime");
  const { anthropic } = await load("@kei/runtime/anthropic");
  const { openai } = await load("@kei/runtime/openai");
  const results: Result[] = [];
  let calls = 0;
  /** Of calls that ended before their answer. */
  const ended: string[] = [];

  async function check(name: string, action: () => Promise<void>): Promise<void> {
    try {
      await within(20_000, action());
      results.push({ name, ok: true });
    } catch (error) {
      results.push({ name, ok: false, error: describe(error) });
    }
  }

  /** Options of a client whose requests the server answers as `scenario` says. */
  function options(
    scenario: string,
    provider: ProviderName,
    more?: ClientOptions,
  ): { readonly id: string; readonly options: ClientOptions } {
    calls += 1;
    const id = `${calls}-${Math.random()}`;
    const endpoint = `${base}/${scenario}/${id}${PROVIDERS[provider].path}`;
    const key = provider === "ollama-local" ? {} : { apiKey: KEY };
    return { id, options: { ...key, endpoint, retry: { max: 0 }, ...more } };
  }

  const ask = async (path: string) => (await fetch(`${base}/${path}`)).text();

  /** Until the server has seen how the connection of a request was closed. */
  async function closed(id: string): Promise<void> {
    equal(await ask(`closed/${id}`), "yes");
    ended.push(id);
  }

  function failed(
    error: unknown,
    want: Readonly<Partial<Record<keyof KeiError, unknown>>>,
  ): KeiError {
    if (!(error instanceof KeiError)) throw error;
    equal(pick(error, Object.keys(want) as (keyof KeiError)[]), want);
    for (const text of [error.message, error.stack, JSON.stringify(error)]) {
      if (text?.includes(KEY)) throw new Error("the key is in the error");
    }
    return error;
  }

  /** @param common the transport */
  async function checkCalls(label: string, common: ClientOptions): Promise<void> {
    for (const [name, { factory, model, cost }] of Object.entries<Tried>(PROVIDERS)) {
      const provider = name as ProviderName;
      const create = (await factory(load)) as ClientFactory;

      const isWhole = (reply: Reply) => {
        equal(reply.text, TEXT);
        equal(pick(reply.usage, ["inputTokens", "outputTokens"]), {
          inputTokens: 100_000,
          outputTokens: 20_000,
        });
        equal(reply.finishReason, "stop");
        const total = reply.cost.kind === "known" ? reply.cost.total : 0n;
        equal(`${reply.cost.kind}:${total}`, cost);
        equal(typeof total, "bigint");
      };

      await check(`${label}: ${provider}: chat, usage and cost`, async () => {
        const client = create(options("hello", provider, common).options);
        isWhole(await client.chat({ model, messages }));
      });

      await check(`${label}: ${provider}: stream`, async () => {
        const stream = create(options("hello", provider, common).options).stream({
          model,
          messages,
        });
        let text = "";
        const types = new Set();
        for await (const event of stream) {
          types.add(event.type);
          if (event.type === "text") text += event.text;
        }
        equal(text, TEXT);
        equal([...types], ["text", "usage", "finish"]);
        isWhole(await stream.result());
      });

      await check(`${label}: ${provider}: a tool call`, async () => {
        const tools = [{ name: "weather", parameters: CITY }];
        const call = { name: "weather", arguments: { city: "Århus" } };
        const client = create(options("tools", provider, common).options);
        const reply = await client.chat({ model, messages, tools });
        equal(reply.finishReason, "tool-calls");
        equal(
          reply.toolCalls.map((it) => pick(it, ["name", "arguments"])),
          [call],
        );
        const events = [];
        for await (const event of client.stream({ model, messages, tools })) {
          if (event.type === "tool-call") events.push(pick(event, ["name", "arguments"]));
        }
        equal(events, [call]);
      });

      await check(`${label}: ${provider}: an image from bytes`, async () => {
        // The first bytes of a PNG, then all there are; a part of a larger buffer.
        const bytes = Uint8Array.from({ length: 20_000 }, (_, index) => index);
        bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 4);
        const data = bytes.subarray(4, 19_999);
        const image = { type: "image", mediaType: "image/png", data } as const;
        const client = create(options("image", provider, common).options);
        const reply = await client.chat({
          // Known for reading images.
          model: provider === "ollama-local" ? "gemma3:12b" : model,
          messages: [{ role: "user", content: [{ type: "text", text: "What?" }, image] }],
        });
        equal(reply.text, await sha256(data));
      });
    }

    const model = "claude-sonnet-4-6";

    await check(`${label}: structured output by JSON Schema`, async () => {
      const client = openai(options("output", "openai", common).options);
      const { output } = await client.chat({ model: "gpt-5", messages, output: PERSON });
      equal(output, { name: "Goethe", born: 1749 });
      const other = { ...PERSON, required: ["name", "died"] };
      failed(await thrown(client.chat({ model: "gpt-5", messages, output: other })), {
        code: "protocol",
        partial: true,
      });
    });

    await check(`${label}: structured output by Standard Schema`, async () => {
      const { z } = await load("zod");
      const output = z.object({ name: z.string().transform((it) => it.length), born: z.number() });
      const client = anthropic(
        options("output", "anthropic", { ...common, hooks: { onWarning() {} } }).options,
      );
      equal((await client.chat({ model, messages, output })).output, { name: 6, born: 1749 });
      equal((await client.stream({ model, messages, output }).result()).output, {
        name: 6,
        born: 1749,
      });
    });

    await check(`${label}: leaving a stream closes its connection`, async () => {
      const { id, options: endless } = options("endless", "anthropic", common);
      const stream = anthropic(endless).stream({ model, messages });
      for await (const event of stream) {
        equal(event, { type: "text", text: "Once" });
        break;
      }
      await closed(id);
      failed(await thrown(stream.result()), { code: "aborted" });
    });

    await check(`${label}: an abort before the headers`, async () => {
      const { id, options: silent } = options("silent", "anthropic", common);
      const controller = new AbortController();
      const { signal } = controller;
      const aborted = thrown(anthropic(silent).chat({ model, messages, signal }));
      equal(await ask(`arrived/${id}`), "yes");
      controller.abort(new Error("enough"));
      const error = failed(await aborted, { code: "aborted", retryable: false, attempts: 1 });
      equal((error.cause as Error).message, "enough");
      await closed(id);
    });

    await check(`${label}: an abort in a stream`, async () => {
      const { id, options: endless } = options("endless", "openai", common);
      const controller = new AbortController();
      const { signal } = controller;
      const aborted = await thrown(
        (async () => {
          for await (const _ of openai(endless).stream({ model: "gpt-5", messages, signal })) {
            controller.abort();
          }
        })(),
      );
      const error = failed(aborted, { code: "aborted", partial: true });
      equal((error.cause as Error).name, "AbortError");
      equal(error.partialReply?.text, "Once");
      await closed(id);
    });

    await check(`${label}: a time limit on the headers`, async () => {
      const limits = { timeouts: { headersMs: 50 } };
      // Whether the server has seen it by then is open.
      const { options: silent } = options("silent", "anthropic", { ...common, ...limits });
      failed(await thrown(anthropic(silent).chat({ model, messages })), {
        code: "timeout",
        retryable: true,
      });
    });

    await check(`${label}: a time limit between events`, async () => {
      const limits = { timeouts: { idleMs: 50 } };
      const { id, options: endless } = options("endless", "anthropic", { ...common, ...limits });
      failed(await thrown(anthropic(endless).stream({ model, messages }).result()), {
        code: "timeout",
        partial: true,
      });
      await closed(id);
    });

    await check(`${label}: the provider's refusals by code`, async () => {
      const { options: limited } = options("limited", "openai", common);
      failed(await thrown(openai(limited).chat({ model: "gpt-5", messages })), {
        code: "rate-limit",
        status: 429,
        retryAfterMs: 7000,
        requestId: "req_1",
        retryable: true,
        provider: "openai",
        model: "gpt-5",
      });
      const { options: other } = options("hello", "google", { ...common, apiKey: "sk-canary-no" });
      const { google } = await load("@kei/runtime/google");
      failed(await thrown(google(other).chat({ model: "gemini-2.5-flash", messages })), {
        code: "auth",
        status: 401,
      });
    });

    await check(`${label}: an overloaded provider is asked again`, async () => {
      const retry = { max: 1, backoffMs: 1 };
      const retries: string[] = [];
      const hooks: ClientOptions["hooks"] = { onRetry: ({ error }) => retries.push(error.code) };
      const client = anthropic(options("flaky", "anthropic", { ...common, retry, hooks }).options);
      equal((await client.chat({ model, messages })).text, TEXT);
      equal(retries, ["overloaded"]);
    });

    await check(`${label}: a connection that breaks`, async () => {
      const { options: broken } = options("broken", "anthropic", common);
      failed(await thrown(anthropic(broken).chat({ model, messages })), {
        code: "network",
        retryable: true,
      });
      const { id, options: endless } = options("endless", "anthropic", common);
      const stream = anthropic(endless).stream({ model, messages });
      const cut = await thrown(
        (async () => {
          for await (const _ of stream) await ask(`cut/${id}`);
        })(),
      );
      const error = failed(cut, { partial: true, retryable: false });
      equal(["network", "truncated"].includes(error.code), true);
      equal(error.partialReply?.text, "Once");
    });

    await check(`${label}: a redirect is an error`, async () => {
      const { options: moved } = options("moved", "anthropic", common);
      failed(await thrown(anthropic(moved).chat({ model, messages })), { code: "redirect" });
    });

    await check(`${label}: an encoded body`, async () => {
      const client = anthropic(options("gzip", "anthropic", common).options);
      equal((await client.chat({ model, messages })).text, TEXT);
      equal((await client.stream({ model, messages }).result()).text, TEXT);
    });

    await check(`${label}: twenty calls at a time`, async () => {
      const client = anthropic(options("hello", "anthropic", common).options);
      const replies = await Promise.all(
        Array.from({ length: 20 }, () => client.stream({ model, messages }).result()),
      );
      equal(
        replies.map(({ text }) => text),
        Array(20).fill(TEXT),
      );
    });
  }

  await checkCalls("fetch", {});
  if (has.includes("node")) {
    const { createNodeTransport } = await load("@kei/runtime/node");
    await checkCalls("createNodeTransport", { transport: createNodeTransport() });
  }

  await check("a missing key is told", async () => {
    const missing = await thrown(anthropic().chat({ model: "claude-sonnet-4-6", messages }));
    const error = failed(missing, { code: "config", provider: "anthropic", attempts: 0 });
    equal(/ANTHROPIC_API_KEY/.test(error.message), true);
  });

  await check("a client by the provider's id, and one that is not there", async () => {
    const client = createClient("openai", options("hello", "openai").options);
    equal((await client.chat({ model: "gpt-5", messages })).text, TEXT);
    failed(await thrown(async () => createClient("toString" as never)), { code: "config" });
    failed(await thrown(client.chat({ model: "gpt-55" as never, messages })), {
      code: "unknown-model",
    });
  });

  if (has.includes("environment")) {
    await check("the key comes from the environment", async () => {
      const { options: fromEnvironment } = options("hello", "openai", { apiKey: undefined });
      equal((await openai(fromEnvironment).chat({ model: "gpt-5", messages })).text, TEXT);
    });
  }

  if (has.includes("codex")) {
    await check("codex runs as a child process", async () => {
      const codex = createClient("codex");
      const reply = await codex.chat({ model: "gpt-5.4", messages });
      equal(reply.text, TEXT);
      equal(pick(reply.usage, ["inputTokens", "outputTokens"]), {
        inputTokens: 5,
        outputTokens: 3,
      });
    });
  }

  if (has.includes("browser")) {
    await check("codex says why it does not run here", async () => {
      const codex = createClient("codex", { retry: { max: 3 } });
      const refused = await thrown(codex.chat({ model: "gpt-5.4", messages }));
      const error = failed(refused, { code: "config", provider: "codex", retryable: false });
      equal(/is a program: it runs on Node/.test(error.message), true);
    });
  }

  if (has.includes("locked")) {
    await check("a permission that is missing is told", async () => {
      const model = "claude-sonnet-4-6";
      const client = anthropic({ apiKey: KEY, endpoint: "http://127.0.0.2:8080/v1/messages" });
      const denied = await thrown(client.chat({ model, messages }));
      const error = failed(denied, { code: "config", attempts: 1, retryable: false });
      equal(/--allow-net/.test(error.message), true);
      const codex = await thrown(createClient("codex").chat({ model: "gpt-5.4", messages }));
      const other = failed(codex, { code: "config", retryable: false });
      equal(/--allow-env/.test(other.message), true);
    });
  }

  await check("what was ended is not sent again", async () => {
    for (const id of ended) equal(await ask(`count/${id}`), "1");
    equal(ended.length >= 4, true);
  });

  return results;
}

const CITY = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const PERSON = {
  type: "object",
  properties: { name: { type: "string" }, born: { type: "integer" } },
  required: ["name", "born"],
  additionalProperties: false,
};
