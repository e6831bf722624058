import type { Warning } from "./reply.ts";
import type { ReplyPart } from "./request.ts";

/**
 * Key of a request by which a library that has words of its own for answers asks for them as they are.
 * Then an `output` schema is sent as always, and the answer is not held to it: `reply.output` is the JSON
 * that the text holds, `undefined` where it holds none or was cut. And a stream gives a
 * {@link PartEvent} beside its other events.
 */
export const forLibraries: unique symbol = Symbol.for("kei.for-libraries");

/** What such a request has under the key. */
export interface ForLibraries {
  /** What is said of the request before it is sent; of a stream, before its first event. */
  onWarning(warning: Warning): void;
}

/**
 * A part of the answer that is whole, as it is in `content` of the reply, with what only its author
 * understands as far as that is known. Of texts and opaque parts, right before the next part begins; other
 * parts have events of their own.
 */
export interface PartEvent {
  readonly type: "part";
  readonly part: ReplyPart;
}

/** What a library asks for; `undefined` of all other requests. */
export function libraryOf(request: object): ForLibraries | undefined {
  return (request as { readonly [forLibraries]?: ForLibraries })[forLibraries];
}
