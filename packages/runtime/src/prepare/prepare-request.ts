import type { Dialect, Model, Provider } from "@kei/registry/contract";
import { whyNoCaching } from "../call/check-caching.ts";
import { FailureError } from "../chat/errors.ts";
import type { Warning } from "../chat/reply.ts";
import type { CacheOptions, Caching, ChatRequest, TextPart } from "../chat/request.ts";
import { badRequest, must, unsupported } from "../failure/request-failures.ts";
import { isRecord } from "../platform/records.ts";
import type { PreparedRequest, PreparedText } from "../protocols/prepared-request.ts";
import type { Protocol, RequestSide } from "../protocols/protocol.ts";
import { checkKeys } from "./check-keys.ts";
import { checkBreak, prepareMessages } from "./prepare-messages.ts";
import { prepareOptions } from "./prepare-options.ts";
import { prepareOutput } from "./prepare-output.ts";
import { prepareSettings } from "./prepare-settings.ts";
import { prepareToolChoice, prepareTools } from "./prepare-tools.ts";

/**
 * Checks a request and makes it what protocols send. Trusts no type: callers may write plain
 * JavaScript. What a model is not known to take is refused, or left out with a warning, before
 * anything is sent; of a model without facts nothing is known, and so nothing is refused.
 *
 * @param clientCache where the request says nothing of caches
 * @param model what goes over the wire, and what the registry knows of it
 * @param side what writes requests of the protocol
 * @throws FailureError `bad-request` for what is wrong, `unsupported` for what cannot be done; the
 * message begins with where it is
 */
export function prepareRequest(
  request: ChatRequest,
  model: { readonly id: string; readonly facts: Model | undefined },
  protocol: Protocol,
  side: RequestSide,
  provider: Provider,
  warn: (warning: Warning) => void,
  clientCache?: Caching,
): PreparedRequest {
  checkKeys(request);
  const { extraBody, options, rawEvents } = request;
  const { id, facts } = model;
  const isOwn = facts?.provider === provider.id;
  if (isOwn && !facts.protocols.includes(protocol.name)) throw unserved(facts, protocol);
  const target = { id, facts, protocol, side, provider, request, warn };
  const prepared: { -readonly [Key in keyof PreparedRequest]: PreparedRequest[Key] } = {
    modelId: id,
    provider,
    messages: prepareMessages(request.messages, target),
    warn,
  };
  if (facts?.maxOutputTokens !== undefined) prepared.modelMaxOutputTokens = facts.maxOutputTokens;
  // What differs behind a gateway is the gateway's to know.
  const isClaude = facts !== undefined && !isOwn && facts.protocols.includes("anthropic-messages");
  const dialect: Dialect = Object.assign(
    {},
    // Gateways pass the breaks of its caches on.
    isClaude && CLAUDE,
    provider.dialect,
    isOwn && facts.dialect,
  );
  if (Object.keys(dialect).length > 0) prepared.dialect = dialect;
  if (facts?.capabilities !== undefined) prepared.modelCapabilities = facts.capabilities;
  const system = prepareSystem(request.system);
  const tools = request.tools === undefined ? [] : prepareTools(request.tools, target);
  if (tools.length > 0) prepared.tools = tools;
  if (request.toolChoice !== undefined) {
    prepared.toolChoice = prepareToolChoice(request.toolChoice, tools, target);
  }
  if (request.output !== undefined) {
    const output = prepareOutput(request.output, target);
    if ("schema" in output) prepared.output = output;
    else {
      system.push({ type: "text", text: output.instruction });
      if (output.isJson) prepared.isJson = true;
    }
  }
  if (system.length > 0) prepared.system = system.map(({ text }) => text).join("\n\n");
  if (system.length > 1 || system[0]?.cacheBreak) prepared.systemParts = system;
  prepareSettings(request, target, prepared);
  if (options !== undefined) {
    if (!isRecord(options)) throw must("options", "an object");
    prepared.fields = prepareOptions(options, target);
  }
  if (rawEvents !== undefined && typeof rawEvents !== "boolean") {
    throw must("rawEvents", "true or false");
  }
  const cache = request.cache === undefined ? clientCache : request.cache;
  if (cache !== undefined) {
    const whyNot = whyNoCaching(cache);
    if (whyNot !== undefined) throw badRequest(whyNot);
    // What a client says holds for all models, as far as each goes.
    if (request.cache !== undefined && isOwn) checkLifetime(cache, facts, protocol);
    prepared.cache = cache === "auto" ? {} : cache;
    if (facts?.cacheMinTokens !== undefined) prepared.modelCacheMinTokens = facts.cacheMinTokens;
    if (facts?.cacheTtls !== undefined) prepared.modelCacheTtls = facts.cacheTtls;
  }
  if (extraBody !== undefined) {
    if (!isRecord(extraBody)) throw must("extraBody", "an object");
    prepared.extraBody = extraBody;
  }
  return prepared;
}

const CLAUDE: Dialect = { cacheStyle: "anthropic" };

/** Instructions as parts, none of them empty. */
function prepareSystem(system: ChatRequest["system"]): PreparedText[] {
  if (system === undefined || system === "") return [];
  if (typeof system === "string") return [{ type: "text", text: system }];
  if (!Array.isArray(system)) throw must("system", "a text or a list of parts");
  return system.flatMap((part: TextPart, i): PreparedText | readonly never[] => {
    if (part?.type !== "text" || typeof part.text !== "string") {
      throw must(`system[${i}]`, "a part of type text");
    }
    const { text, cacheBreak } = part;
    checkBreak(cacheBreak, `system[${i}]`);
    if (text === "") return [];
    return cacheBreak ? { type: "text", text, cacheBreak } : { type: "text", text };
  });
}

/** @throws FailureError where the model is known to have no long life that the protocol can ask for */
function checkLifetime(cache: Caching, { id, cacheTtls }: Model, { name, supports }: Protocol) {
  const { longCaches } = supports;
  if ((cache as CacheOptions).keep !== "long" || !cacheTtls || !longCaches) return;
  if (longCaches.some((ttl) => cacheTtls.includes(ttl))) return;
  throw unsupported("cache.keep long", `${id} in ${name}`, "short");
}

/** It would be sent to an endpoint that does not have it. */
function unserved({ id, protocols, replacedBy }: Model, { name }: Protocol): FailureError {
  const other = replacedBy === undefined ? "another model" : `another model, such as ${replacedBy}`;
  return new FailureError({
    code: "unsupported",
    message: `${id} is served by ${protocols.join(" and ")} alone, and this client speaks ${name}: use ${other}`,
  });
}
