import { readHttpFailure } from "../../src/call/http-failure.ts";
import { createRedact } from "../../src/call/redact.ts";
import { readLimitReset, readRetryAfter } from "../../src/call/retry-after.ts";
import { failureOf, isErrorValue } from "../../src/failure/error-in-answer.ts";
import { transportFailure } from "../../src/failure/transport-failure.ts";
import { unexpectedFailure } from "../../src/failure/unexpected-failure.ts";
import { waitInWords } from "../../src/failure/wait-in-words.ts";
import { titleOf, wordsOf } from "../../src/failure/words-of.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { codexExec } from "../../src/protocols/codex-exec/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "../../src/protocols/ollama-chat/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { openaiResponses } from "../../src/protocols/openai-responses/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { answersOf } from "../support/answer-sides.ts";
import { again, type Growing, shapes } from "./growing.ts";

const KEY = "sk-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST";
const LONG_KEY = `${"A".repeat(3000)}.${"b3".repeat(1500)}`;

/** As they are, and where a client has a long key, such as one in JSON. */
const redacts = [KEY, LONG_KEY].map((key) =>
  createRedact({ keys: [key], headers: { cookie: `session=${key.slice(8)}` }, known: [] }),
);

const PROTOCOLS: readonly Protocol[] = [
  anthropicMessages,
  codexExec,
  geminiGenerateContent,
  ollamaChat,
  openaiChat,
  openaiResponses,
];

/** A whole answer of an error status, with its headers, by each protocol. */
async function answersWithError(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (const protocol of PROTOCOLS) {
    let isRead = false;
    await readHttpFailure(
      {
        status: 429,
        header: () => undefined,
        read: async () => {
          if (isRead) return undefined;
          isRead = true;
          return bytes;
        },
        text: async () => text,
        close() {},
      },
      undefined,
      answersOf(protocol),
      { date: () => 0 } as never,
      (words) => words,
    );
  }
}

function readBodies(text: string): void {
  let body: unknown = { message: text };
  try {
    body = JSON.parse(text);
  } catch {
    // A text.
  }
  for (const protocol of PROTOCOLS) {
    failureOf(body, (status, value) => answersOf(protocol).readError(status, value), "nothing");
    answersOf(protocol).readError(400, { error: { message: text, metadata: { raw: text } } });
  }
  if (typeof body === "object" && body !== null)
    isErrorValue(body as never, ["choices"], undefined);
}

function readHeaders(text: string): void {
  readRetryAfter(() => text, 0);
  readLimitReset((name) => (name.includes("remaining") ? "0" : text), 0);
}

const PAGES = [
  "<",
  "<a",
  "<a ",
  "</",
  "<!--",
  "-->",
  "<title",
  "<title>",
  "</title",
  "<script>",
  "<script></script>",
  "<style",
  "<script></scripp>",
  ">",
  " ",
  "\n\n",
  "&amp;",
  "word ",
];

/** What errors, and texts that may hold a secret, are read by. */
export const failures: readonly Growing[] = [
  ...shapes("a page", (text) => [wordsOf(text), titleOf(text)], PAGES),
  ...shapes("an answer that is an error", answersWithError, [
    ...PAGES,
    again("{", '{"error":'),
    again('{"error":', "", "{}"),
    "data:",
    "data: {\n",
    "\t",
  ]),
  ...shapes("an error body", readBodies, [
    again("x", '{"error":{"message":"', '"}}'),
    again('{"msg":"x"},', '{"detail":[', "{}]}"),
    again('{\\"error\\":', '{"error":{"message":"', '"}}'),
    again("[", '{"errors":[', ""),
    again('{"error":', "", `1${"}".repeat(4)}`),
    again('{"code":1},', '{"error":{"code":1,"details":[', "{}]}}"),
    again('"a":1,'.replace("a", "b"), '{"error":{', '"c":1}}'),
    "try again in ",
    "try again in 1",
    "please retry after 1s ",
    "Request too large limit 1, requested ",
    "prompt too ",
    "context ",
    "model ",
    "tokens ",
    "not found",
    "insufficient ",
    "9",
  ]),
  ...shapes("a wait in words", waitInWords, [
    again("1m", "try again in "),
    again("1 ", "try again in "),
    again("1", "retry after "),
    "try again in ",
    again(".5s", "try again in 1"),
  ]),
  ...shapes("headers about limits", readHeaders, [" ", "1", "1.", "1s", "Mon, ", "2026-", "\t1"]),
  ...shapes(
    "a failure of the connection",
    (text) => transportFailure(Object.assign(new Error(text), { cause: new Error(text) })),
    ["x", " ", "fetch failed "],
  ),
  ...shapes("what nobody foresaw", (text) => unexpectedFailure(new Error(text), "protocol"), ["x"]),
  ...shapes("redaction", (text) => redacts.map((redact) => [redact(text), redact(text, true)]), [
    KEY,
    KEY.slice(0, 29),
    KEY.slice(0, -1),
    LONG_KEY.slice(0, 2000),
    LONG_KEY.slice(1500, 4500),
    "sk-",
    "?key=",
    "&token=x",
    "A",
    "b3",
    "QUFB",
    "YmVhcmVy",
    Buffer.from(`Bearer ${KEY}`).toString("base64"),
    "[redacted]",
    "%41",
    "&amp;",
    "\\\\",
  ]),
];
