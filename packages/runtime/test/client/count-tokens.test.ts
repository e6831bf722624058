import { describe, expect, it } from "vitest";
import type { ClientOptions } from "../../src/call/options.ts";
import { anthropic } from "../../src/gen/anthropic.gen.ts";
import { deepseek } from "../../src/gen/deepseek.gen.ts";
import { google } from "../../src/gen/google.gen.ts";
import { openai } from "../../src/gen/openai.gen.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import { failure } from "../support/test-client.ts";

const messages = [{ role: "user", content: "Hello" }] as const;
const settings = { messages, system: "Be brief.", maxOutputTokens: 9, tools: [{ name: "f" }] };

/** What is asked, and what comes of it. */
async function counted(
  answer: object,
  ask: (options: ClientOptions) => Promise<number>,
): Promise<{ url: string | undefined; body: unknown; tokens: number }> {
  const transport = scriptedTransport({ body: JSON.stringify(answer) });
  const tokens = await ask({ apiKey: "sk-test", transport, hooks: { onWarning() {} } });
  const [request] = transport.requests;
  return { url: request?.url, body: JSON.parse(request?.body ?? ""), tokens };
}

describe("countTokens", () => {
  it("O9: OpenAI's input, in Responses", async () => {
    const answer = { object: "response.input_tokens", input_tokens: 51 };
    const model = "gpt-5.5";
    expect(
      await counted(answer, (options) => openai(options).countTokens({ model, ...settings })),
    ).toEqual({
      url: "https://api.openai.com/v1/responses/input_tokens",
      body: {
        model,
        input: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hello" },
        ],
        tools: [
          {
            type: "function",
            name: "f",
            parameters: { type: "object", properties: {} },
            strict: false,
          },
        ],
      },
      tokens: 51,
    });
  });

  it("O9: Claude's", async () => {
    const model = "claude-sonnet-4-6";
    const { url, body, tokens } = await counted({ input_tokens: 14 }, (options) =>
      anthropic(options).countTokens({ model, ...settings }),
    );
    expect(url).toBe("https://api.anthropic.com/v1/messages/count_tokens");
    expect(Object.keys(body as object)).toEqual(["model", "messages", "system", "tools"]);
    expect(tokens).toBe(14);
  });

  it("O9: Gemini's", async () => {
    const model = "gemini-2.5-pro";
    const { url, body, tokens } = await counted({ totalTokens: 7 }, (options) =>
      google(options).countTokens({ model, ...settings }),
    );
    expect(url).toBe(
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:countTokens",
    );
    expect(body).toMatchObject({
      generateContentRequest: {
        model: "models/gemini-2.5-pro",
        contents: [{ role: "user" }],
        systemInstruction: {},
        tools: [{}],
      },
    });
    expect(tokens).toBe(7);
  });

  it("O9: where there is no endpoint nothing is sent", async () => {
    const transport = scriptedTransport();
    const client = deepseek({ apiKey: "sk-test", transport });
    expect(await failure(client.countTokens({ model: "deepseek-v4-pro", messages }))).toMatchObject(
      { code: "unsupported" },
    );
    expect(transport.requests).toEqual([]);
  });

  it("fails as a call does: a wrong request, an error, no number", async () => {
    const errors: string[] = [];
    const ask = (transport: ReturnType<typeof scriptedTransport>, request: object) => {
      const hooks = { onError: ({ code }: { code: string }) => errors.push(code) };
      const client = openai({ apiKey: "sk-test", transport, hooks, retry: { max: 0 } });
      return failure(client.countTokens({ model: "gpt-5.5", messages, ...request }));
    };
    const wrong = await ask(scriptedTransport(), { temprature: 1 });
    expect(wrong).toMatchObject({ code: "bad-request", provider: "openai" });
    const broken = scriptedTransport({ status: 404, body: '{"error":{"message":"No."}}' });
    expect(await ask(broken, {})).toMatchObject({ code: "not-found", status: 404 });
    expect(await ask(scriptedTransport({ body: "{}" }), {})).toMatchObject({ code: "protocol" });
    expect(errors).toEqual(["bad-request", "not-found", "protocol"]);
  });
});
