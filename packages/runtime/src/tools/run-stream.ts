import type { Provider } from "@kei/registry/contract";
import { toKeiError } from "../call/call.ts";
import { KeiError } from "../chat/errors.ts";
import type { ChatRequest } from "../chat/request.ts";
import { modelName } from "../client/model-catalog.ts";
import { offAbort, onAbort } from "../platform/abort-callbacks.ts";
import { isRecord } from "../platform/records.ts";
import { ReadOnce } from "../stream/read-once.ts";
import { budgetOf, type RunToolsOptions } from "./run-options.ts";
import { type Turns, takeTurns } from "./take-turns.ts";
import type { ToolRun, ToolRunEvent } from "./tool-run.ts";

/** What a run is made with. */
export interface RunStart extends Pick<Turns, "ask" | "fail"> {
  readonly provider: Provider;
  readonly request: ChatRequest;
}

/**
 * A run that begins when it is first read.
 *
 * @param start called then, where what it is made with has to be found first
 */
export function runStream(
  start: RunStart | (() => Promise<RunStart>),
  options: RunToolsOptions,
): ReadOnce<ToolRunEvent, ToolRun<unknown>> {
  const controller = new AbortController();
  const { signal } = controller;
  let started = typeof start === "function" ? undefined : start;
  /** Of the caller: either ends the run. */
  let signals: readonly AbortSignal[] = [];
  const abort = () => controller.abort(signals.find(({ aborted }) => aborted)?.reason);

  /** @throws KeiError of code `config`, ToolRunError */
  const begin = async function* (): AsyncGenerator<ToolRunEvent, ToolRun<unknown>, undefined> {
    started ??= await (start as () => Promise<RunStart>)();
    const { provider, request } = started;
    const budget = budgetOf(options, provider);
    if (!isRecord(request)) {
      const message = "the request must be an object";
      throw toKeiError({ code: "bad-request", message }, { provider, model: undefined });
    }
    signals = [options.signal, request.signal].filter((each) => each !== undefined);
    try {
      for (const ending of signals) {
        if (ending.aborted) abort();
        else onAbort(ending, abort);
      }
      return yield* takeTurns({ ...started, options, budget, signal });
    } finally {
      for (const ending of signals) offAbort(ending, abort);
    }
  };

  const leave = () => {
    const failure = { code: "aborted", message: "the run was left before its end" } as const;
    const left = started
      ? toKeiError(failure, { provider: started.provider, model: modelName(started.request.model) })
      : new KeiError(failure);
    controller.abort(left);
    return left;
  };

  return new ReadOnce({ name: "run", begin, leave });
}
