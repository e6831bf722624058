import { describe, expect, it } from "vitest";
import { hasWire, recordings } from "../support/wire.ts";
import { plainRead } from "./plain-reader.ts";
import { streamRecordings } from "./stream-recordings.ts";

/** What protocols take for granted of providers, because all that was recorded is so. */
describe.skipIf(!hasWire)("the recordings show", () => {
  const replies = recordings("openai_chat").filter(
    (recording) => plainRead(recording).kind === "reply",
  );

  it("S17: that xAI counts reasoning beside the completion, all others in it", () => {
    const apart = replies.filter(({ response }) =>
      usagesOf(response.body).some(
        ({ prompt_tokens: input, completion_tokens: output, total_tokens: total }) =>
          total !== input + output,
      ),
    );
    expect(new Set(apart.map(({ provider }) => provider))).toEqual(new Set(["xai"]));
  });

  it("S7: that nothing follows Gemini's last reason to end", () => {
    const streams = streamRecordings().filter(
      ([, recording]) =>
        recording.protocol === "gemini_generate" && plainRead(recording).kind === "reply",
    );
    for (const [name, { response }] of streams) {
      const last = JSON.parse(response.body.slice(response.body.lastIndexOf("data:") + 5));
      expect(last.candidates[0].finishReason, name).toBeTypeOf("string");
    }
  });

  it.each(["openai", "groq", "azure", "litellm"])("E4: ids of %s's requests", (provider) => {
    const ids = recordings("openai_chat")
      .filter((recording) => recording.provider === provider)
      .map((recording) => plainRead(recording).requestId);
    expect(ids.find((id) => id !== undefined)).toMatch(/^[\w-]{8,}$/);
  });
});

type Usage = Record<"prompt_tokens" | "completion_tokens" | "total_tokens", number>;

/** Every `usage` in a body. Braces in texts do not occur in it. */
function usagesOf(body: string): Usage[] {
  return [...body.matchAll(/"usage":\s*(?=\{)/g)].map((match) =>
    JSON.parse(balanced(body.slice(match.index + match[0].length))),
  );
}

/** The object that a text begins with. */
function balanced(text: string): string {
  let depth = 0;
  for (let i = 0; ; i += 1) {
    if (text[i] === "{") depth += 1;
    if (text[i] === "}") depth -= 1;
    if (depth === 0) return text.slice(0, i + 1);
  }
}
