import { runAround } from "../call/run-around.ts";
import type { JsonSchema } from "../chat/json-schema.ts";
import type { ToolCall } from "../chat/reply.ts";
import type { ImagePart, Message, TextPart, Tool, ToolMessage } from "../chat/request.ts";
import { type Execute, isTypedTool, type ToolContext } from "../chat/typed-tool.ts";
import { offAbort, onAbort } from "../platform/abort-callbacks.ts";
import { callHook } from "../platform/call-hook.ts";
import { isRecord } from "../platform/records.ts";
import type { RunToolsOptions, ToolHooks, ToolInfo } from "./run-options.ts";
import type { ToolResult } from "./tool-run.ts";

/** What calls are made with. */
export interface CallSurroundings {
  readonly tools: readonly Tool[];
  readonly messages: readonly Message[];
  readonly signal: AbortSignal;
  /** @default one after the other */
  readonly parallel: boolean;
  readonly onTool: RunToolsOptions["onTool"];
}

/** Whether only the caller can make a call: the tool is there and the arguments are right. */
export function isPending(call: ToolCall, tools: readonly Tool[]): boolean {
  const tool = tools.find(({ name }) => name === call.name);
  return tool !== undefined && call.invalidArguments === undefined && executeOf(tool) === undefined;
}

/**
 * Makes calls, and says what came of each, in their order. What fails is a result as well: the model
 * may do better.
 *
 * @throws the reason of the signal, once it has aborted; nobody waits for what goes on then
 */
export async function* runCalls(
  calls: readonly ToolCall[],
  surroundings: CallSurroundings,
): AsyncGenerator<ToolResult, void, undefined> {
  const { signal, parallel } = surroundings;
  let end = () => {};
  const aborted = new Promise<never>((_, reject) => {
    end = () => reject(signal.reason);
  });
  aborted.catch(() => {});
  onAbort(signal, end);
  const run = (call: ToolCall) => {
    signal.throwIfAborted();
    const hooks = hooksOf(call, surroundings);
    const running = Promise.race([runCall(call, surroundings, hooks?.around), aborted]);
    // Nobody waits for the others of a run that is aborted.
    running.then(
      (result) => callHook(hooks?.onResult, result),
      (reason: unknown) => callHook(hooks?.onAbort, reason),
    );
    return running;
  };
  try {
    const running = parallel ? calls.map(run) : [];
    for (const [i, call] of calls.entries()) yield await (running[i] ?? run(call));
  } finally {
    offAbort(signal, end);
  }
}

/** What hears of a call whose tool is run. */
function hooksOf(call: ToolCall, { tools, onTool }: CallSurroundings): ToolHooks | undefined {
  const tool = tools.find(({ name }) => name === call.name);
  const isRun = tool !== undefined && call.invalidArguments === undefined;
  if (!isRun || onTool === undefined || executeOf(tool) === undefined) return undefined;
  let hooks: ToolHooks | undefined;
  callHook(
    (info: ToolInfo) => {
      hooks = onTool(info);
      return hooks;
    },
    { call, tool },
  );
  return hooks;
}

async function runCall(
  call: ToolCall,
  { tools, messages, signal }: CallSurroundings,
  around: ToolHooks["around"],
): Promise<ToolResult> {
  const { name, arguments: args, invalidArguments, issues } = call;
  const failed = (content: string): ToolResult => ({ call, content, isError: true });
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) {
    const known = tools.map((one) => one.name).join(", ");
    return failed(`there is no tool ${name}: the tools are ${known}`);
  }
  if (invalidArguments !== undefined) {
    const why = issues?.map(({ path, message }) => `arguments${path} ${message}`).join("; ");
    return failed(`the arguments are not valid: ${why ?? "they are not a JSON object"}`);
  }
  try {
    const execute = executeOf(tool);
    const value = await runAround(around, () => execute?.(args, { signal, call, messages }));
    return { call, content: contentOf(value), isError: false };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { call, content: words, isError: true, error };
  }
}

/** Its arguments were checked by its own parameters. */
function executeOf(tool: Tool): ((args: unknown, context: ToolContext) => unknown) | undefined {
  return isTypedTool(tool) ? (tool.execute as Execute<JsonSchema> | undefined) : undefined;
}

function contentOf(value: unknown): ToolMessage["content"] {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.length > 0 && value.every(isPart)) return value;
  const json = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}` : part));
  return json ?? "";
}

function isPart(value: unknown): value is TextPart | ImagePart {
  if (!isRecord(value)) return false;
  const { type, text, data, url } = value;
  return type === "text" ? typeof text === "string" : type === "image" && (data ?? url) != null;
}
