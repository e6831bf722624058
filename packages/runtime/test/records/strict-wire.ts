import type { KeiErrorCode } from "../../src/chat/errors.ts";
import type { Json } from "./shape.ts";

/** What a server is to answer, in no provider's words. */
export interface Script {
  readonly reasoning?: string;
  /** Proof of the reasoning, where the provider gives one. */
  readonly signature?: string;
  readonly text?: string;
  readonly calls?: readonly ScriptedCall[];
  readonly usage: ScriptedUsage;
}

export interface ScriptedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: Json;
}

/** The whole input and the whole output, with their parts. */
export interface ScriptedUsage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly reasoning?: number;
}

/** The settings of a request, read back from its body. */
export interface SentSettings {
  readonly system?: unknown;
  readonly maxOutputTokens?: unknown;
  readonly temperature?: unknown;
  readonly topP?: unknown;
  readonly stop?: unknown;
  readonly effort?: unknown;
  readonly budgetTokens?: unknown;
  /** DeepSeek's switch. */
  readonly thinking?: unknown;
  readonly schema?: unknown;
  readonly images?: unknown;
}

export interface CheckContext {
  readonly model: string;
  readonly stream: boolean;
  /** What this server has answered so far. */
  readonly issued: readonly Script[];
}

/** An error as the provider answers it. */
export interface ScriptedError {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is. */
  readonly body: Json | string;
  readonly code: KeiErrorCode;
  readonly retryAfterMs?: number;
  /** @default the code's own */
  readonly retryable?: boolean;
}

/** A provider's side of the wire, as its own documentation has it. Knows nothing of our protocols. */
export interface StrictWire {
  /** Path and query of a request: the record's path, the model, whether it streams, the key. */
  target(path: string, model: string, stream: boolean): string;
  /** Headers that carry the key and the version. No other header of the kind may be there. */
  headers(key: string): Readonly<Record<string, string>>;
  /** Which model is asked for, and whether for a stream. */
  asked(body: Json, path: string): { readonly model: unknown; readonly stream: boolean };
  check(body: Json, context: CheckContext): readonly string[];
  settings(body: Json): SentSettings;
  answer(script: Script, model: string): Json;
  /** A stream, event by event; `body` asked for it. */
  chunks(script: Script, model: string, body?: Json): readonly string[];
  readonly streamType: string;
  /** Name of the answer's header that holds the request's id. */
  readonly requestIdHeader?: string;
  /** The answer to a request that is wrong. */
  refusal(message: string): Json;
  readonly errors: Readonly<Record<string, ScriptedError>>;
  /** The server ends an answer by closing the connection, as HTTP/1.0 does. */
  readonly closes?: true;
}

/** The fields that are there. */
export function given(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A text in two pieces, as streams have it. */
export function halves(text: string): readonly string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((half) => half !== "");
}

export function sse(value: Json, event?: string): string {
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${JSON.stringify(value)}\n\n`;
}
