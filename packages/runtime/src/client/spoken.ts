import type { Provider } from "@kei/registry/contract";
import type { CallContext } from "../call/call.ts";
import { createLoader, type Loader } from "../platform/load-part.ts";
import type { RequestSide } from "../protocols/protocol.ts";
import { type CreateReader, loadReader } from "../stream/load-reader.ts";
import type { ModelCatalog } from "./model-catalog.ts";
import type { Replies } from "./replies.ts";
import type { writeRequest } from "./write-request.ts";

/** What writes requests, but for what is the protocol's. */
export const loadWriteRequest = createLoader(() => import("./write-request.ts"));

/** What makes replies of answers, but for what is the protocol's. */
export const loadReplies = createLoader(() => import("./replies.ts"));

/** One of the protocols of a client, with what writes its requests and reads its answers. */
export interface Spoken extends CallContext {
  readonly loadRequests: Loader<{
    readonly side: RequestSide;
    readonly writeRequest: typeof writeRequest;
  }>;
  readonly loadAnswers: Loader<Replies>;
  /** What reads streams. */
  readonly load: Loader<{ readonly createReader: CreateReader; readonly replies: Replies }>;
}

export function createSpoken(
  context: CallContext,
  provider: Provider,
  catalog: ModelCatalog,
): Spoken {
  const { protocol, settings } = context;
  const loadRequests = createLoader(async () => {
    const [{ writeRequest }, side] = await Promise.all([
      loadWriteRequest(),
      protocol.loadRequests(),
    ]);
    return { side, writeRequest };
  });
  const loadAnswers = createLoader(async () => {
    const [{ Replies }, answers] = await Promise.all([loadReplies(), protocol.loadAnswers()]);
    return new Replies(answers, provider, catalog, settings.clock);
  });
  const load = createLoader(async () => {
    const [createReader, replies] = await Promise.all([
      loadReader(protocol.framing),
      loadAnswers(),
    ]);
    return { createReader, replies };
  });
  return { ...context, loadRequests, loadAnswers, load };
}
