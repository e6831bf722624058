import { describe, expect, it } from "vitest";
import { codexExec } from "../../../src/protocols/codex-exec/protocol.ts";
import { type Decoded, decodeBothWays } from "../../support/decode-answer.ts";
import { ndjson } from "../../support/stream-text.ts";

/** What comes of the events of a run as a list, as `raw` gives them, and as its lines. */
function read(...events: readonly unknown[]): Decoded {
  return decodeBothWays(codexExec, events, ndjson(...events));
}

const started = [{ type: "thread.started", thread_id: "thread-1" }, { type: "turn.started" }];
const item = (type: string, more: object) => ({
  type: "item.completed",
  item: { id: "item_0", type, ...more },
});
const message = (text: unknown) => item("agent_message", { text });
const usage = { input_tokens: 10, cached_input_tokens: 4, output_tokens: 5 };
const completed = { type: "turn.completed", usage };

describe("messages", () => {
  it("text, thread and reason", () => {
    expect(read(...started, item("reasoning", { text: "Hm." }), message("x"), completed)).toEqual({
      parts: {
        text: "x",
        reasoning: "Hm.",
        content: [
          { type: "reasoning", text: "Hm." },
          { type: "text", text: "x" },
        ],
        toolCalls: [],
        usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 4 },
      },
      finishReason: "stop",
      rawFinishReason: undefined,
      model: undefined,
      requestId: "thread-1",
      warnings: [],
      events: expect.any(Array),
    });
  });

  it("C4: the message that came last is the answer", () => {
    const { parts } = read(...started, message("first"), message("second"), completed);
    expect(parts.text).toBe("second");
  });

  it("C5: a list of things to do that comes last is not the answer", () => {
    const todo = item("todo_list", { items: [{ text: "x", completed: true }] });
    expect(read(...started, message("done"), todo, completed).parts.text).toBe("done");
  });
});

describe("usage", () => {
  const counted = { inputTokens: 5, outputTokens: 2 };
  it.each([
    [{ input_tokens: 5, output_tokens: 2 }, counted],
    [
      { ...usage, cache_write_input_tokens: 3, reasoning_output_tokens: 0 },
      {
        inputTokens: 10,
        outputTokens: 5,
        cacheReadTokens: 4,
        cacheWriteTokens: 3,
        reasoningTokens: 0,
      },
    ],
    [
      { input_tokens: 0, output_tokens: 0 },
      { inputTokens: 0, outputTokens: 0 },
    ],
    [{ input_tokens: 5, output_tokens: 2, cached_input_tokens: null }, counted],
    [{ input_tokens: 5 }, undefined],
    [{ input_tokens: -1, output_tokens: 2 }, undefined],
    [{ input_tokens: "5", output_tokens: 2 }, undefined],
    [{ input_tokens: 1.5, output_tokens: 2 }, undefined],
    [null, undefined],
    [undefined, undefined],
  ])("C7: usage %j", (given, want) => {
    const { parts } = read(...started, message("x"), { type: "turn.completed", usage: given });
    expect(parts.usage).toEqual(want);
  });
});

describe("warnings", () => {
  it("C3, L: an item of type error is a warning, also before the turn", () => {
    const notice = item("error", { message: "Model metadata not found." });
    const { events, warnings, parts } = read(notice, ...started, message("x"), completed);
    const warning = { code: "provider-notice", message: "Model metadata not found." };
    expect(warnings).toEqual([warning]);
    expect(events[0]).toEqual({ type: "warning", warning });
    expect(parts.text).toBe("x");
  });

  it("C2: error is one when no turn.failed follows", () => {
    const words = "Reconnecting... 1/5 (stream disconnected)";
    const notice = { type: "error", message: words };
    const { warnings } = read(...started, notice, notice, message("yes"), completed);
    expect(warnings).toEqual([{ code: "provider-notice", message: words }]);
  });
});
