import type { Model, Provider } from "@kei/registry";
import type { Warning } from "../chat/reply.ts";
import type { ChatRequest } from "../chat/request.ts";
import { badRequest, must } from "../failure/request-failures.ts";
import { isRecord } from "../platform/records.ts";
import type { PreparedRequest } from "../protocols/prepared-request.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { prepareMessages } from "./prepare-messages.ts";
import { prepareOutput } from "./prepare-output.ts";
import { prepareSettings } from "./prepare-settings.ts";
import { prepareToolChoice, prepareTools } from "./prepare-tools.ts";

const KEYS: readonly string[] = [
  "model",
  "system",
  "messages",
  "tools",
  "toolChoice",
  "output",
  "maxOutputTokens",
  "temperature",
  "topP",
  "stop",
  "reasoning",
  "extraBody",
  "signal",
] satisfies (keyof ChatRequest)[];

/**
 * Checks a request and makes it what protocols send. Trusts no type: callers may write plain
 * JavaScript. What a model is not known to take is refused, or left out with a warning, before
 * anything is sent; of a model without facts nothing is known, and so nothing is refused.
 *
 * @param model what goes over the wire, and what the registry knows of it
 * @throws FailureError `bad-request` for what is wrong, `unsupported` for what cannot be done; the
 * message begins with where it is
 */
export function prepareRequest(
  request: ChatRequest,
  model: { readonly id: string; readonly facts: Model | undefined },
  protocol: Protocol,
  provider: Provider,
  warn: (warning: Warning) => void,
): PreparedRequest {
  for (const key in request) {
    if (!KEYS.includes(key) && request[key as keyof ChatRequest] !== undefined)
      throw unknownKey(key);
  }
  const { system, extraBody, signal } = request;
  const { id, facts } = model;
  const target = { id, facts, protocol, provider, warn };
  const prepared: { -readonly [Key in keyof PreparedRequest]: PreparedRequest[Key] } = {
    modelId: id,
    provider,
    messages: prepareMessages(request.messages, target),
    warn,
  };
  if (facts?.maxOutputTokens !== undefined) prepared.modelMaxOutputTokens = facts.maxOutputTokens;
  if (facts?.capabilities !== undefined) prepared.modelCapabilities = facts.capabilities;
  if (system !== undefined) {
    if (typeof system !== "string") throw must("system", "a text");
    if (system !== "") prepared.system = system;
  }
  const tools = request.tools === undefined ? [] : prepareTools(request.tools, target);
  if (tools.length > 0) prepared.tools = tools;
  if (request.toolChoice !== undefined) {
    prepared.toolChoice = prepareToolChoice(request.toolChoice, tools, target);
  }
  if (request.output !== undefined) {
    const output = prepareOutput(request.output, target);
    if ("schema" in output) prepared.output = output;
    else prepared.system = `${system ? `${system}\n\n` : ""}${output.instruction}`;
  }
  prepareSettings(request, target, prepared);
  if (extraBody !== undefined) {
    if (!isRecord(extraBody)) throw must("extraBody", "an object");
    prepared.extraBody = extraBody;
  }
  if (signal !== undefined && typeof signal?.aborted !== "boolean") {
    throw must("signal", "an AbortSignal");
  }
  return prepared;
}

function unknownKey(key: string): Error {
  const [first, ...others] = KEYS;
  const meant = others.reduce(
    (best, known) => (likeness(key, known) > likeness(key, best) ? known : best),
    first as string,
  );
  const hint =
    likeness(key, meant) > 0.6
      ? `did you mean ${meant}?`
      : "keys of the provider's go into extraBody";
  return badRequest(`${key} is not a key of a request: ${hint}`);
}

/** The share of the pairs of letters that two words have in common. */
function likeness(a: string, b: string): number {
  const [some, others] = [pairs(a), pairs(b)];
  const shared = some.filter((pair) => others.includes(pair));
  return (2 * shared.length) / (some.length + others.length);
}

function pairs(word: string): string[] {
  const letters = [...word.toLowerCase().replaceAll("_", "")];
  return letters.map((letter, i) => letter + letters[i + 1]);
}
