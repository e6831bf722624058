import { readFileSync } from "node:fs";
import { providers } from "@kei/registry";
import { describe, expect, it } from "vitest";
import { KeiError } from "../src/chat/errors.ts";
import * as core from "../src/core.ts";
import { createClient } from "../src/create-client.ts";
import { anthropic } from "../src/gen/anthropic.gen.ts";
import { clients } from "../src/gen/index.gen.ts";
import { litellmProxy } from "../src/gen/litellm-proxy.gen.ts";
import * as whole from "../src/index.ts";

const apiKey = "sk-canary-create-client";
const ids = Object.keys(clients) as (keyof typeof clients)[];

describe("createClient", () => {
  it("knows every provider of the registry, each with its own facts", () => {
    expect(ids).toEqual(Object.keys(providers));
    for (const id of ids) {
      const options = providers[id].auth.in === "none" ? {} : { apiKey };
      expect(createClient(id, options).provider).toBe(providers[id]);
      expect(clients[id].provider).toBe(providers[id]);
    }
  });

  it("makes what the provider's own function makes", async () => {
    const request = {
      model: "claude-haiku-4-5",
      messages: [{ role: "user", content: "Hello" }],
    } as const;
    expect(await createClient("anthropic", { apiKey }).preview(request)).toEqual(
      await anthropic({ apiKey }).preview(request),
    );
  });

  it.each(["nobody", "", "__proto__", "constructor", "toString", undefined])(
    "refuses %j, and says which there are",
    (id) => {
      let thrown: unknown;
      try {
        createClient(id as "anthropic");
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(KeiError);
      expect(thrown).toMatchObject({ code: "config", attempts: 0, retryable: false });
      expect((thrown as KeiError).message).toContain("anthropic, codex, deepseek");
    },
  );
});

describe("Q8: an id that is not known", () => {
  const messageOf = async (action: () => unknown): Promise<string> => {
    try {
      await action();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("it did not throw");
  };
  const ask = (model: string) =>
    anthropic({ apiKey }).preview({
      model: model as "claude-haiku-4-5",
      messages: [{ role: "user", content: "Hi" }],
    });

  it.each([
    ["antropic", "anthropic"],
    ["OpenAI", "openai"],
    ["deep-seek", "deepseek"],
    ["ollama", "ollama-local"],
  ])("of a provider: %s is %s", async (id, meant) => {
    expect(await messageOf(() => createClient(id as "openai"))).toContain(
      `did you mean "${meant}"?`,
    );
  });

  it.each([
    ["claude-haiku-4.5", "claude-haiku-4-5"],
    ["claude-haku-4-5", "claude-haiku-4-5"],
  ])("of a model: %s is %s", async (id, meant) => {
    expect(await messageOf(() => ask(id))).toContain(`did you mean "${meant}"? Use that`);
  });

  it("is told without a word for what is like none", async () => {
    expect(await messageOf(() => createClient("nobody" as "openai"))).not.toContain("did you mean");
    expect(await messageOf(() => ask("gpt-5"))).not.toContain("did you mean");
    expect(await messageOf(() => ask("x".repeat(100_000)))).not.toContain("did you mean");
  });
});

describe("a proxy", () => {
  const proxy = litellmProxy({ apiKey, hooks: { onWarning() {} } });
  const sent = (model: string) =>
    proxy.preview({
      model: model as "openai/gpt-5",
      messages: [{ role: "user", content: "Hi" }],
    });

  it.each(["anthropic/claude-haiku-4-5", "anthropic/claude-haiku-4-5-20251001", "xai/grok-4"])(
    "sends %s as it is",
    async (model) => expect((await sent(model)).body).toMatchObject({ model }),
  );

  it.each(["claude-haiku-4-5", "google/gemini-2.5-pro", "anthropic/", "litellm-proxy/gpt-5"])(
    "does not know %s",
    async (model) =>
      await expect(sent(model)).rejects.toThrow(expect.objectContaining({ code: "unknown-model" })),
  );
});

describe("the entry without clients", () => {
  it("has all of the other but createClient", () => {
    const { createClient: _, ...rest } = whole;
    expect({ ...core }).toEqual(rest);
    expect(core.tool({ name: "look" })).toMatchObject({ name: "look" });
  });

  it("imports no client, and no facts of a provider", () => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const walk = (file: URL) => {
      if (seen.has(file.pathname)) return;
      seen.add(file.pathname);
      const imports = readFileSync(file, "utf8").matchAll(
        /^(?:import|export) (?!type\b)[^;]*?from "([^"]+)";$/gm,
      );
      for (const [, from = ""] of imports) {
        if (from.startsWith(".")) walk(new URL(from.replace(/\.js$/, ".ts"), file));
        else packages.add(from);
      }
    };
    walk(new URL("../src/core.ts", import.meta.url));
    expect([...seen].filter((path) => /\/gen\/|create-client\.ts$/.test(path))).toEqual([]);
    expect([...seen].some((path) => path.endsWith("/tools/run-tools.ts"))).toBe(true);
    expect([...packages].filter((name) => name.startsWith("@kei/"))).toEqual([]);
    walk(new URL("../src/index.ts", import.meta.url));
    expect([...seen].some((path) => /\/gen\//.test(path))).toBe(true);
  });
});
