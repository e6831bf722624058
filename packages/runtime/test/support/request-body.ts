import type { Provider } from "@kei/registry";
import type { Warning } from "../../src/chat/reply.ts";
import type { ReplyPart } from "../../src/chat/request.ts";
import type {
  PreparedMessage,
  PreparedReplyPart,
  PreparedRequest,
} from "../../src/protocols/prepared-request.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { requestsOf } from "./request-sides.ts";

/** What a request says beside {@link HELLO}, its only message. */
export type Said = Partial<PreparedRequest>;
export type Messages = readonly PreparedMessage[];

/** The id of every model here. */
export const MODEL = "model-1";
export const HELLO = { role: "user", content: [{ type: "text", text: "Hello" }] } as const;

/** A reply's content as it is prepared for who wrote it, when nothing in it has to change. */
export function prepared(content: readonly ReplyPart[]): readonly PreparedReplyPart[] {
  return content as readonly PreparedReplyPart[];
}

/** The body that a protocol makes of a prepared request. @throws FailureError */
export function bodyOf<Body extends object>(
  protocol: Protocol<Body>,
  said: Said = {},
  stream = false,
): Body {
  return requestsOf(protocol).body(
    { modelId: MODEL, messages: [HELLO], warn() {}, provider: {} as Provider, ...said },
    stream,
  );
}

/** What it warns of on the way. */
export function warningsOf(protocol: Protocol, said: Said): Warning["code"][] {
  const codes: Warning["code"][] = [];
  bodyOf(protocol, { ...said, warn: ({ code }) => codes.push(code) });
  return codes;
}
