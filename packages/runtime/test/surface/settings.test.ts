import { describe, expect, it } from "vitest";
import type { Warning } from "../../src/chat/reply.ts";
import type { ChatRequest } from "../../src/chat/request.ts";
import { createClient } from "../../src/create-client.ts";
import { unsafeModel } from "../../src/index.ts";

type Vendor = "openai" | "anthropic" | "google" | "ollama-local" | "codex";
type Said = Omit<ChatRequest, "model" | "messages">;

const parameters = { type: "object", properties: { city: { type: "string" } } };
const tools = [{ name: "weather", parameters }];
const image = { type: "image", url: "https://a.test/b.png", detail: "low" } as const;

/** What a client of a model that nobody knows would send, and what it says of that. */
async function preview(
  vendor: Vendor,
  said: Said & { readonly messages?: ChatRequest["messages"] },
) {
  const warnings: Warning[] = [];
  const hooks = { onWarning: (warning: Warning) => warnings.push(warning) };
  // As a group: their types differ in nothing that counts here.
  const client = createClient(vendor as "openai", { hooks });
  const messages = said.messages ?? [{ role: "user", content: "Hello" }];
  const request = { model: unsafeModel("m"), ...said, messages } as ChatRequest<never>;
  return {
    body: (await client.preview(request)).body as object,
    warnings: warnings.map((w) => w.message),
  };
}

async function failureOf(vendor: Vendor, said: Said): Promise<string> {
  try {
    await preview(vendor, said);
  } catch (thrown) {
    return (thrown as Error).message;
  }
  throw new Error("it was not refused");
}

describe("M1: settings in the words of each protocol", () => {
  it.each<[string, Said, Partial<Record<Vendor, object>>]>([
    [
      "a seed",
      { seed: 7 },
      {
        openai: { seed: 7 },
        google: { generationConfig: { seed: 7 } },
        "ollama-local": { options: { seed: 7 } },
      },
    ],
    [
      "penalties",
      { presencePenalty: 0.5, frequencyPenalty: -1 },
      {
        openai: { presence_penalty: 0.5, frequency_penalty: -1 },
        google: { generationConfig: { presencePenalty: 0.5, frequencyPenalty: -1 } },
        "ollama-local": { options: { presence_penalty: 0.5, frequency_penalty: -1 } },
      },
    ],
    [
      "topK",
      { topK: 20 },
      {
        anthropic: { top_k: 20 },
        google: { generationConfig: { topK: 20 } },
        "ollama-local": { options: { top_k: 20 } },
      },
    ],
    [
      "probabilities of the answer",
      { logprobs: true },
      {
        openai: { logprobs: true },
        google: { generationConfig: { responseLogprobs: true } },
        "ollama-local": { logprobs: true },
      },
    ],
    [
      "and of what else was likely",
      { logprobs: 3 },
      {
        openai: { logprobs: true, top_logprobs: 3 },
        google: { generationConfig: { responseLogprobs: true, logprobs: 3 } },
        "ollama-local": { logprobs: true, top_logprobs: 3 },
      },
    ],
    [
      "one call at a time",
      { tools, parallelToolCalls: false },
      {
        openai: { parallel_tool_calls: false },
        anthropic: { tool_choice: { type: "auto", disable_parallel_tool_use: true } },
      },
    ],
    [
      "one call at a time, and one at least",
      { tools, parallelToolCalls: false, toolChoice: "required" },
      { anthropic: { tool_choice: { type: "any", disable_parallel_tool_use: true } } },
    ],
    [
      "several calls at a time",
      { tools, parallelToolCalls: true },
      { openai: { parallel_tool_calls: true } },
    ],
    [
      "a tier",
      { serviceTier: "priority" },
      { openai: { service_tier: "priority" }, google: { serviceTier: "priority" } },
    ],
    [
      "the usual tier",
      { serviceTier: "standard" },
      {
        openai: { service_tier: "default" },
        anthropic: { service_tier: "standard_only" },
        google: { serviceTier: "standard" },
      },
    ],
    ["the fast one", { serviceTier: "fast" }, { anthropic: { speed: "fast" } }],
    [
      "an end user",
      { userId: "u-1" },
      { openai: { user: "u-1" }, anthropic: { metadata: { user_id: "u-1" } } },
    ],
  ])("%s", async (_, said, wanted) => {
    for (const [vendor, fields] of Object.entries(wanted)) {
      const { body, warnings } = await preview(vendor as Vendor, said);
      expect({ vendor, body, warnings }).toMatchObject({ vendor, body: fields, warnings: [] });
    }
  });

  it("all of them in Responses", async () => {
    const client = createClient("openai", { protocol: "openai-responses" });
    const { body } = await client.preview({
      model: unsafeModel("m"),
      messages: [{ role: "user", content: [{ type: "text", text: "Hello" }, image] }],
      tools: [{ name: "weather", strict: true }],
      parallelToolCalls: false,
      logprobs: 3,
      serviceTier: "standard",
      userId: "u-1",
      options: { openai: { verbosity: "low", store: true } },
    } as never);
    expect(body).toMatchObject({
      input: [{ content: [{}, { type: "input_image", detail: "low" }] }],
      tools: [{ name: "weather", strict: true }],
      parallel_tool_calls: false,
      include: ["message.output_text.logprobs"],
      top_logprobs: 3,
      service_tier: "default",
      safety_identifier: "u-1",
      text: { verbosity: "low" },
      store: true,
    });
  });

  it("a strict tool", async () => {
    const said = { tools: [{ ...tools[0], name: "weather", strict: true }] };
    expect((await preview("openai", said)).body).toMatchObject({
      tools: [{ function: { strict: true } }],
    });
    expect((await preview("anthropic", said)).body).toMatchObject({ tools: [{ strict: true }] });
  });

  it("how closely an image is looked at", async () => {
    const messages = [{ role: "user", content: [image] }] as const;
    const { body, warnings } = await preview("openai", { messages });
    expect(body).toMatchObject({
      messages: [{ content: [{ image_url: { url: image.url, detail: "low" } }] }],
    });
    expect(warnings).toEqual([]);
  });
});

