import { createEndpoint } from "../../src/call/endpoint.ts";
import { prepareRequest } from "../../src/prepare/prepare-request.ts";
import { toBase64 } from "../../src/prepare/to-base64.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { codexExec } from "../../src/protocols/codex-exec/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "../../src/protocols/ollama-chat/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { openaiResponses } from "../../src/protocols/openai-responses/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { answersOf } from "../support/answer-sides.ts";
import { requestsOf } from "../support/request-sides.ts";
import { tolerate } from "./answers.ts";
import { again, type Growing, numbered, shapes } from "./growing.ts";

const PROTOCOLS = [
  anthropicMessages,
  codexExec,
  geminiGenerateContent,
  ollamaChat,
  openaiChat,
  openaiResponses,
];
const PROVIDER = { id: "acme", displayName: "Acme" };

/** Of a model that can do everything. */
const FACTS = {
  ref: "acme/acme-1",
  provider: "other",
  id: "acme-1",
  protocols: [],
  capabilities: ["tools", "structured-output", "strict-output"],
};

/** A request as JSON, or its messages, to a model of which nothing is known, or all. */
function takes(protocol: Protocol, provider: object = PROVIDER): (text: string) => void {
  return (text) => {
    const given = JSON.parse(text);
    tolerate(() => {
      const isList = Array.isArray(given);
      const model = { id: "acme-1", facts: isList ? undefined : (FACTS as never) };
      const request = { model: "acme-1", ...(isList ? { messages: given.flat() } : given) };
      const side = requestsOf(protocol);
      const prepared = prepareRequest(
        request as never,
        model,
        protocol,
        side,
        provider as never,
        () => {},
      );
      JSON.stringify(side.body(prepared, true));
    });
  };
}

/** Hints for caches on every text. */
const BREAKS = again(
  '{"type":"text","text":"x","cacheBreak":true},',
  '{"cache":"auto","system":"s","messages":[{"role":"user","content":[',
  '{"type":"text","text":"x"}]}]}',
);

const message = (role: string, content: unknown) => `${JSON.stringify({ role, content })},`;
const END = `${JSON.stringify({ role: "user", content: "so?" })}]`;
const CALL = (i: number) => ({ type: "tool-call", id: `c${i}`, name: "f", arguments: {} });
const RESULT = (id: string) => ({ role: "tool", toolCallId: id, content: "x" });

/** A turn of many calls, and their results. */
const manyCalls = (idOf: (i: number) => string) => (size: number) => {
  const ids = Array.from({ length: Math.ceil(size / 100) }, (_, i) => idOf(i));
  return JSON.stringify([
    { role: "user", content: "so?" },
    { role: "assistant", content: ids.map((id, i) => ({ ...CALL(i), id })) },
    ids.map(RESULT),
    { role: "user", content: "so?" },
  ]);
};

const CONVERSATIONS = [
  numbered((i) => message("user", `words ${i}`), "[", END),
  again(message("user", "so?") + message("assistant", "so"), "[", END),
  again(message("assistant", ""), "[", END),
  numbered(
    (i) =>
      message("user", "so?") +
      message("assistant", [CALL(i)]) +
      `${JSON.stringify(RESULT(`c${i}`))},`,
    "[",
    END,
  ),
  again(
    `${message("user", "so?")}${message("assistant", [CALL(1)])}${JSON.stringify(RESULT("c1"))},`,
    "[",
    END,
  ),
  manyCalls((i) => `c${i}`),
  manyCalls(() => "c"),
  manyCalls((i) => `c:${i}`),
  again(
    '{"type":"text","text":"x"},',
    '[{"role":"user","content":[',
    '{"type":"text","text":"x"}]}]',
  ),
  ...["text", "reasoning", "refusal"].map((type) =>
    again(
      `{"type":"${type}","text":"x","signature":"s","from":{"provider":"acme","model":"acme-1"}},`,
      `[{"role":"user","content":"x"},{"role":"assistant","content":[`,
      `{"type":"text","text":"x"}]},${END}`,
    ),
  ),
  again(
    '{"type":"opaque","value":{"type":"x"},"from":{"provider":"acme","model":"acme-1"}},',
    `[{"role":"user","content":"x"},{"role":"assistant","content":[`,
    `{"type":"text","text":"x"}]},${END}`,
  ),
  again(
    '{"type":"image","mediaType":"image/png","data":"iVBORw0KGgoA"},',
    '[{"role":"user","content":[',
    '{"type":"text","text":"x"}]}]',
  ),
  numbered(
    (i) => `{"name":"f${i}","parameters":{"type":"object","properties":{"a":{}}}},`,
    '{"tools":[',
    '{"name":"f"}],"messages":[{"role":"user","content":"x"}]}',
  ),
  numbered(
    (i) => `"k${i}":{"type":"object","properties":{"a":{}}},`,
    '{"output":{"type":"object","properties":{',
    '"k":{}}},"messages":[{"role":"user","content":"x"}]}',
  ),
  again("\\ud83d", '[{"role":"user","content":"', '"}]'),
  BREAKS,
  numbered(
    (i) => `"${i}":1,`,
    '{"options":{"openai":{"logitBias":{',
    '"1":1}}},"messages":[{"role":"user","content":"x"}]}',
  ),
];

/** Claude behind a gateway. */
const GATEWAY = { ...PROVIDER, dialect: { cacheStyle: "anthropic" } };

/** Bytes, as images have them. */
const takesBytes = (text: string) => toBase64(new TextEncoder().encode(text));

/** Where requests go. */
const makesUrls = (text: string) => {
  for (const protocol of PROTOCOLS) {
    const { modelsUrl, counting } = answersOf(protocol as Protocol);
    for (const url of [`https://x/${text}`, `https://x/${text}?${text}`]) {
      tolerate(() => void protocol.url(url, "m", true));
      modelsUrl?.(url);
      counting?.url(url);
    }
  }
  for (const endpoint of ["https://x/${A}", "${A}/v1", "${A}"]) {
    tolerate(() => {
      const provider = { ...PROVIDER, endpoint, auth: {} };
      createEndpoint(provider as never, { variables: { A: `https://x${text}` } }, () => {})("m");
    });
  }
};

/** What conversations are taken by. */
export const conversations: readonly Growing[] = [
  ...PROTOCOLS.flatMap((protocol) =>
    shapes(`a conversation for ${protocol.name}`, takes(protocol), CONVERSATIONS),
  ),
  ...shapes("breaks of caches for a gateway", takes(openaiChat, GATEWAY), [BREAKS]),
  ...shapes("bytes", takesBytes, ["x"]),
  ...shapes("an endpoint", makesUrls, ["/", "?", "${A}", "a/", "."]),
];
