import type { Provider } from "@kei/registry/contract";
import { toKeiError } from "../call/call.ts";
import { KeiError } from "../chat/errors.ts";
import type { Reply, ToolCall } from "../chat/reply.ts";
import type { ChatRequest, Message } from "../chat/request.ts";
import type { StreamEvent } from "../chat/stream-event.ts";
import { modelName } from "../client/model-catalog.ts";
import { callHook } from "../platform/call-hook.ts";
import { isPending, runCalls } from "./run-calls.ts";
import type { RunToolsOptions } from "./run-options.ts";
import {
  type ToolResult,
  type ToolRun,
  ToolRunError,
  type ToolRunEvent,
  type ToolRunState,
} from "./tool-run.ts";
import { TurnSum } from "./turn-sum.ts";

/** A request that was made: its events, where it is a stream, and its reply. */
export interface MadeRequest {
  readonly events?: AsyncIterable<StreamEvent>;
  readonly reply: () => Promise<Reply<unknown>>;
}

/** A run and what it is made with. */
export interface Turns {
  readonly provider: Provider;
  readonly ask: (request: ChatRequest) => MadeRequest;
  readonly request: ChatRequest;
  readonly options: RunToolsOptions;
  readonly budget: bigint | undefined;
  /** Of the run, not the caller's. */
  readonly signal: AbortSignal;
  /** What the run fails with. @default a ToolRunError */
  readonly fail?: (error: KeiError, run: ToolRunState) => ToolRunError;
}

/**
 * Asks the model, makes the calls of its reply, and asks again with their results, until there are none
 * or a limit is reached; a reply that the provider paused is asked on. Limits are looked at before a turn, so that each call there is has its result.
 *
 * @throws ToolRunError
 */
export async function* takeTurns(
  turns: Turns,
): AsyncGenerator<ToolRunEvent, ToolRun<unknown>, undefined> {
  const { ask, request, options, signal, fail } = turns;
  const { onTurn, onTool, parallel = false } = options;
  const tools = request.tools ?? [];
  const sum = new TurnSum();
  let messages: readonly Message[] = request.messages;
  let pending: readonly ToolCall[] = [];
  let toolChoice = request.toolChoice;
  const state = (): ToolRunState => {
    const { turns, usage, cost, cacheSavings } = sum;
    return {
      messages,
      pending,
      turns,
      ...(usage && { usage }),
      cost,
      ...(cacheSavings && { cacheSavings }),
    };
  };
  try {
    for (;;) {
      const made = ask({ ...request, messages, toolChoice, signal });
      for await (const event of made.events ?? []) yield event;
      const reply = await made.reply();
      sum.add(reply);
      const { content, toolCalls, finishReason } = reply;
      const before = messages;
      if (content.length > 0) messages = [...messages, { role: "assistant", content }];
      pending = toolCalls;
      const results: ToolResult[] = [];
      // A cut answer may lack calls: none is made.
      // The provider goes on when it is given the answer as far as it came.
      const isPaused = finishReason === "paused";
      const goesOn = finishReason === "tool-calls" || isPaused;
      const waiting = goesOn ? toolCalls.filter((call) => isPending(call, tools)) : toolCalls;
      const calls = toolCalls.filter((call) => !waiting.includes(call));
      const surroundings = { tools, messages: before, signal, parallel, onTool };
      for await (const result of runCalls(calls, surroundings)) {
        const { call, content: told, isError } = result;
        results.push(result);
        pending = pending.filter((other) => other !== call);
        messages = [
          ...messages,
          { role: "tool", toolCallId: call.id, content: told, ...(isError && { isError }) },
        ];
        yield { type: "tool-result", result };
      }
      const turn = { ...state(), reply, results };
      callHook(onTurn, turn);
      yield { type: "turn", turn };
      const end = goesOn ? endOf(turns, sum, pending) : "answer";
      if (end !== undefined) return { ...state(), end, reply };
      // Forced once more, it could never answer.
      if (toolChoice !== undefined && toolChoice !== "none" && !isPaused) toolChoice = "auto";
    }
  } catch (thrown) {
    const error = keiErrorOf(thrown, turns);
    throw fail?.(error, state()) ?? new ToolRunError(error, state());
  }
}

/** Why there is no next turn. */
function endOf(
  { options, budget }: Turns,
  { turns, cost, last }: TurnSum,
  pending: readonly ToolCall[],
): ToolRun["end"] | undefined {
  if (pending.length > 0) return "pending-calls";
  if (turns >= options.maxTurns) return "max-turns";
  if (budget === undefined) return undefined;
  if (cost.kind === "unknown") return "unknown-cost";
  return cost.total + last > budget ? "budget" : undefined;
}

function keiErrorOf(thrown: unknown, { provider, request, signal }: Turns): KeiError {
  if (thrown instanceof KeiError) return thrown;
  // Of what is called here all but an abort is a result, or a KeiError.
  if (!signal.aborted) throw thrown;
  return toKeiError(
    { code: "aborted", message: "the run was aborted", cause: signal.reason },
    { provider, model: modelName(request.model) },
  );
}