describe("M2: settings that the target does not have", () => {
  it.each<[Vendor, Said, string]>([
    ["anthropic", { seed: 7 }, "seed was left out: anthropic-messages does not take it"],
    ["openai", { topK: 7 }, "topK was left out: openai-chat does not take it"],
    ["codex", { presencePenalty: 1 }, "presencePenalty was left out: codex-exec does not take it"],
    ["google", { userId: "u" }, "userId was left out: gemini-generate-content does not take it"],
    [
      "google",
      { tools: [{ name: "a", strict: true }] },
      "tools[0].strict was left out: gemini-generate-content does not hold a model to the schema of a tool",
    ],
  ])("%s leaves out %j, and says so", async (vendor, said, warning) => {
    const { body, warnings } = await preview(vendor, said);
    expect(warnings).toEqual([warning]);
    const { tools: given } = said;
    const plain = { ...(given && { tools: [{ name: "a" }] }) };
    expect(body).toEqual((await preview(vendor, plain)).body);
  });

  it("leaves out the detail of an image, once for all", async () => {
    const messages = [{ role: "user", content: [image, image] }] as const;
    const { body, warnings } = await preview("anthropic", { messages });
    expect(warnings).toEqual([
      "detail of images was left out: anthropic-messages does not take it",
    ]);
    expect(JSON.stringify(body)).not.toContain("detail");
  });

  it.each<[Vendor, Said, string]>([
    ["anthropic", { logprobs: true }, "logprobs is not supported by anthropic-messages"],
    ["codex", { logprobs: 2 }, "logprobs is not supported by codex-exec"],
    [
      "google",
      { tools, parallelToolCalls: false },
      "parallelToolCalls false is not supported by gemini-generate-content",
    ],
    [
      "google",
      { serviceTier: "scale" },
      "serviceTier scale is not supported by gemini-generate-content; use standard, flex, priority",
    ],
    ["ollama-local", { serviceTier: "flex" }, "serviceTier flex is not supported by ollama-chat"],
  ])("%s refuses %j", async (vendor, said, message) => {
    expect(await failureOf(vendor, said)).toBe(`${vendor}: ${message}`);
  });

  it("takes for given what is so anyway", async () => {
    for (const said of [
      { serviceTier: "auto" },
      { serviceTier: "standard" },
      { tools, parallelToolCalls: true },
      { logprobs: false },
    ] as const) {
      const { warnings, body } = await preview("ollama-local", said);
      expect(warnings).toEqual([]);
      expect(JSON.stringify(body)).not.toMatch(/tier|parallel|logprobs/);
    }
  });

  it.each<[unknown, string]>([
    [{ topK: 0 }, "topK must be a whole number of 1 or more"],
    [{ seed: 0.5 }, "seed must be a whole number"],
    [{ presencePenalty: 3 }, "presencePenalty must be a number from -2 to 2"],
    [{ frequencyPenalty: Number.NaN }, "frequencyPenalty must be a number from -2 to 2"],
    [{ logprobs: 21 }, "logprobs must be true, false or a whole number from 0 to 20"],
    [
      { serviceTier: "fastest" },
      "serviceTier must be auto or standard or flex or priority or scale or fast",
    ],
    [{ userId: "" }, "userId must be a text, not empty"],
    [{ parallelToolCalls: "no" }, "parallelToolCalls must be true or false"],
    [{ rawEvents: 1 }, "rawEvents must be true or false"],
    [{ tools: [{ name: "a", strict: "yes" }] }, "tools[0].strict must be true or false"],
    [{ user: "u" }, "user is not a key of a request: did you mean userId?"],
    [
      { messages: [{ role: "user", content: [{ ...image, detail: "most" }] }] },
      "messages[0].content[0].detail must be auto or low or high",
    ],
  ])("%j is refused by all", async (said, message) => {
    expect(await failureOf("openai", said as Said)).toBe(`openai: ${message}`);
  });
});

