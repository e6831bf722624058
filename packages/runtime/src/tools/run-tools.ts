import type { OutputSchema } from "../chat/output-schema.ts";
import type { Reply } from "../chat/reply.ts";
import type { ChatRequest, ReasoningEffort, Tool, UnsafeModel } from "../chat/request.ts";
import type { ReplyCall } from "../chat/typed-tool.ts";
import type { Client, ReplyOutput } from "../client/client.ts";
import type { ModelRequest } from "../client/model-request.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { ChatStream } from "../stream/chat-stream.ts";
import type { RunToolsOptions } from "./run-options.ts";
import { runStream } from "./run-stream.ts";
import type { ToolRun, ToolRunStream } from "./tool-run.ts";

/** A client, by what tells its types: its methods are too general to infer them from. */
type ToolClient<Ids extends string, Wire extends Protocol, Table> = Pick<
  Client<Ids, Wire, Table>,
  "provider" | "types"
>;

/**
 * Asks a model and makes the calls of its replies by `execute` of their tools, which `tool` made, until
 * it answers, a limit is reached, or there are calls of tools without `execute`: then they are `pending`.
 * The model hears of what a tool threw, of wrong arguments and of tools that there are none of, as of
 * any result. Thinking and opaque parts stay in the conversation, and an answer that the provider paused
 * goes on. A `toolChoice` that forces a call holds for the first turn.
 *
 * @throws KeiError of code `config` for a wrong option; else `ToolRunError`, a KeiError that has as
 * `run` what was done before: the error of a request, or `aborted`.
 */
export async function runTools<
  Ids extends string,
  Wire extends Protocol,
  Table,
  const Model extends Ids | UnsafeModel,
  const Output extends OutputSchema | undefined = undefined,
  const Tools extends readonly Tool[] | undefined = undefined,
  const Effort extends ReasoningEffort | undefined = undefined,
>(
  client: ToolClient<Ids, Wire, Table> & { chat(request: never): Promise<Reply<unknown>> },
  request: ModelRequest<Model, Output, Tools, Effort, Table, Wire>,
  options: RunToolsOptions,
): Promise<ToolRun<ReplyOutput<Output, Tools>, ReplyCall<Tools>>> {
  const ask = (turn: ChatRequest) => ({ reply: () => client.chat(turn as never) });
  const { provider } = client;
  const run = runStream({ provider, request: request as unknown as ChatRequest, ask }, options);
  return (await run.result()) as ToolRun<never, never>;
}

/**
 * {@link runTools} as it goes on: `client.stream` for `client.chat`. One `for await` gets the events,
 * `result()` the whole, either or both. Nothing is sent before it is read; leaving the loop early ends
 * the run, with its request and its tools.
 */
export function streamTools<
  Ids extends string,
  Wire extends Protocol,
  Table,
  const Model extends Ids | UnsafeModel,
  const Output extends OutputSchema | undefined = undefined,
  const Tools extends readonly Tool[] | undefined = undefined,
  const Effort extends ReasoningEffort | undefined = undefined,
>(
  client: ToolClient<Ids, Wire, Table> & { stream(request: never): ChatStream<unknown> },
  request: ModelRequest<Model, Output, Tools, Effort, Table, Wire>,
  options: RunToolsOptions,
): ToolRunStream<ReplyOutput<Output, Tools>, ReplyCall<Tools>> {
  const ask = (turn: ChatRequest) => {
    const events = client.stream(turn as never);
    return { events, reply: () => events.result() };
  };
  const { provider } = client;
  const run: ToolRunStream<unknown> = runStream(
    { provider, request: request as unknown as ChatRequest, ask },
    options,
  );
  return run as ToolRunStream<never, never>;
}
