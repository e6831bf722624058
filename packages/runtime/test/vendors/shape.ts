import type { KeiErrorCode } from "../../src/chat/errors.ts";
import type { FinishReason } from "../../src/chat/reply.ts";

/** An odd answer of a server, what it means, and whether the vendor's own SDK sees that. */
export interface Shape {
  readonly name: string;
  /** Whether a stream was asked for. */
  readonly streamed: boolean;
  readonly answer: Answer;
  readonly right: Right;
  /** What the vendor's SDK shows; it is wrong where it says something else than `right`. */
  readonly sdk: "right" | Right;
}

/** What the server does, in order. */
export interface Answer {
  /** @default 200 */
  readonly status?: number;
  /** @default the content type of what was asked for */
  readonly headers?: Readonly<Record<string, string>>;
  /** Each is written by itself. */
  readonly pieces: readonly (string | Uint8Array)[];
  /** The connection is closed well, broken off, or left open for the client to close. @default "close" */
  readonly end?: "close" | "break" | "open";
}

/** What a program sees of an answer. */
export interface Seen {
  /** Of one that fails: what was told before. */
  readonly text: string;
  readonly refusal?: string;
  readonly calls?: readonly Call[];
  /** Absent: each call has an id, and no other call has it. */
  readonly ids?: "missing" | "same";
  readonly reason?: FinishReason;
  /** Tokens. */
  readonly usage?: readonly [input: number | undefined, output: number | undefined];
  readonly error?: SeenError;
  /** The answer was over, and the program waited for the end of the connection. */
  readonly waits?: true;
}

interface SeenError {
  /** Of a `KeiError`. */
  readonly code?: KeiErrorCode;
  readonly message: string;
  /** It was given out as an answer, in which the program found no answer. */
  readonly asAnswer?: true;
}

/** A name, and arguments: an object, or the text of what is none. */
export type Call = readonly [name: string | undefined, args: unknown];

/** What is to be seen: all of an answer, or an error whose message has some words. */
export type Right = Omit<Seen, "error"> & {
  readonly error?: Omit<SeenError, "message"> & { readonly says: string };
};

/** An error. @param text what was told before */
export function fails(code: KeiErrorCode, says = "", text = ""): Right {
  return { text, error: { code, says } };
}

/** An error of the SDK's. @param text what was told before */
export function throws(says: string, text = ""): Right {
  return { text, error: { says } };
}

/** Something that the SDK takes for an answer, and that a program cannot read. */
export function unreadable(says: string): Right {
  return { text: "", error: { says, asAnswer: true } };
}

/** Arguments of a call: an object, or the text of what is none. */
export function argumentsOf(value: unknown): unknown {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject || typeof value === "string" ? value : JSON.stringify(value);
}

/** The same, of arguments that are JSON in a text, which a program parses. */
export function parsedArguments(text: string): unknown {
  try {
    return argumentsOf(JSON.parse(text));
  } catch {
    return text;
  }
}

/** What is wrong with the ids of calls. */
export function idsOf(ids: readonly unknown[]): Pick<Seen, "ids"> {
  if (ids.some((id) => typeof id !== "string" || id === "")) return { ids: "missing" };
  return new Set(ids).size < ids.length ? { ids: "same" } : {};
}
