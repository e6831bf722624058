import type { Choice, Resolution, ResolveOptions } from "@kei/registry";
import { KeiError } from "../chat/errors.ts";
import type { OutputSchema } from "../chat/output-schema.ts";
import type { Warning } from "../chat/reply.ts";
import type { ChatRequest, Tool } from "../chat/request.ts";
import type { StreamEvent } from "../chat/stream-event.ts";
import type { ReplyCall } from "../chat/typed-tool.ts";
import type { Client, ReplyOutput } from "../client/client.ts";
import { unexpectedFailure } from "../failure/unexpected-failure.ts";
import { callHook } from "../platform/call-hook.ts";
import { systemClock } from "../platform/clock.ts";
import { isRecord } from "../platform/records.ts";
import type { RunToolsOptions } from "../tools/run-options.ts";
import { type RunStart, runStream } from "../tools/run-stream.ts";
import type { MadeRequest } from "../tools/take-turns.ts";
import { ToolRunError, type ToolRunEvent } from "../tools/tool-run.ts";
import { Breakers } from "./breakers.ts";
import { Budget } from "./budget.ts";
import { type ClientMakers, type Directory, givenDirectory, loadDirectory } from "./directory.ts";
import { NO_COST, type Route, type RoutedReply, RouteError } from "./route.ts";
import { type Attempt, RouteCall, type RouteContext } from "./route-call.ts";
import { RoutedRunError, type RoutedRunStream, type RoutedToolRun } from "./routed-run.ts";
import { type RoutedStream, routeStream } from "./routed-stream.ts";
import {
  checkRouterOptions,
  type IdOf,
  type RoutedRequest,
  type RouterOptions,
} from "./router-options.ts";

/**
 * Calls to the models of agent profiles: the one that a profile runs on, and those that stand by when it
 * does not answer. All methods fail with a {@link RouteError}, a KeiError that has the route, and
 * nothing else; `runTools` and `streamTools` with a {@link RoutedRunError}.
 */
export interface Router<Id extends string = string> {
  /** Sends a request to one model after the other until one answers, and waits for the whole answer. */
  chat<
    const Output extends OutputSchema | undefined = undefined,
    const Tools extends readonly Tool[] | undefined = undefined,
  >(
    request: RoutedRequest<Id, Output, Tools>,
  ): Promise<RoutedReply<ReplyOutput<Output, Tools>, ReplyCall<Tools>>>;
  /** `chat` with an `output` schema, which has to be there. */
  output<
    const Output extends OutputSchema,
    const Tools extends readonly Tool[] | undefined = undefined,
  >(
    request: RoutedRequest<Id, Output, Tools> & { readonly output: Output },
  ): Promise<RoutedReply<ReplyOutput<Output, Tools>, ReplyCall<Tools>>>;
  /**
   * The answer as it is written. Nothing is sent before the stream is read. Another model is asked as long
   * as the caller had no part of an answer; after that as `policy.onBrokenStream` says.
   */
  stream<
    const Output extends OutputSchema | undefined = undefined,
    const Tools extends readonly Tool[] | undefined = undefined,
  >(
    request: RoutedRequest<Id, Output, Tools>,
  ): RoutedStream<ReplyOutput<Output, Tools>, ReplyCall<Tools>>;
  /**
   * `runTools` of `@kei/runtime`, each turn a routed call. The model that answered last is asked first for
   * the next turn.
   */
  runTools<
    const Output extends OutputSchema | undefined = undefined,
    const Tools extends readonly Tool[] | undefined = undefined,
  >(
    request: RoutedRequest<Id, Output, Tools>,
    options: RunToolsOptions,
  ): Promise<RoutedToolRun<ReplyOutput<Output, Tools>, ReplyCall<Tools>>>;
  /**
   * {@link Router.runTools} as it goes on, each turn a routed stream: another model is asked between turns,
   * and within one as `stream` does. Nothing is sent before it is read; leaving the loop early ends the run.
   */
  streamTools<
    const Output extends OutputSchema | undefined = undefined,
    const Tools extends readonly Tool[] | undefined = undefined,
  >(
    request: RoutedRequest<Id, Output, Tools>,
    options: RunToolsOptions,
  ): RoutedRunStream<ReplyOutput<Output, Tools>, ReplyCall<Tools>>;
  /** What a profile runs on, of the models that the router has clients for. */
  resolve(profile: Id, options?: ResolveOptions): Promise<Resolution>;
  /**
   * The client that asks a model.
   *
   * @throws KeiError of code `config` when there is none of its provider
   */
  clientOf(choice: Pick<Choice, "provider">): Promise<Client>;
}

/**
 * @param loadMakers the clients of all providers, for a router that was given none
 * @throws KeiError of code `config` for a wrong option
 */
