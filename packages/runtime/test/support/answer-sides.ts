import { loadAskLimiter, loadHttpFailure } from "../../src/call/call.ts";
import { loadReplies } from "../../src/client/spoken.ts";
import {
  anthropicMessages,
  codexExec,
  geminiGenerateContent,
  ollamaChat,
  openaiChat,
  openaiResponses,
} from "../../src/codegen.ts";
import { createLoader } from "../../src/platform/load-part.ts";
import type { AnswerSide, Protocol } from "../../src/protocols/protocol.ts";
import { loadReader } from "../../src/stream/load-reader.ts";
import { loadNetworkFailure } from "../../src/transport/fetch-transport.ts";

export const PROTOCOLS: readonly Protocol[] = [
  anthropicMessages,
  codexExec,
  geminiGenerateContent,
  ollamaChat,
  openaiChat,
  openaiResponses,
];

// At once, not with the first call: a clock of a test's own does not wait for files.
await Promise.all([
  loadAskLimiter(),
  loadHttpFailure(),
  loadNetworkFailure(),
  loadReplies(),
  loadReader("ndjson"),
  loadReader("sse"),
  ...PROTOCOLS.map((protocol) => protocol.loadAnswers()),
]);

/** What reads the answers of a protocol. */
export function answersOf<Answer>(protocol: Protocol<object, Answer>): AnswerSide<Answer> {
  const { loaded } = protocol.loadAnswers;
  if (loaded === undefined) throw new Error(`${protocol.name} was not loaded`);
  return loaded;
}

/** The same protocol, with another reading of its answers. */
export function withAnswers(protocol: Protocol, answers: Partial<AnswerSide>): Protocol {
  const changed = { ...answersOf(protocol), ...answers };
  return { ...protocol, loadAnswers: createLoader(() => Promise.resolve(changed)) };
}
