import { readAnthropicMessage, readAnthropicStream } from "./anthropic-reader.ts";
import { readCodexTurn } from "./codex-reader.ts";
import type { Expectation } from "./expectation.ts";
import { readGeminiAnswer } from "./gemini-reader.ts";
import { readOllamaAnswer } from "./ollama-reader.ts";
import { readOpenAiCompletion } from "./openai-reader.ts";
import { readResponse } from "./responses-reader.ts";

/** What came in a body: one value, or those of a stream. */
export interface Values {
  readonly values: readonly unknown[];
  readonly stream: boolean;
  /** `[DONE]` ended the stream. */
  readonly done: boolean;
}

/** What the values of an answer mean; `undefined` when they are not the whole of one. */
export function readValues(
  protocol: string,
  { values, stream, done }: Values,
): Expectation | undefined {
  switch (protocol) {
    case "anthropic_messages":
      return stream ? readAnthropicStream(values) : readAnthropicMessage(values[0]);
    case "openai_chat":
      return readOpenAiCompletion(values, done || !stream);
    case "openai_responses":
      return readResponse(values, stream);
    case "gemini_generate":
      return readGeminiAnswer(values, !stream);
    case "ollama_chat":
      return readOllamaAnswer(values);
    case "codex-exec-jsonl":
    case "codex-exec-jsonl-legacy":
      return readCodexTurn(values);
    default:
      throw new Error(`no reader for ${protocol}`);
  }
}
