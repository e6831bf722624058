import type { OutputSchema } from "../chat/output-schema.ts";
import type { ChatRequest, Tool } from "../chat/request.ts";
import type { ReplyCall } from "../chat/typed-tool.ts";
import type { Client, ReplyOutput } from "../client/client.ts";
import type { RunToolsOptions } from "./run-options.ts";
import { RunStream } from "./run-stream.ts";
import type { ToolRun, ToolRunStream } from "./tool-run.ts";

/**
 * Asks a model and makes the calls of its replies by `execute` of their tools, which `tool` made, until
 * it answers, a limit is reached, or there are calls of tools without `execute`: then they are `pending`.
 * The model hears of what a tool threw, of wrong arguments and of tools that there are none of, as of
 * any result. Thinking and opaque parts stay in the conversation. A `toolChoice` that forces a call
 * holds for the first turn.
 *
 * @throws KeiError of code `config` for a wrong option; else `ToolRunError`, a KeiError that has as
 * `run` what was done before: the error of a request, or `aborted`.
 */
export async function runTools<
  Ids extends string,
  const Output extends OutputSchema | undefined = undefined,
  const Tools extends readonly Tool[] | undefined = undefined,
>(
  client: Pick<Client<Ids>, "provider" | "chat" | "types">,
  request: ChatRequest<NoInfer<Ids>, Output, Tools>,
  options: RunToolsOptions,
): Promise<ToolRun<ReplyOutput<Output, Tools>, ReplyCall<Tools>>> {
  const run = new RunStream(client, request as ChatRequest, options, (turn) => ({
    reply: () => client.chat(turn as ChatRequest<Ids>),
  }));
  return (await run.result()) as ToolRun<never, never>;
}

/**
 * {@link runTools} as it goes on: `client.stream` for `client.chat`. One `for await` gets the events,
 * `result()` the whole, either or both. Nothing is sent before it is read; leaving the loop early ends
 * the run, with its request and its tools.
 */
export function streamTools<
  Ids extends string,
  const Output extends OutputSchema | undefined = undefined,
  const Tools extends readonly Tool[] | undefined = undefined,
>(
  client: Pick<Client<Ids>, "provider" | "stream" | "types">,
  request: ChatRequest<NoInfer<Ids>, Output, Tools>,
  options: RunToolsOptions,
): ToolRunStream<ReplyOutput<Output, Tools>, ReplyCall<Tools>> {
  const run: ToolRunStream<unknown> = new RunStream(
    client,
    request as ChatRequest,
    options,
    (turn) => {
      const events = client.stream(turn as ChatRequest<Ids>);
      return { events, reply: () => events.result() };
    },
  );
  return run as ToolRunStream<never, never>;
}
