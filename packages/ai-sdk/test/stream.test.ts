import "./support/fixed-day.ts";
import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { type LanguageModel, NoOutputGeneratedError, streamText } from "ai";
import { convertReadableStreamToArray } from "ai/test";
import { expect, it } from "vitest";
import { type Answer, CALL, claude, scriptedKei, THOUGHT, words } from "./support/answers.ts";
import { wellFormed } from "./support/well-formed.ts";

const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "Hi" }] }];

async function partsOf(...answers: readonly Answer[]) {
  const { kei } = scriptedKei(...answers);
  const { stream } = await kei("anthropic/claude-sonnet-4-6").doStream({
    prompt,
    topK: 3,
    seed: 1,
  });
  return await convertReadableStreamToArray(stream);
}

const SEARCH = { type: "server_tool_use", id: "srv_1", name: "web_search", input: { query: "x" } };

it("gives each kind of part, in the order that the specification asks for", async () => {
  const parts = await partsOf(claude([THOUGHT, SEARCH, words("I look."), CALL]));
  wellFormed(parts);
  const from = {
    provider: "anthropic",
    model: "claude-sonnet-4-6",
    protocol: "anthropic-messages",
  };
  const id = parts.find((part) => part.type === "tool-input-start")?.id;
  expect(parts).toEqual([
    {
      type: "stream-start",
      warnings: [{ type: "unsupported", feature: "seed", details: expect.any(String) }],
    },
    { type: "response-metadata", modelId: "claude-sonnet-4-6", timestamp: expect.any(Date) },
    { type: "reasoning-start", id: "reasoning-1" },
    { type: "reasoning-delta", id: "reasoning-1", delta: "I look it up." },
    {
      type: "reasoning-end",
      id: "reasoning-1",
      providerMetadata: { kei: { signature: "c2lnbmVk", from } },
    },
    {
      type: "custom",
      kind: "kei.opaque",
      providerMetadata: { kei: { opaque: { value: SEARCH, from } } },
    },
    { type: "text-start", id: "text-2" },
    { type: "text-delta", id: "text-2", delta: "I" },
    { type: "text-delta", id: "text-2", delta: " look." },
    { type: "text-end", id: "text-2" },
    { type: "tool-input-start", id, toolName: "weather" },
    { type: "tool-input-delta", id, delta: '{"cit' },
    { type: "tool-input-delta", id, delta: 'y":"Oslo"}' },
    { type: "tool-input-end", id },
    {
      type: "tool-call",
      toolCallId: id,
      toolName: "weather",
      input: '{"city":"Oslo"}',
      providerMetadata: { kei: { id: "toolu_1", from } },
    },
    {
      type: "response-metadata",
      modelId: "claude-sonnet-4-6",
      timestamp: expect.any(Date),
    },
    {
      type: "finish",
      finishReason: { unified: "tool-calls", raw: "tool_use" },
      usage: expect.objectContaining({
        inputTokens: { total: 120, noCache: 100, cacheRead: 10, cacheWrite: 10 },
      }),
      providerMetadata: {
        kei: expect.objectContaining({ cost: expect.objectContaining({ kind: "known" }) }),
      },
    },
  ]);
});

it("says late what is known late", async () => {
  const call = { ...CALL, input: undefined };
  const parts = await partsOf(
    ({ body }) =>
      new Response(
        [
          {
            type: "message_start",
            message: {
              id: "msg_1",
              model: body["model"],
              content: [],
              usage: { input_tokens: 1, output_tokens: 1 },
            },
          },
          { type: "content_block_start", index: 0, content_block: { ...call, input: {} } },
          {
            type: "content_block_delta",
            index: 0,
            delta: { type: "input_json_delta", partial_json: "not JSON" },
          },
          { type: "content_block_stop", index: 0 },
          {
            type: "message_delta",
            delta: { stop_reason: "tool_use" },
            usage: { output_tokens: 2 },
          },
          { type: "message_stop" },
        ]
          .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
          .join(""),
        { headers: { "content-type": "text/event-stream" } },
      ),
  );
  wellFormed(parts);
  // It is the AI SDK that says what is wrong with arguments.
  expect(parts).toContainEqual(expect.objectContaining({ type: "tool-call", input: "not JSON" }));
});

