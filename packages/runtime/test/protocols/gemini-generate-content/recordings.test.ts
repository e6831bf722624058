import { describe, expect, it } from "vitest";
import type { FinishReason, Usage } from "../../../src/chat/reply.ts";
import { geminiGenerateContent as gemini } from "../../../src/protocols/gemini-generate-content/protocol.ts";
import {
  type Decoded,
  decodeBody,
  decodeStream,
  everyCut,
  failureOf,
} from "../../support/decode-answer.ts";
import { hasWire, type Recording, recordings } from "../../support/wire.ts";

// What is read here is read without the code under test, in the plainest way there is.
// biome-ignore lint/suspicious/noExplicitAny: recordings have no types
type Json = any;

const all = recordings("gemini_generate");
const isStream = ({ response }: Recording) => response.body.startsWith("data:");
const chunksOf = ({ response }: Recording): Json[] =>
  response.body.startsWith("data:")
    ? response.body
        .split(/\r?\n/)
        .filter((line) => line.startsWith("data:"))
        .map((line) => JSON.parse(line.slice(5)))
    : [JSON.parse(response.body)].flat();

const decode = (recording: Recording) =>
  isStream(recording)
    ? decodeStream(gemini, recording.response.body)
    : decodeBody(gemini, recording.response.body);

/** What is no answer, though its status is 200. */
const FAILURES: Readonly<Record<string, string>> = {
  "google/fb-unary-failure-only-prompt-feedback": "content-blocked",
  "google/fb-unary-failure-with-message-no-content": "protocol",
  "google/gjs-streaming-failure-empty-content": "truncated",
};

/** Its arguments are streamed, which the plain reader does not put together. */
const STREAMED_CALL =
  "google/vercel-google-stream-tool-call-array-arguments-missing-terminal-function-call-stream";

const REASONS: Readonly<Record<string, FinishReason>> = {
  STOP: "stop",
  MAX_TOKENS: "length",
  SAFETY: "content-filter",
  RECITATION: "content-filter",
};

const answers = all.filter(
  ({ name, response }) => response.status === 200 && !(name in FAILURES) && name !== STREAMED_CALL,
);
const streams = all.filter(
  (recording) =>
    isStream(recording) && recording.response.status === 200 && !(recording.name in FAILURES),
);

function expected(recording: Recording) {
  const chunks = chunksOf(recording);
  const parts: Json[] = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
  const thoughts = parts.filter((part) => part.thought === true);
  const calls = parts.filter((part) => part.functionCall).map((part) => part.functionCall);
  const last = (pick: (chunk: Json) => Json) =>
    chunks.map(pick).findLast((value) => value !== undefined);
  const raw = last((chunk) => chunk.candidates?.[0]?.finishReason);
  const counts = last((chunk) =>
    chunk.usageMetadata?.promptTokenCount === undefined ? undefined : chunk.usageMetadata,
  );
  const reasoning = thoughts.map((part) => part.text).join("");
  return {
    text: parts
      .filter((part) => part.text !== undefined && part.thought !== true)
      .map((part) => part.text)
      .join(""),
    ...(reasoning === "" ? {} : { reasoning }),
    toolCalls: calls.map((call, i) => ({
      id: call.id ?? `call_${i}`,
      name: call.name,
      arguments: call.args,
    })),
    finishReason: calls.length > 0 ? "tool-calls" : raw ? (REASONS[raw] ?? "other") : "stop",
    rawFinishReason: raw,
    usage: counts && expectedUsage(counts),
    model: last((chunk) => chunk.modelVersion),
    requestId: last((chunk) => chunk.responseId),
    signatures: parts
      .filter((part) => part.thoughtSignature && !part.toolCall && !part.toolResponse)
      .map((part) => part.thoughtSignature),
  };
}

