import "./support/fixed-day.ts";
import { anthropic } from "@kei/runtime/anthropic";
import { KeiError } from "@kei/runtime/core";
import {
  AISDKError,
  APICallError,
  generateText,
  NoSuchModelError,
  RetryError,
  UnsupportedFunctionalityError,
} from "ai";
import { APICallError as APICallError6, generateText as generateText6 } from "ai6";
import { expect, it } from "vitest";
import { createKei, unsafeModel } from "../src/core.ts";
import { toSdkError } from "../src/errors/sdk-error.ts";
import { asV3 } from "../src/v3/as-v3.ts";
import { claude, fails, scriptedKei, words } from "./support/answers.ts";

const MODEL = "anthropic/claude-sonnet-4-6";
const OVERLOADED = fails(529, "overloaded_error", { "retry-after-ms": "1", "request-id": "req_1" });

it("one layer of retries: the AI SDK's, as often as it says", async () => {
  for (const [maxRetries, requests] of [
    [0, 1],
    [1, 2],
    [2, 3],
  ] as const) {
    const { kei, sent } = scriptedKei(OVERLOADED);
    const asked = generateText({ model: kei(MODEL), prompt: "Hi", maxRetries });
    await expect(asked).rejects.toSatisfy((error) =>
      maxRetries === 0 ? APICallError.isInstance(error) : RetryError.isInstance(error),
    );
    expect(sent).toHaveLength(requests);
  }
});

it("AI SDK 6 tries again as well, and gets the answer", async () => {
  const { kei, sent } = scriptedKei(OVERLOADED, claude([words("Hello")]));
  const { text } = await generateText6({ model: asV3(kei(MODEL)), prompt: "Hi" });
  expect(text).toBe("Hello");
  expect(sent).toHaveLength(2);
});

it("Kei tries again where it is asked to, and then the AI SDK does not", async () => {
  const { kei, sent } = scriptedKei(OVERLOADED);
  const model = kei(MODEL, { retry: { max: 2, backoffMs: 1 } });
  const error = await generateText({ model, prompt: "Hi" }).catch((error) => error);
  expect(APICallError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({ isRetryable: false, cause: { attempts: 3 } });
  expect(sent).toHaveLength(3);
});

it("says of an answer's error what the AI SDK wants to know", async () => {
  const { kei } = scriptedKei(OVERLOADED);
  const error = await generateText({ model: kei(MODEL), prompt: "Hi", maxRetries: 0 }).catch(
    (error) => error,
  );
  expect(AISDKError.isInstance(error)).toBe(true);
  expect(APICallError.isInstance(error)).toBe(true);
  expect(APICallError6.isInstance(error)).toBe(true);
  expect(error).toMatchObject({
    name: "AI_APICallError",
    url: "https://api.anthropic.com/v1/messages",
    statusCode: 529,
    isRetryable: true,
    responseHeaders: { "retry-after-ms": "1", "x-request-id": "req_1" },
    data: { code: "overloaded" },
  });
  expect(error.cause).toBeInstanceOf(KeiError);
});

const rows = [
  {
    what: "a refused key",
    answer: fails(401, "authentication_error"),
    name: "AI_APICallError",
    isRetryable: false,
  },
  {
    what: "a used-up quota",
    answer: fails(402, "billing_error"),
    name: "AI_APICallError",
    isRetryable: false,
  },
  {
    what: "a wrong request",
    answer: fails(400, "invalid_request_error"),
    name: "AI_APICallError",
    isRetryable: false,
  },
  {
    what: "a limit that lifts",
    answer: fails(429, "rate_limit_error"),
    name: "AI_APICallError",
    isRetryable: true,
  },
  {
    what: "a wait that the AI SDK would cut short",
    answer: fails(429, "rate_limit_error", { "retry-after": "120" }),
    name: "AI_APICallError",
    isRetryable: false,
  },
  {
    what: "a broken connection",
    answer: () => Promise.reject(new TypeError("fetch failed")),
    name: "AI_APICallError",
    isRetryable: true,
  },
  {
    what: "no JSON",
    answer: () => new Response("<html>"),
    name: "AI_APICallError",
    isRetryable: false,
  },
];

it.each(rows)("$what", async ({ answer, name, isRetryable }) => {
  const { kei } = scriptedKei(answer);
  const error = await generateText({ model: kei(MODEL), prompt: "Hi", maxRetries: 0 }).catch(
    (error) => error,
  );
  expect({ name: error.name, isRetryable: error.isRetryable }).toEqual({ name, isRetryable });
});

it("what is wrong before anything is sent", async () => {
  const { kei, sent } = scriptedKei(claude([words("Hello")]));
  const failureOf = (model: Parameters<typeof generateText>[0]["model"], more: object = {}) =>
    generateText({ model, prompt: "Hi", ...more }).catch((error) => error);
  expect(
    NoSuchModelError.isInstance(await failureOf(kei.languageModel("anthropic/claude-sonet-4-6"))),
  ).toBe(true);
  const image = [
    {
      role: "user",
      content: [{ type: "image", image: new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]) }],
    },
  ];
  expect(
    UnsupportedFunctionalityError.isInstance(
      await failureOf(kei("openai/gpt-3.5-turbo"), { prompt: undefined, messages: image }),
    ),
  ).toBe(true);
  const keyless = createKei({ clients: { anthropic: anthropic({ apiKey: () => "" }) } });
  expect(await failureOf(keyless(MODEL))).toMatchObject({ name: "AI_LoadSettingError" });
  expect(() => kei.languageModel("antropic/claude-sonnet-4-6")).toThrow(
    'No such languageModel: antropic/claude-sonnet-4-6: there are models of anthropic, openai, as "provider/id"',
  );
  for (const ref of ["claude-sonnet-4-6", "anthropic/", "", undefined as never]) {
    expect(() => kei.languageModel(ref)).toThrow("No such languageModel");
  }
  expect(() => kei.embeddingModel("x")).toThrow("language models alone");
  expect(() => kei.imageModel("x")).toThrow("language models alone");
  expect(() => createKei({ clients: { anthropic: {} as never } })).toThrow(
    "clients.anthropic must be a client",
  );
  expect(sent).toEqual([]);
});

it("a model that the registry does not have is asked as it is, and costs what nobody knows", async () => {
  const { kei, sent } = scriptedKei(claude([words("Hello")]));
  const result = await generateText({
    model: kei(unsafeModel("anthropic/claude-next")),
    prompt: "Hi",
    temperature: 1,
  });
  expect(result.text).toBe("Hello");
  expect(sent[0]?.body).toMatchObject({ model: "claude-next", temperature: 1 });
  expect(result.providerMetadata?.["kei"]).toMatchObject({
    cost: { kind: "unknown", reason: "model" },
  });
});

it("errors of others stay what they are", () => {
  const error = new Error("mine");
  expect(toSdkError(error, { url: "", modelId: "m", canRetry: true })).toBe(error);
});

it("no error holds the key", async () => {
  const { kei } = scriptedKei(() =>
    Response.json({ error: { message: "bad key sk-canary-ai-sdk" } }, { status: 401 }),
  );
  const error = await generateText({ model: kei(MODEL), prompt: "Hi", maxRetries: 0 }).catch(
    (error) => error,
  );
  expect(JSON.stringify([error, error.cause, error.message, error.stack])).not.toContain(
    "sk-canary",
  );
});