it("a stream that breaks ends with the error, and with what it used", async () => {
  const parts = await partsOf(claude([THOUGHT, words("Hello there")], { cut: true }));
  wellFormed(parts);
  const [error, finish] = parts.slice(-2);
  expect(error).toMatchObject({
    type: "error",
    error: { name: "AI_APICallError", isRetryable: false },
  });
  expect(finish).toMatchObject({
    type: "finish",
    finishReason: { unified: "error" },
    usage: { inputTokens: { total: 120 } },
  });
});

it("what fails before the first event fails the call, so that it can be tried again", async () => {
  const { kei } = scriptedKei(() =>
    Response.json(
      { type: "error", error: { type: "overloaded_error", message: "no" } },
      { status: 529 },
    ),
  );
  await expect(kei("anthropic/claude-sonnet-4-6").doStream({ prompt })).rejects.toMatchObject({
    name: "AI_APICallError",
    statusCode: 529,
    isRetryable: true,
  });
});

/** An answer that goes on for ever, and the signals that it was ended by. */
function endless() {
  let ended: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const beginning = [
    {
      type: "message_start",
      message: { id: "msg_1", content: [], usage: { input_tokens: 1, output_tokens: 1 } },
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Once" } },
  ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const answer: Answer = (_, signal) => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(beginning.join("")));
        signal?.addEventListener("abort", () => {
          ended();
          controller.error(signal.reason);
        });
      },
      cancel: () => ended(),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  return { answer, closed };
}

it("an abort is the caller's, and closes the connection", async () => {
  const { answer, closed } = endless();
  const { kei } = scriptedKei(answer);
  const controller = new AbortController();
  const result = streamText({
    model: kei("anthropic/claude-sonnet-4-6"),
    prompt: "Hi",
    abortSignal: controller.signal,
  });
  const seen: string[] = [];
  for await (const part of result.fullStream) {
    seen.push(part.type);
    if (part.type === "text-delta") controller.abort();
  }
  await closed;
  expect(seen.at(-1)).toBe("abort");
  expect(seen).not.toContain("error");
  await expect(result.text).rejects.toSatisfy(
    (error) => NoOutputGeneratedError.isInstance(error) || (error as Error).name === "AbortError",
  );
});

it("who leaves a stream closes the connection", async () => {
  const { answer, closed } = endless();
  const { kei } = scriptedKei(answer);
  const { stream } = await kei("anthropic/claude-sonnet-4-6").doStream({ prompt });
  await stream.cancel();
  await closed;
});

it("what was aborted before it began sends nothing", async () => {
  const { kei, sent } = scriptedKei(claude([words("Hello")]));
  const model = kei("anthropic/claude-sonnet-4-6");
  const abortSignal = AbortSignal.abort();
  await expect(model.doGenerate({ prompt, abortSignal })).rejects.toMatchObject({
    name: "AbortError",
  });
  await expect(
    model.doGenerate({ prompt, abortSignal: AbortSignal.abort("why not") }),
  ).rejects.toMatchObject({ name: "AbortError" });
  expect(sent).toEqual([]);
});

it("what came over the wire, where it is asked for", async () => {
  const { kei } = scriptedKei(claude([words("Hello")]));
  const { stream } = await kei("anthropic/claude-sonnet-4-6").doStream({
    prompt,
    includeRawChunks: true,
  });
  const parts: LanguageModelV4StreamPart[] = await convertReadableStreamToArray(stream);
  wellFormed(parts);
  expect(parts.filter(({ type }) => type === "raw")).toMatchObject([
    { rawValue: { type: "message_start" } },
    { rawValue: { type: "content_block_start" } },
    { rawValue: { type: "content_block_delta" } },
    { rawValue: { type: "content_block_stop" } },
    { rawValue: { type: "message_delta" } },
    { rawValue: { type: "message_stop" } },
  ]);
});

it("a model is a model of the AI SDK", () => {
  const { kei } = scriptedKei(claude([]));
  const model: LanguageModel = kei("anthropic/claude-sonnet-4-6");
  expect(model).toMatchObject({
    specificationVersion: "v4",
    provider: "kei.anthropic",
    modelId: "claude-sonnet-4-6",
  });
});