function expectedUsage(counts: Json): Usage {
  const { promptTokenCount, toolUsePromptTokenCount = 0, totalTokenCount } = counts;
  const { thoughtsTokenCount, cachedContentTokenCount } = counts;
  const inputTokens = promptTokenCount + toolUsePromptTokenCount;
  return {
    inputTokens,
    // Not what the code under test adds up, but the same: the rest of the total.
    outputTokens: totalTokenCount - inputTokens,
    ...(thoughtsTokenCount === undefined ? {} : { reasoningTokens: thoughtsTokenCount }),
    ...(cachedContentTokenCount === undefined ? {} : { cacheReadTokens: cachedContentTokenCount }),
  };
}

function seen({ parts, ...decoded }: Decoded) {
  const { text, reasoning, toolCalls, usage, content } = parts;
  return {
    text,
    ...(reasoning === undefined ? {} : { reasoning }),
    toolCalls,
    finishReason: decoded.finishReason,
    rawFinishReason: decoded.rawFinishReason,
    usage,
    model: decoded.model,
    requestId: decoded.requestId,
    signatures: content.flatMap((part) =>
      "signature" in part && part.signature !== undefined ? [part.signature] : [],
    ),
  };
}

describe.skipIf(!hasWire)("Gemini's recorded answers", () => {
  it("are all there", () => {
    expect(answers.length).toBeGreaterThanOrEqual(35);
    expect(streams.length).toBeGreaterThanOrEqual(18);
  });

  it.each(answers.map((recording) => [recording.name, recording] as const))(
    "%s: text, thoughts, calls, reason, usage and signatures",
    (_, recording) => {
      expect(seen(decode(recording))).toEqual(expected(recording));
    },
  );

  it("S17: the last usage wins, and says 0 where the provider leaves 0 out", () => {
    const [recording] = all.filter(({ name }) => name.includes("fb-streaming-failure-recitation"));
    expect(decode(recording as Recording).parts.usage).toEqual({
      inputTokens: 9,
      outputTokens: 261,
    });
    const half = (recording as Recording).response.body.split("\n\n").slice(0, 2).join("\n\n");
    expect(failureOf(() => decodeStream(gemini, half)).code).toBe("truncated");
  });

  it("a call whose arguments are streamed piece by piece is one call", () => {
    const recording = all.find(({ name }) => name === STREAMED_CALL) as Recording;
    const { parts, finishReason, events } = decode(recording);
    expect(parts.toolCalls).toEqual([
      {
        id: "call_0",
        name: "writeItems",
        arguments: {
          operations: [
            { action: "add", description: "Fresh red apple", itemid: "apple_001", price: 0.5 },
            { action: "add", description: "Ripe yellow banana", itemid: "banana_001", price: 0.3 },
          ],
        },
      },
    ]);
    expect(finishReason).toBe("tool-calls");
    expect(parts.usage).toEqual({ inputTokens: 54, outputTokens: 195, reasoningTokens: 121 });
    const deltas = events.flatMap((event) =>
      event.type === "tool-call-delta" ? [event.argumentsText] : [],
    );
    expect(JSON.parse(deltas.join(""))).toEqual(parts.toolCalls[0]?.arguments);
  });

  it("nothing follows the last finish reason in any of them", () => {
    for (const recording of streams) {
      const last = chunksOf(recording).at(-1);
      expect(last.candidates[0].finishReason, recording.name).toBeTypeOf("string");
    }
  });

  it("says once that there is data besides text", () => {
    const image = all.find(({ name }) => name === "google/fb-streaming-success-empty-parts");
    expect(decode(image as Recording).warnings.map(({ code }) => code)).toEqual([
      "provider-notice",
    ]);
  });
});

