import { describe, expect, it } from "vitest";
import type { ClientOptions } from "../../src/call/options.ts";
import { unsafeModel } from "../../src/chat/request.ts";
import type { Client } from "../../src/client/client.ts";
import { createClient } from "../../src/create-client.ts";

const messages = [{ role: "user", content: "Hello" }];
const output = {
  type: "object",
  properties: { city: { type: "string", minLength: 1 } },
  required: ["city"],
};

/** The body that models of the registry are sent. */
async function bodyOf(
  id: "anthropic" | "openai" | "deepseek",
  request: object,
  more: ClientOptions = {},
): Promise<unknown> {
  const options = { apiKey: "sk-test", hooks: { onWarning: () => {} }, ...more };
  const client = createClient(id, options) as unknown as Client;
  return (await client.preview({ messages, ...request } as never)).body;
}

describe("models of the registry", () => {
  it.each(["deepseek-v4-pro", "deepseek-v4-flash"])(
    "P1: %s is told not to think",
    async (model) => {
      const body = await bodyOf("deepseek", { model, reasoning: { effort: "none" } });
      expect(body).toMatchObject({ thinking: { type: "disabled" } });
      expect(JSON.parse(JSON.stringify(body))).not.toHaveProperty("reasoning_effort");
    },
  );

  it.each(["gpt-5-chat-latest", "gpt-4.1", unsafeModel("gpt-6")])(
    "P2: OpenAI has its own field for the limit, of %j",
    async (model) => {
      const body = await bodyOf(
        "openai",
        { model, maxOutputTokens: 9 },
        { protocol: "openai-chat" },
      );
      expect(body).toMatchObject({ max_completion_tokens: 9 });
      expect(body).not.toHaveProperty("max_tokens");
    },
  );

  it.each(["gpt-5-pro", "gpt-5.3-codex", "o3-deep-research"])(
    "P3: %s has no Chat",
    async (model) => {
      await expect(bodyOf("openai", { model }, { protocol: "openai-chat" })).rejects.toThrow(
        `${model} is served by openai-responses alone, and this client speaks openai-chat`,
      );
    },
  );

  it("Z6, Z7: Claude keeps to a schema, where it does", async () => {
    const closed = { ...output, additionalProperties: false };
    expect(await bodyOf("anthropic", { model: "claude-sonnet-5-5", output })).toMatchObject({
      output_config: {
        format: {
          schema: {
            ...closed,
            properties: { city: { type: "string", description: "{minLength: 1}" } },
          },
        },
      },
    });
    const old = await bodyOf("anthropic", { model: "claude-opus-4-0", output });
    expect(old).toMatchObject({ system: expect.stringContaining("JSON Schema") });
    expect(old).not.toHaveProperty("output_config");
  });

  it("Z6: DeepSeek has its JSON mode", async () => {
    const body = await bodyOf("deepseek", { model: "deepseek-v4-pro", output });
    expect(body).toMatchObject({ response_format: { type: "json_object" } });
    expect(JSON.stringify(body)).toContain("Answer with JSON only");
  });
});
