import { describe, expect, it } from "vitest";
import { classifyStatus } from "../../../src/failure/classify-status.ts";
import { openaiChat } from "../../../src/protocols/openai-chat/protocol.ts";
import { hasWire, type Recording, recordings } from "../../support/wire.ts";
import { failure, type Outcome, readReply, readStream } from "./support.ts";

const all = recordings("openai_chat");
const good = all.filter(({ response }) => response.status === 200);
const isStream = ({ response: { body } }: Recording) => /^(data|:)/.test(body);
/** Recorded with status 200, but no answers. */
const BROKEN = [
  "groq/stream-inline-error",
  "openai/vercel-legacy-parameter",
  "openai-compat-errors/http200",
];
const isWhole = ({ name }: Recording) => !BROKEN.some((start) => name.startsWith(start));
const streams = good.filter(isStream);
const wholeStreams = streams.filter(isWhole);
const wholeReplies = good.filter((recording) => !isStream(recording) && isWhole(recording));

// biome-ignore lint/suspicious/noExplicitAny: the plain reader takes recordings as they are.
type Json = any;

/** What a recording says, read in the plainest way: all its pieces one after the other. */
function expected(answer: { pieces: Json[]; choices: Json[]; values: Json[] }) {
  const joined = (get: (piece: Json) => string | null | undefined) =>
    answer.pieces.map((piece) => get(piece) ?? "").join("");
  const parts = answer.pieces.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  const text =
    joined(({ content }) => (Array.isArray(content) ? "" : content)) +
    parts.map((part) => part.text ?? "").join("");
  const reasoning =
    joined((piece) => piece.reasoning_content ?? piece.reasoning) +
    parts
      .flatMap((part) => part.thinking ?? [])
      .map((part) => part.text)
      .join("");
  const refusal = joined((piece) => piece.refusal);

  const calls: Json[] = [];
  for (const call of answer.pieces.flatMap((piece) => piece.tool_calls ?? [])) {
    const known = calls.find(({ index }) => call.index !== undefined && index === call.index);
    if (known === undefined) calls.push({ ...call, args: call.function.arguments ?? "" });
    else known.args += call.function.arguments ?? "";
  }
  const raw = answer.choices
    .map((choice) => choice.finish_reason)
    .filter(Boolean)
    .at(-1);
  const reasons: Record<string, string> = {
    stop: refusal === "" ? "stop" : "refusal",
    length: "length",
    tool_calls: "tool-calls",
  };
  const usage = answer.values
    .map((value) => value.usage)
    .filter(Boolean)
    .at(-1);
  return {
    text,
    reasoning: reasoning === "" ? undefined : reasoning,
    refusal: refusal === "" ? undefined : refusal,
    calls: calls.map(({ id, function: { name }, args }) => [id, name, args]),
    finishReason: reasons[raw],
    rawFinishReason: raw,
    model: answer.values
      .map((value) => value.model)
      .filter(Boolean)
      .at(-1),
    // Whatever was not prompt was answer: that holds for those who count reasoning apart, too.
    inputTokens: usage?.prompt_tokens,
    outputTokens: usage && usage.total_tokens - usage.prompt_tokens,
    reasoningTokens: usage?.completion_tokens_details?.reasoning_tokens,
    cacheReadTokens: usage?.prompt_tokens_details?.cached_tokens,
    cacheWrite5mTokens: usage?.prompt_tokens_details?.cache_write_tokens,
  };
}

function expectedOfReply({ response }: Recording) {
  const value = JSON.parse(response.body);
  const choice = value.choices.find(({ index }: Json) => index === 0);
  const { tool_calls } = choice.message;
  const calls = (tool_calls ?? []).map((call: Json, index: number) => ({ ...call, index }));
  const pieces = [{ ...choice.message, tool_calls: calls }];
  return expected({ pieces, choices: [choice], values: [value] });
}

function expectedOfStream({ response }: Recording) {
  const values: Json[] = response.body
    .split("\n")
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)));
  const choices = values.flatMap((value) => value.choices ?? []);
  return expected({ pieces: choices.map(({ delta }) => delta), choices, values });
}