describe.skipIf(!hasWire)("Gemini's recorded streams", () => {
  it.each(streams.map((recording) => [recording.name, recording.response.body] as const))(
    "S1, S2: %s, cut at every byte, gives the same",
    (_, body) => {
      const bytes = new TextEncoder().encode(body);
      const whole = decodeStream(gemini, bytes);
      for (const cuts of everyCut(bytes.length)) {
        expect(decodeStream(gemini, bytes, cuts), `cut at ${cuts[0]}`).toEqual(whole);
      }
      const single = Array.from({ length: bytes.length - 1 }, (_value, i) => i + 1);
      expect(decodeStream(gemini, bytes, single)).toEqual(whole);
    },
  );

  it.each(["\n", "\r\n", "\r"])("S1: line ends as %j give the same", (end) => {
    for (const { response, name } of streams) {
      const body = response.body.replace(/\r?\n/g, end);
      expect(decodeStream(gemini, body), name).toEqual(decodeStream(gemini, response.body));
    }
  });

  // Models before 2.0 gave a reason with every event: of those a cut cannot be seen.
  const modern = streams.filter(
    (recording) =>
      chunksOf(recording).filter((chunk) => chunk.candidates?.[0]?.finishReason).length === 1,
  );

  it("B, S7: are cut wherever they end too early, and whole where they are", () => {
    expect(modern.length).toBeGreaterThanOrEqual(13);
    for (const { name, response } of modern) {
      const bytes = new TextEncoder().encode(response.body.trimEnd());
      const whole = decodeStream(gemini, response.body).parts;
      expect(decodeStream(gemini, bytes).parts, "without the empty line").toEqual(whole);
      for (let end = 0; end < bytes.length; end += bytes.length > 2000 ? 17 : 1) {
        const { code } = failureOf(() => decodeStream(gemini, bytes.subarray(0, end)));
        expect(code, `${name}, first ${end} bytes`).toBe("truncated");
      }
    }
  });

  it("B: [DONE] of a gateway after the last event changes nothing (java-genai#1084)", () => {
    for (const { name, response } of streams) {
      const body = `${response.body.trimEnd()}\n\ndata: [DONE]\n\n`;
      expect(decodeStream(gemini, body), name).toEqual(decodeStream(gemini, response.body));
    }
  });
});

describe.skipIf(!hasWire)("Gemini's recorded failures", () => {
  it.each(Object.entries(FAILURES))("%s is %s", (name, code) => {
    const recording = all.find((one) => one.name === name) as Recording;
    expect(failureOf(() => decode(recording)).code).toBe(code);
  });

  it("S20: what a failure without an answer says is in its message", () => {
    const failures = Object.keys(FAILURES).map((name) =>
      failureOf(() => decode(all.find((one) => one.name === name) as Recording)),
    );
    expect(failures.map(({ message }) => message)).toEqual([
      "a filter of the provider's let no answer through (BLOCKED_REASON_UNSPECIFIED): Message",
      "the model failed (OTHER): Model failed to generate content due to internal error.",
      "the stream was cut before its end",
    ]);
    expect(failures.map(({ retryable }) => retryable)).toEqual([false, true, undefined]);
  });

  it.each([
    ["google/error-400-rig-auth-rejection-keeps-transport-shape", "auth"],
    ["google/error-400-ruby-llm--2-5-flash-raises-appropriate-auth-error", "auth"],
    ["google/error-404-braintrust-sdk-python-test-error-handling", "not-found"],
    ["google/fb-streaming-failure-image-rejected", "bad-request"],
    ["google/fb-unary-failure-generativelanguage-api-not-enabled", "auth"],
    ["google/fb-unary-failure-unknown-model", "not-found"],
    ["google/vercel-google-429-retry-info-json", "rate-limit"],
  ] as const)("E2: %s is %s", (name, code) => {
    const { response } = all.find((one) => one.name === name) as Recording;
    const body = JSON.parse(response.body);
    const failure = gemini.readError(response.status, body);
    expect(failure.code).toBe(code);
    expect(failure.message).toBe(body.error.message);
    expect(failure.status).toBe(response.status);
  });

  it("E2: covers every recorded error", () => {
    expect(all.filter(({ response }) => response.status !== 200)).toHaveLength(7);
  });

  it("R11: RetryInfo of the recorded 429 is 34.4 s", () => {
    const { response } = all.find(({ name }) => name.includes("429-retry-info")) as Recording;
    expect(gemini.readError(429, JSON.parse(response.body)).retryAfterMs).toBe(34_400);
  });
});