describe("M3: options of one vendor", () => {
  const options = {
    openai: { verbosity: "low", logitBias: { 50256: -100 }, safetyIdentifier: "h" },
    anthropic: { inferenceGeo: "us" },
    google: {
      safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }],
      responseModalities: ["TEXT", "IMAGE"],
      imageConfig: { aspectRatio: "16:9" },
    },
    ollama: { keepAlive: "5m", numCtx: 8192, minP: 0.1 },
  } as const;

  it.each<[Vendor, object]>([
    ["openai", { verbosity: "low", logit_bias: { 50256: -100 }, safety_identifier: "h" }],
    ["anthropic", { inference_geo: "us" }],
    [
      "google",
      {
        safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }],
        generationConfig: {
          temperature: 0,
          responseModalities: ["TEXT", "IMAGE"],
          imageConfig: { aspectRatio: "16:9" },
        },
      },
    ],
    ["ollama-local", { keep_alive: "5m", options: { temperature: 0, num_ctx: 8192, min_p: 0.1 } }],
    ["codex", {}],
  ])("%s reads its own group alone", async (vendor, fields) => {
    const temperature = vendor === "codex" ? undefined : 0;
    const { body, warnings } = await preview(vendor, { options, temperature });
    expect(warnings).toEqual([]);
    expect(body).toEqual({ ...(await preview(vendor, { temperature })).body, ...fields });
  });

  it("extraBody has the last word", async () => {
    const said = { options, extraBody: { verbosity: "high" } };
    expect((await preview("openai", said)).body).toMatchObject({ verbosity: "high" });
  });

  it.each<[unknown, string]>([
    [{ azure: {} }, "options.azure is not a key of the options: "],
    [{ openai: { verbose: "low" } }, "options.openai.verbose is not an option of openai-chat: "],
    [{ openai: 5 }, "options.openai must be an object"],
    [5, "options must be an object"],
  ])("%j is refused", async (given, message) => {
    expect(await failureOf("openai", { options: given as never })).toContain(`openai: ${message}`);
  });
});

describe("M4: instructions in several texts", () => {
  const system = [
    { type: "text", text: "Be brief." },
    { type: "text", text: "" },
    { type: "text", text: "Be kind." },
  ] as const;
  const blocks = [system[0], system[2]];

  it.each<[Vendor, object]>([
    ["anthropic", { system: blocks }],
    ["google", { systemInstruction: { parts: [{ text: "Be brief." }, { text: "Be kind." }] } }],
    ["openai", { messages: [{ role: "system", content: "Be brief.\n\nBe kind." }, {}] }],
    ["ollama-local", { messages: [{ role: "system", content: "Be brief.\n\nBe kind." }, {}] }],
  ])("%s", async (vendor, fields) => {
    expect((await preview(vendor, { system })).body).toMatchObject(fields);
  });

  it("one of them is as a text", async () => {
    expect((await preview("anthropic", { system: [system[0]] })).body).toMatchObject({
      system: "Be brief.",
    });
  });

  it("a schema that goes into the instructions is a text of its own", async () => {
    const { body } = await preview("codex", { system, output: { type: "object" } as never });
    expect(JSON.stringify(body)).toContain("Be brief.");
    const gemini = createClient("google", { hooks: { onWarning: () => {} } });
    const { body: written } = await gemini.preview({
      model: "gemma-4-31b-it" as never,
      system,
      messages: [{ role: "user", content: "Hello" }],
    });
    expect(written).toBeDefined();
  });

  it.each<[unknown, string]>([
    [
      [{ type: "image", url: "https://a.test" }],
      "system[0].url is not a key of a part of type text",
    ],
    [[{ type: "reasoning", text: "x" }], "system[0] must be a part of type text"],
    [["x"], "system[0] must be a part of type text"],
  ])("%j is refused", async (given, message) => {
    expect(await failureOf("openai", { system: given as never })).toContain(`openai: ${message}`);
  });
});
