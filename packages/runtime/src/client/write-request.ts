import type { CallContext, CallRequest } from "../call/call.ts";
import { mergeBody } from "../call/merge-body.ts";
import type { Settings } from "../call/settings.ts";
import { withOwnHooks } from "../call/with-own-hooks.ts";
import { libraryOf } from "../chat/for-libraries.ts";
import type { Warning } from "../chat/reply.ts";
import type { ChatRequest } from "../chat/request.ts";
import { prepareRequest } from "../prepare/prepare-request.ts";
import type { RequestSide } from "../protocols/protocol.ts";
import type { ModelCatalog, ResolvedModel } from "./model-catalog.ts";
import { warnIfEnding } from "./warn-if-ending.ts";

interface WrittenRequest {
  readonly request: CallRequest;
  /** With the hooks that the call has of its own. */
  readonly settings: Settings;
}

/**
 * Checks a request and writes what is sent. It and all that it needs are loaded with the first request.
 *
 * @param side what writes requests of the protocol
 * @throws FailureError for what is wrong, or cannot be done
 */
export function writeRequest(
  { protocol, provider, settings }: CallContext,
  side: RequestSide,
  request: ChatRequest,
  model: ResolvedModel,
  { warned }: ModelCatalog,
  stream: boolean,
  warn: (warning: Warning) => void,
): WrittenRequest {
  warnIfEnding(model.facts, warned, settings.clock.date(), warn);
  const prepared = prepareRequest(request, model, protocol, side, provider, warn, settings.cache);
  const { fields, extraBody } = prepared;
  const plain = side.body(prepared, stream);
  const more = fields && extraBody ? mergeBody(fields, extraBody) : (fields ?? extraBody);
  const written = {
    modelId: model.id,
    url: protocol.url(settings.endpoint(model.id), model.id, stream),
    body: more === undefined ? plain : mergeBody(plain, more),
    headers: side.headers?.(prepared),
    stream,
    signal: request.signal,
    asked: {
      provider: provider.id,
      model: model.id,
      protocol: protocol.name,
      messages: request.messages,
      ...(libraryOf(request) && { tellsParts: true }),
    },
    spends: { facts: model.facts, maxOutputTokens: request.maxOutputTokens },
  };
  return { request: written, settings: withOwnHooks(settings) };
}
