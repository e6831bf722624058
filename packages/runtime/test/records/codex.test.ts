import { codex as facts } from "@kei/registry/codex";
import { describe, expect, it } from "vitest";
import { type ChatRequest, unsafeModel } from "../../src/chat/request.ts";
import { createClient } from "../../src/create-client.ts";

/*
 * Codex is a program, and no server: it is run for real in test/codex. Here is what the record makes
 * of a request before anything is run.
 */
describe("codex", () => {
  const client = createClient("codex");
  const messages = [{ role: "user", content: "Hello" }] as const;
  const ask = (rest: Partial<ChatRequest> = {}) =>
    ({ model: "gpt-5.3-codex", messages, ...rest }) as Parameters<typeof client.chat>[0];

  it("is called as its record says", () => {
    expect(client.provider).toBe(facts);
    expect(facts).toMatchObject({
      endpoint: "local:codex-cli",
      authScheme: "oauth-subscription",
      authEnv: [],
      protocol: "codex-exec",
      retry: { max: 1, backoffMs: 0 },
      rateLimitRpm: 60,
    });
  });

  it("preview() shows the run, which has no key and no headers of a key", async () => {
    const shown = await client.preview(ask({ system: 'Say "hi".', reasoning: { effort: "low" } }));
    expect(shown).toMatchObject({ provider: "codex", model: "gpt-5.3-codex" });
    expect(shown.url).toBe("local:codex-cli");
    expect(shown.headers).not.toHaveProperty("authorization");
    expect(shown.headers).not.toHaveProperty("x-api-key");
    const { args, prompt } = shown.body as { args: string[]; prompt: string };
    expect(prompt).toBe("Hello");
    expect(args).toContain("--model=gpt-5.3-codex");
    expect(args).toContain('model_reasoning_effort="low"');
    expect(args).toContain('developer_instructions="Say \\"hi\\"."');
  });

  it.each([
    ["tools", { tools: [{ name: "get_weather" }] }],
    ["a limit of tokens", { maxOutputTokens: 100 }],
    ["stop texts", { stop: "END" }],
    ["a budget", { reasoning: { budgetTokens: 1024 } }],
  ] satisfies [string, Partial<ChatRequest>][])("refuses %s before it runs", async (_, rest) => {
    await expect(client.chat(ask(rest))).rejects.toMatchObject({
      code: "unsupported",
      provider: "codex",
      attempts: 0,
    });
  });

  it("refuses a model that the registry does not have", async () => {
    const request = ask({ model: "gpt-nothing" });
    const refused = { code: "unknown-model", provider: "codex", attempts: 0 };
    await expect(client.chat(request)).rejects.toMatchObject(refused);
    await expect(client.stream(request).result()).rejects.toMatchObject(refused);
    const shown = await client.preview(ask({ model: unsafeModel("gpt-nothing") }));
    expect((shown.body as { args: string[] }).args).toContain("--model=gpt-nothing");
  });
});