function actual({ parts, model, finishReason, rawFinishReason }: Outcome) {
  return {
    text: parts.text,
    reasoning: parts.reasoning,
    refusal: parts.refusal,
    calls: parts.toolCalls.map((call) => [
      call.id,
      call.name,
      call.invalidArguments ?? call.arguments,
    ]),
    finishReason,
    rawFinishReason,
    model,
    inputTokens: parts.usage?.inputTokens,
    outputTokens: parts.usage?.outputTokens,
    reasoningTokens: parts.usage?.reasoningTokens,
    cacheReadTokens: parts.usage?.cacheReadTokens,
    cacheWrite5mTokens: parts.usage?.cacheWrite5mTokens,
  };
}

/** Arguments as they are when they are JSON, as text when they are not. */
function parsed<T extends ReturnType<typeof expected>>(wanted: T) {
  const calls = wanted.calls.map(([id, name, args]) => {
    try {
      return [id, name, args === "" ? {} : JSON.parse(args)];
    } catch {
      return [id, name, args];
    }
  });
  return { ...wanted, calls };
}

describe.skipIf(!hasWire)("recorded answers", () => {
  it("are all there", () => {
    expect(wholeReplies.length).toBeGreaterThan(45);
    expect(wholeStreams.length).toBeGreaterThan(30);
  });

  it.each(wholeReplies.map((recording) => [recording.name, recording] as const))(
    "%s",
    (_, recording) => {
      const outcome = readReply(JSON.parse(recording.response.body));
      expect(actual(outcome)).toEqual(parsed(expectedOfReply(recording)));
    },
  );

  it.each(wholeStreams.map((recording) => [recording.name, recording] as const))(
    "%s",
    (_, recording) => {
      const outcome = readStream(recording.response.body);
      expect(actual(outcome)).toEqual(parsed(expectedOfStream(recording)));
      expect(outcome.complete).toBe(true);
      // The events say the same as the reply.
      const told = (type: string) =>
        outcome.events
          .map((event) => (event.type === type && "text" in event ? event.text : ""))
          .join("");
      expect([told("text"), told("reasoning"), told("refusal")]).toEqual([
        outcome.parts.text,
        outcome.parts.reasoning ?? "",
        outcome.parts.refusal ?? "",
      ]);
    },
  );

  it("xAI counts reasoning beside the completion, all others in it", () => {
    const apart = new Set<string>();
    for (const { provider, response } of [...wholeReplies, ...wholeStreams]) {
      for (const match of response.body.matchAll(/"usage":\s*\{/g)) {
        const usage = JSON.parse(balanced(response.body.slice(match.index + match[0].length - 1)));
        if (usage.total_tokens !== usage.prompt_tokens + usage.completion_tokens)
          apart.add(provider);
      }
    }
    expect([...apart]).toEqual(["xai"]);
  });
});

/** The object that `text` begins with. Braces in texts do not occur in usage. */
function balanced(text: string): string {
  let depth = 0;
  for (let i = 0; ; i += 1) {
    if (text[i] === "{") depth += 1;
    if (text[i] === "}") depth -= 1;
    if (depth === 0) return text.slice(0, i + 1);
  }
}

describe.skipIf(!hasWire)("cuts of recorded streams", () => {
  // A run with a cut at every 64th byte, for each of the 64 offsets, has every byte offset as a cut.
  const STRIDE = 64;

  it.each(streams.map((recording) => [recording.name, recording] as const))(
    "S1: %s, cut at every byte",
    (_, { response }) => {
      const bytes = new TextEncoder().encode(response.body);
      const read = (cuts: Iterable<number>) => {
        try {
          return readStream(bytes, cuts);
        } catch (error) {
          return { message: String(error) };
        }
      };
      const whole = read([]);
      const cuts = function* (start: number, step: number) {
        for (let at = start; at < bytes.length; at += step) yield at;
      };
      for (let start = 1; start <= STRIDE; start += 1) {
        expect(read(cuts(start, STRIDE))).toEqual(whole);
      }
      expect(read(cuts(1, 1))).toEqual(whole);
    },
  );

  it.each(wholeStreams.map((recording) => [recording.name, recording] as const))(
    "S7: %s, ended early",
    (_, { response: { body } }) => {
      const events = body.split("\n\n").filter((event) => event.startsWith("data: "));
      const reasonAt = events.findIndex((event) => /"finish_reason":"\w/.test(event));
      expect(reasonAt).toBeGreaterThan(0);
      const upTo = (count: number, tail = "\n\n") => events.slice(0, count).join("\n\n") + tail;
      const whole = readStream(body);
      // Before the terminal event, at any event.
      for (let count = 0; count <= reasonAt; count += Math.ceil(reasonAt / 50)) {
        expect(readStream(upTo(count)).complete).toBe(false);
      }
      // Inside of it.
      const half = `${upTo(reasonAt)}${events[reasonAt]?.slice(0, -2)}`;
      expect(failure(() => readStream(half)).code).toBe("truncated");
      // After the reason, before the terminator: whole, but for usage that was to come.
      const early = readStream(upTo(reasonAt + 1));
      expect(early.complete).toBe(true);
      expect({ ...early.parts, usage: 0 }).toEqual({ ...whole.parts, usage: 0 });
      // After the last data, without the empty line.
      expect(readStream(upTo(events.length, ""))).toEqual(whole);
    },
  );
});

describe.skipIf(!hasWire)("recorded errors", () => {
  const errors = [...all, ...recordings("openai_responses")].filter(
    ({ response }) => response.status >= 400,
  );
  /** What each one is, as a person reads it; those not named are what their status says. */
  const CODES: Readonly<Record<string, string>> = {
    "ollama-openai/error-400-ruby-llm-b-handles-context-length-exceeded-errors": "context-length",
    "xai/error-400-ruby-llm--reasoning-raises-appropriate-auth-error": "auth",
  };

  it("are all there", () => {
    expect(errors.length).toBeGreaterThan(20);
    for (const name of Object.keys(CODES))
      expect(errors.map((error) => error.name)).toContain(name);
  });

  it.each(errors.map((recording) => [recording.name, recording] as const))(
    "E1, E2: %s",
    (name, { response }) => {
      const body: Json = JSON.parse(response.body);
      const { code, message, requestId } = openaiChat.readError(response.status, body);
      const said = body.error?.message ?? body.error ?? body.detail ?? body.message;
      expect(message).toBe(said);
      expect(code ?? classifyStatus(response.status)).toBe(
        CODES[name] ?? classifyStatus(response.status),
      );
      expect(requestId).toBeUndefined();
    },
  );

  it("E4: the ids of OpenAI's, Groq's, Azure's and LiteLLM's requests are found", () => {
    const id = (provider: string) =>
      openaiChat.requestIdHeaders
        .flatMap((header) =>
          all.filter((one) => one.provider === provider).map((one) => one.response.headers[header]),
        )
        .find((value) => value !== undefined);
    for (const provider of ["openai", "groq", "azure", "litellm"]) {
      expect(id(provider)).toMatch(/^[\w-]{8,}$/);
    }
  });

  it("A: Groq's error in the midst of a stream", () => {
    const { response } = streams.find(({ name }) =>
      name.startsWith("groq/stream-inline-error"),
    ) as Recording;
    expect(failure(() => readStream(response.body))).toMatchObject({
      code: "bad-request",
      status: 400,
      message: expect.stringContaining("did not match schema"),
    });
  });

  it("A: OpenAI's error with status 200", () => {
    const { response } = good.find(({ name }) =>
      name.startsWith("openai/vercel-legacy"),
    ) as Recording;
    expect(failure(() => readReply(JSON.parse(response.body)))).toMatchObject({
      code: "bad-request",
      status: 400,
    });
  });

  it("S19: a text with status 200 is no answer", () => {
    const { response } = good.find(({ name }) => name.includes("http200")) as Recording;
    expect(failure(() => readReply(response.body)).code).toBe("protocol");
    expect(readStream(response.body).complete).toBe(false);
  });
});