export function createRouterOf<const Profiles extends object>(
  options: RouterOptions<Profiles>,
  loadMakers: () => Promise<ClientMakers>,
): Router<IdOf<Profiles>> {
  checkRouterOptions(options);
  const { policy = {}, hooks, testing = {}, profiles, clients } = options;
  const { clock = systemClock, random = Math.random } = testing;
  const onWarning = hooks?.onWarning ?? (({ message }) => console.warn(`kei: ${message}`));
  const context: RouteContext = {
    policy,
    budget: policy.budget && new Budget(policy.budget, clock),
    breakers: new Breakers(clock),
    clock,
    random,
    warn: (warning: Warning) => callHook(onWarning, warning),
  };
  let directory: Directory | undefined = clients && givenDirectory(profiles, clients);
  let loading: Promise<Directory> | undefined;
  const load = async (): Promise<Directory> => {
    loading ??= loadDirectory(options, loadMakers);
    try {
      directory = await loading;
      return directory;
    } finally {
      // The next call may have more luck.
      if (directory === undefined) loading = undefined;
    }
  };

  /** @throws RouteError */
  const begin = async (request: RoutedRequest, first?: string): Promise<RouteCall> => {
    try {
      checkRequest(request);
      const { profile, pinned, userOverride, env, at = new Date(clock.date()) } = request;
      const known = directory ?? (await load());
      const { list, considered } = known.candidates(profile, {
        pinned,
        userOverride,
        ...(env !== undefined && { env }),
        at,
      });
      const ordered = [...list].sort((a, b) => place(a.choice, first) - place(b.choice, first));
      return new RouteCall(context, request, { list: ordered, considered });
    } catch (thrown) {
      throw routeless(thrown, request);
    }
  };

  const ask = async (
    request: RoutedRequest,
    first?: string,
  ): Promise<RoutedReply<never, never>> => {
    const call = await begin(request, first);
    const { attempt, result } = await call.ask(({ candidate, request }: Attempt) =>
      candidate.client.chat(request),
    );
    return call.answer(attempt, result, call.lost(attempt));
  };

  const streamOf = (request: RoutedRequest, first?: string): RoutedStream<never, never> =>
    routeStream(() => begin(request, first), policy.onBrokenStream === "restart");

  /** @param make asks for a turn, and says how it went */
  const run = (request: RoutedRequest, options: RunToolsOptions, make: MakeTurn) => {
    let route: Route | undefined;
    let answered: string | undefined;
    const note = (turn: { readonly route?: Route }) => {
      route = turn.route ?? route;
      answered = turn.route?.answered ?? answered;
    };
    const start = async (): Promise<RunStart> => {
      checkRequest(request);
      const { profile, pinned, userOverride, env, at, ...rest } = request;
      const own = { profile, pinned, userOverride, env, at };
      const { choice, model } = (await begin(request)).first;
      return {
        provider: choice.provider,
        request: { ...rest, model },
        ask: ({ model: _, ...turn }) => make({ ...turn, ...own }, answered, note),
        fail(error, done) {
          const failed = new ToolRunError(error, done);
          return route === undefined ? failed : new RoutedRunError(failed, route);
        },
      };
    };
    // The reply of each turn has its route, since `make` gave it.
    const running: AsyncIterable<ToolRunEvent> = runStream(start, options);
    return running as RoutedRunStream<never, never>;
  };

  const chatTurn: MakeTurn = (turn, first, note) => ({
    reply: () => noted(ask(turn, first), note),
  });

  const streamTurn: MakeTurn = (turn, first, note) => {
    const stream = streamOf(turn, first);
    const events = async function* () {
      try {
        // A restart is an event as all others for what hands them on.
        yield* stream as AsyncIterable<StreamEvent>;
      } finally {
        // Also of a turn that was left: it knows how far it came.
        await noted(stream.result(), note).catch(() => {});
      }
    };
    return { events: events(), reply: () => stream.result() };
  };

  const router: Router = {
    chat: (request) => ask(request as RoutedRequest),
    async output(request) {
      if (!isRecord(request) || request.output === undefined) {
        const message = "output() needs a schema, output: without one it is chat()";
        throw routeless(new KeiError({ code: "bad-request", message }), request as RoutedRequest);
      }
      return await ask(request as RoutedRequest);
    },
    stream: (request) => streamOf(request as RoutedRequest),
    runTools: (request, options) => run(request as RoutedRequest, options, chatTurn).result(),
    streamTools: (request, options) => run(request as RoutedRequest, options, streamTurn),
    resolve: async (profile, options = {}) =>
      (directory ?? (await load())).resolve(profile, { at: new Date(clock.date()), ...options }),
    clientOf: async (choice) => (directory ?? (await load())).clientOf(choice),
  };
  return router as Router<IdOf<Profiles>>;
}

/** Asks for a turn of a run, at first the model that answered the last one. */
type MakeTurn = (
  turn: RoutedRequest,
  first: string | undefined,
  note: (turn: { readonly route?: Route }) => void,
) => MadeRequest;

/** Tells the route of a turn, whether or not it failed. */
async function noted<T extends { readonly route: Route }>(
  turn: Promise<T>,
  note: (turn: { readonly route?: Route }) => void,
): Promise<T> {
  turn.then(note, note);
  return await turn;
}

/** The one that is to be asked first comes first, the others as they are. */
function place({ ref }: Choice, first: string | undefined): number {
  return ref === first ? 0 : 1;
}

/** @throws KeiError of code `bad-request` for what a client would not say, or not so that one finds it */
function checkRequest(request: RoutedRequest): void {
  const wrong = (message: string) => new KeiError({ code: "bad-request", message });
  if (!isRecord(request)) throw wrong("the request must be an object with a profile");
  if (typeof request.profile !== "string") throw wrong("profile must be the id of a profile");
  const { model, retry } = request as Partial<ChatRequest>;
  if (model !== undefined) {
    throw wrong("model is not a key of a routed request: name one for this call with pinned");
  }
  if (retry !== undefined) {
    throw wrong("retry is not a key of a routed request: policy.retries of the router counts");
  }
}

/** A failure before anybody was to be asked. */
function routeless(thrown: unknown, request: RoutedRequest): RouteError {
  if (thrown instanceof RouteError) return thrown;
  const error =
    thrown instanceof KeiError
      ? thrown
      : new KeiError(unexpectedFailure(thrown, "bad-request").failure);
  const { message, cause } = error;
  const profile = isRecord(request) && typeof request.profile === "string" ? request.profile : "";
  return new RouteError(
    { ...error, message, cause },
    { profile, steps: [], cost: NO_COST, considered: [] },
  );
}
