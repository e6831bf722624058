import { describe, expect, it } from "vitest";
import { ollamaChat as ollama } from "../../../src/protocols/ollama-chat/protocol.ts";
import { decodeBody, decodeStream, everyCut, failureOf } from "../../support/decode-answer.ts";
import { hasWire, type Recording, recordings } from "../../support/wire.ts";

// What is read here is read without the code under test, in the plainest way there is.
// biome-ignore lint/suspicious/noExplicitAny: recordings have no types
type Json = any;

const all = recordings("ollama_chat");
const answers = all.filter(({ response }) => response.status === 200);
const isStream = ({ tags }: Recording) => tags.includes("stream");
const streams = answers.filter(isStream);
const linesOf = ({ response }: Recording): Json[] =>
  response.body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const decode = (recording: Recording) =>
  isStream(recording)
    ? decodeStream(ollama, recording.response.body)
    : decodeBody(ollama, recording.response.body);

function expected(recording: Recording) {
  const lines = linesOf(recording);
  const last = lines.at(-1);
  const calls = lines.flatMap((line) => line.message.tool_calls ?? []);
  const reasoning = lines.map((line) => line.message.thinking ?? "").join("");
  return {
    text: lines.map((line) => line.message.content).join(""),
    ...(reasoning === "" ? {} : { reasoning }),
    toolCalls: calls.map((call, i) => ({
      id: call.id ?? `call_${i}`,
      name: call.function.name,
      arguments: call.function.arguments,
    })),
    usage: { inputTokens: last.prompt_eval_count, outputTokens: last.eval_count },
    finishReason: calls.length > 0 ? "tool-calls" : last.done_reason,
    rawFinishReason: last.done_reason,
    model: last.model,
  };
}

describe.skipIf(!hasWire)("Ollama's recorded answers", () => {
  it("are all there", () => {
    expect(answers).toHaveLength(18);
    expect(streams).toHaveLength(8);
  });

  it.each(answers.map((recording) => [recording.name, recording] as const))(
    "%s: text, thinking, calls, reason and usage",
    (_, recording) => {
      const { parts, finishReason, rawFinishReason, model, warnings } = decode(recording);
      const { content: _content, ...told } = parts;
      expect({ ...told, finishReason, rawFinishReason, model }).toEqual(expected(recording));
      expect(warnings).toEqual([]);
    },
  );

  it("S21: thinking is told from text, in order", () => {
    const recording = streams.find(
      ({ tags }) => tags.includes("thinking") && tags.includes("tools"),
    );
    const { parts, events } = decode(recording as Recording);
    expect(parts.content.map(({ type }) => type)).toEqual(["reasoning", "tool-call"]);
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(["reasoning", "tool-call-delta", "tool-call", "usage", "finish"]),
    );
  });

  it("S16: several calls of one tool, each on a line of its own, are several", () => {
    const recording = streams.find(({ name }) => name.includes("same-tool-twice")) as Recording;
    const { toolCalls } = decode(recording).parts;
    expect(toolCalls.length).toBeGreaterThanOrEqual(3);
    expect(new Set(toolCalls.map(({ name }) => name))).toEqual(new Set(["add"]));
  });

  it("E1, E2: the recorded 404", () => {
    const { response } = all.find(({ tags }) => tags.includes("error404")) as Recording;
    expect(ollama.readError(response.status, JSON.parse(response.body))).toEqual({
      code: "not-found",
      message: "model 'nonexistent-model:latest' not found",
      retryable: false,
    });
  });
});

describe.skipIf(!hasWire)("Ollama's recorded streams", () => {
  it.each(streams.map((recording) => [recording.name, recording.response.body] as const))(
    "S2, S18, I: %s, cut at every byte, gives the same (rig#1758, cody#3481, ollama-python#393)",
    (_, body) => {
      const bytes = new TextEncoder().encode(body);
      const whole = decodeStream(ollama, bytes).parts;
      for (const cuts of everyCut(bytes.length)) {
        expect(decodeStream(ollama, bytes, cuts).parts, `cut at ${cuts[0]}`).toEqual(whole);
      }
    },
  );

  it("S18: of a short one, every single cut, and all of them at once, gives the same events", () => {
    const [recording] = [...streams].sort(
      (a, b) => a.response.body.length - b.response.body.length,
    );
    const lines = (recording as Recording).response.body.split("\n");
    const bytes = new TextEncoder().encode([...lines.slice(0, 8), ...lines.slice(-3)].join("\n"));
    const whole = decodeStream(ollama, bytes);
    const cuts = Array.from({ length: bytes.length - 1 }, (_, i) => i + 1);
    for (const cut of cuts) expect(decodeStream(ollama, bytes, [cut])).toEqual(whole);
    expect(decodeStream(ollama, bytes, cuts)).toEqual(whole);
  });

  it("B, S7: are cut wherever they end too early, and whole without the last line end", () => {
    for (const { name, response } of streams) {
      const body = response.body.trimEnd();
      const bytes = new TextEncoder().encode(body);
      expect(decodeStream(ollama, bytes).parts).toEqual(decodeStream(ollama, response.body).parts);
      const lastLine = new TextEncoder().encode(body.slice(body.lastIndexOf("\n"))).length;
      const ends = [0, 1, 100, 1000];
      for (let end = bytes.length - lastLine - 50; end < bytes.length; end += 3) ends.push(end);
      for (const end of ends) {
        const { code } = failureOf(() => decodeStream(ollama, bytes.subarray(0, end)));
        expect(code, `${name}, first ${end} bytes`).toBe("truncated");
      }
    }
  });

  it("T9: end at the line that says so, whatever comes after it", () => {
    for (const { response } of streams) {
      const more = `${response.body.trimEnd()}\n{"message":{"content":"more"},"done":false}\nnot JSON\n`;
      expect(decodeStream(ollama, more)).toEqual(decodeStream(ollama, response.body));
    }
  });
});
