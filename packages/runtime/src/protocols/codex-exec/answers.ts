import type { AnswerSide } from "../protocol.ts";
import { type CodexAnswer, readCodexReply } from "./response.ts";
import { createCodexDecoder } from "./stream.ts";

/** What comes back in codex exec: a part of its own, which its protocol loads. */
export const codexAnswers: AnswerSide<CodexAnswer> = {
  readReply: readCodexReply,
  createDecoder: createCodexDecoder,
  // A process has no status: what failed is told by its events, and by the transport.
  readError: () => ({}),
};
