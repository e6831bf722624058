import type { Model, Provider } from "@kei/registry";
import type { PreparedRequest, Protocol } from "../protocols/protocol.ts";
import type { Warning } from "../reply.ts";
import type { ChatRequest } from "../request.ts";
import { badRequest } from "./failures.ts";
import { prepareMessages } from "./prepare-messages.ts";
import { prepareOutput } from "./prepare-output.ts";
import { prepareSettings } from "./prepare-settings.ts";
import { prepareToolChoice, prepareTools } from "./prepare-tools.ts";

const KEYS: ReadonlySet<string> = new Set([
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
] satisfies (keyof ChatRequest)[]);

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
  if (!isRecord(request)) throw badRequest("the request is not an object");
  for (const key in request) {
    if (!KEYS.has(key) && request[key as keyof ChatRequest] !== undefined) throw unknownKey(key);
  }
  const { system, extraBody, signal } = request;
  const { id, facts } = model;
  const target = { id, facts, protocol, warn };
  const prepared: { -readonly [Key in keyof PreparedRequest]: PreparedRequest[Key] } = {
    modelId: id,
    provider,
    messages: prepareMessages(request.messages, target),
  };
  if (facts?.maxOutputTokens !== undefined) prepared.modelMaxOutputTokens = facts.maxOutputTokens;
  if (system !== undefined) {
    if (typeof system !== "string") throw badRequest("system is not a text");
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
    if (!isRecord(extraBody)) throw badRequest("extraBody is not an object");
    prepared.extraBody = extraBody;
  }
  if (signal !== undefined && typeof signal?.aborted !== "boolean") {
    throw badRequest("signal is not an AbortSignal");
  }
  return prepared;
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unknownKey(key: string): Error {
  const meant = nearest(key);
  return badRequest(
    `${key} is no key of a request${meant === undefined ? "" : `: did you mean ${meant}?`}; what only the provider has goes into extraBody`,
  );
}

/** The key that shares most pairs of letters with a misspelt one, if it shares most of them. */
function nearest(word: string): string | undefined {
  const wanted = pairs(word);
  let best: string | undefined;
  let most = 0.6;
  for (const key of KEYS) {
    const known = pairs(key);
    const shared = wanted.filter((pair) => known.includes(pair)).length;
    const score = (2 * shared) / (wanted.length + known.length);
    if (score > most) {
      best = key;
      most = score;
    }
  }
  return best;
}

function pairs(word: string): string[] {
  const letters = word.toLowerCase().replace(/_/g, "");
  return Array.from(letters, (letter, i) => letter + (letters[i + 1] ?? ""));
}
