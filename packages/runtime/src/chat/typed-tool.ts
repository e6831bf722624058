import type { FromJsonSchema } from "./from-json-schema.ts";
import type { InferOutput, OutputSchema } from "./output-schema.ts";
import type { ToolCall, Warning } from "./reply.ts";
import type { Message, Tool, ToolCallPart } from "./request.ts";

/**
 * Where a tool that `tool` made has the code that checks calls: a program without such tools does not
 * have it. The same for all copies of this package in a program.
 */
export const LOAD_CHECK: unique symbol = Symbol.for("@kei/runtime/tool") as never;

/** Checks the calls of an answer: those that are wrong come back with `invalidArguments`. */
export type CallCheck = (calls: readonly ToolCallPart[]) => Promise<readonly ToolCallPart[]>;

/** @throws FailureError of `createCallCheck` when calls could not be checked by a schema */
export type LoadCallCheck = () => Promise<{
  createCallCheck(tools: readonly Tool[], warn: (warning: Warning) => void): CallCheck;
}>;

/** A tool whose calls are checked by its parameters, and typed by them. Made by `tool`. */
export interface TypedTool<Name extends string, Parameters extends OutputSchema | undefined>
  extends Tool {
  readonly name: Name;
  readonly parameters?: Parameters;
  /** Does what the tool does; `runTools` calls it, nothing else. */
  readonly execute?: Execute<Parameters> | undefined;
  readonly [LOAD_CHECK]: LoadCallCheck;
}

/**
 * What a tool does. What it gives goes to the model: a text as it is, parts of text and images as
 * such, nothing as `""`, all else as JSON. What it throws goes to the model as well, as an error.
 */
export type Execute<Parameters extends OutputSchema | undefined> = (
  args: ToolArguments<Parameters>,
  context: ToolContext,
) => unknown;

/** What a tool is told beside its arguments. */
export interface ToolContext {
  /** Aborts when the run does: nobody waits for the result any more. */
  readonly signal: AbortSignal;
  /** The call. Its id is different from those of all other calls of the conversation. */
  readonly call: ToolCall;
  /** The conversation up to the reply that has the call. */
  readonly messages: readonly Message[];
}

/**
 * What a tool is called with, by its parameters: what a Standard Schema gives, the type of
 * `jsonSchema<T>`, or what can be read of a JSON Schema that is written out.
 */
export type ToolArguments<Parameters> = [Parameters] extends [undefined]
  ? Record<string, unknown>
  : Parameters extends { readonly "~standard": unknown }
    ? InferOutput<Parameters>
    : FromJsonSchema<Parameters>;

/**
 * The calls that a reply to a request with these tools may have. Those of tools made by `tool` are
 * typed by name; when one is wrong, its arguments are `undefined` and `invalidArguments` has the text.
 */
export type ReplyCall<Tools extends readonly Tool[] | undefined> =
  Tools extends readonly (infer One)[]
    ? true extends IsTyped<One>
      ? CallOf<One> | InvalidCall
      : ToolCall
    : ToolCall;

/** A call that no tool is to run with: of no tool of the request, or with wrong arguments. */
export interface InvalidCall extends ToolCall {
  readonly arguments: undefined;
  readonly invalidArguments: string;
}

type IsTyped<One> = One extends { readonly [LOAD_CHECK]: unknown } ? true : false;

type CallOf<One> = One extends { readonly [LOAD_CHECK]: unknown; readonly name: infer Name }
  ? ValidCall<Name, ToolArguments<One extends { readonly parameters?: infer P } ? P : undefined>>
  : One extends { readonly name: infer Name }
    ? ValidCall<Name, unknown>
    : never;

interface ValidCall<Name, Args> extends Omit<ToolCall, "name"> {
  readonly name: Name & string;
  readonly arguments: Args;
  readonly invalidArguments?: undefined;
  readonly issues?: undefined;
}

/** What checks the calls of these tools; `undefined`: none of them asks for it. */
export function findCallCheck(tools: readonly Tool[] | undefined): LoadCallCheck | undefined {
  for (const tool of tools ?? []) {
    if (isTypedTool(tool)) return tool[LOAD_CHECK];
  }
  return undefined;
}

/** Whether `tool` made it. */
export function isTypedTool(tool: Tool): tool is TypedTool<string, OutputSchema | undefined> {
  return LOAD_CHECK in tool;
}
