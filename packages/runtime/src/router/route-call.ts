import { sleep } from "../call/call-control.ts";
import { isRetryableCode, KeiError } from "../chat/errors.ts";
import type { PartialReply, Reply, Warning } from "../chat/reply.ts";
import type { ChatRequest } from "../chat/request.ts";
import { unexpectedFailure } from "../failure/unexpected-failure.ts";
import { offAbort, onAbort } from "../platform/abort-callbacks.ts";
import type { Clock } from "../platform/clock.ts";
import { LeanSignal } from "../platform/lean-signal.ts";
import type { Breakers } from "./breakers.ts";
import type { Budget, Reservation } from "./budget.ts";
import type { Candidate, Candidates } from "./directory.ts";
import { costOfFailure, estimateCost } from "./estimate.ts";
import { isWorthAsking, movesOn } from "./moves-on.ts";
import {
  NO_COST,
  type Route,
  type RouteCost,
  type RoutedReply,
  RouteError,
  type RouteStep,
  sumOfCosts,
} from "./route.ts";
import { type RoutedRequest, type RouterPolicy, withoutRoute } from "./router-options.ts";
import { whatIsLost } from "./what-is-lost.ts";

/** What all calls of a router have in common. */
export interface RouteContext {
  readonly policy: RouterPolicy;
  readonly budget: Budget | undefined;
  readonly breakers: Breakers;
  readonly clock: Clock;
  readonly random: () => number;
  /** Never throws. */
  readonly warn: (warning: Warning) => void;
}

/** A model that is being asked. */
export interface Attempt {
  readonly candidate: Candidate;
  readonly request: ChatRequest;
  readonly startedAt: number;
  /** Absent: there is no budget. */
  readonly reservation: Reservation | undefined;
}

/** Whether a model may be asked in this call. */
interface Entry {
  readonly candidate: Candidate;
  asked: number;
  /** Not in this round any more. */
  isDone: boolean;
  /** Not in this call any more. */
  isOut: boolean;
  /** That it was passed over stands in the route. */
  isNoted: boolean;
}

/** Wait before the first request to a model that was asked before, doubled for each next round. */
const BACKOFF_MS = 500;

/** The longest wait, as of a client. */
const MAX_WAIT_MS = 60_000;

const DEFAULT_RETRIES = 2;

/**
 * One call: whom it asks after whom, what that costs, and the errors that come of it. It goes over the
 * models in rounds: a model that failed is asked once more when all others that are worth asking failed.
 */
export class RouteCall {
  readonly #context: RouteContext;
  readonly #asked: RoutedRequest;
  readonly #plain: Omit<ChatRequest, "model">;
  readonly #considered: Candidates["considered"];
  readonly #entries: readonly Entry[];
  readonly #steps: RouteStep[] = [];
  readonly #deadline: number;
  readonly #ending = new LeanSignal();
  #retries: number;
  #round = 0;
  #spent = 0n;
  #last: KeiError | undefined;
  /** Of a stream that broke after the caller had this part of it. */
  #broken: PartialReply | undefined;

  constructor(context: RouteContext, request: RoutedRequest, { list, considered }: Candidates) {
    const { deadlineMs = 0, retries = DEFAULT_RETRIES } = context.policy;
    this.#context = context;
    this.#asked = request;
    this.#plain = withoutRoute(request);
    this.#considered = considered;
    this.#entries = list.map((candidate) => ({
      candidate,
      asked: 0,
      isDone: false,
      isOut: false,
      isNoted: false,
    }));
    this.#deadline = deadlineMs > 0 ? context.clock.now() + deadlineMs : Number.POSITIVE_INFINITY;
    this.#retries = retries;
  }

  /**
   * Asks one model after the other until one answers.
   *
   * @throws RouteError
   */
  async ask<T>(
    run: (attempt: Attempt) => Promise<T>,
  ): Promise<{ readonly attempt: Attempt; readonly result: T }> {
    for (;;) {
      this.#check();
      const entry = this.#pick();
      if (entry === undefined) {
        await this.#nextRound();
        continue;
      }
      const attempt = this.#begin(entry);
      try {
        const { choice } = attempt.candidate;
        return { attempt, result: await this.#context.breakers.run(choice, () => run(attempt)) };
      } catch (thrown) {
        this.#fail(attempt, keiErrorOf(thrown));
      }
    }
  }

  /** Whom it asks first. */
  get first(): Candidate {
    return (this.#entries[0] as Entry).candidate;
  }

  /** What is lost with the model that answers, told once. */
  lost({ candidate }: Attempt): Warning | undefined {
    const warning = whatIsLost(this.#asked, this.first, candidate);
    if (warning !== undefined) this.#context.warn(warning);
    return warning;
  }

  /** The reply, as the caller gets it. */
  answer(
    attempt: Attempt,
    reply: Reply<unknown>,
    lost: Warning | undefined,
  ): RoutedReply<never, never> {
    const { cost } = reply;
    this.#settle(attempt, cost);
    this.#note(attempt, { outcome: "answered", requests: 1, cost });
    const route = this.#route(attempt.candidate.choice.ref);
    const warnings = lost === undefined ? reply.warnings : [...reply.warnings, lost];
    return Object.assign(reply, { route, warnings }) as RoutedReply<never, never>;
  }

  /**
   * A stream failed after the caller had a part of it.
   *
   * @returns what broke, when it is to begin anew
   * @throws RouteError when it is not
   */
  broken(
    attempt: Attempt,
    thrown: unknown,
    canRestart: boolean,
  ): { readonly from: string; readonly error: KeiError } {
    const { choice } = attempt.candidate;
    const error = keiErrorOf(thrown);
    this.#context.breakers.fail(choice, error);
    this.#broken = error.partialReply;
    this.#fail(attempt, error, !canRestart);
    return { from: choice.ref, error };
  }

  /**
   * A model failed. Returns when another one, or the same, is to be asked.
   *
   * @throws RouteError when nobody is
   */
  #fail(attempt: Attempt, error: KeiError, isFinal = false): void {
    const { candidate, request } = attempt;
    const { clock } = this.#context;
    const cost = costOfFailure(candidate.choice, request, error, clock.date());
    this.#settle(attempt, cost);
    // A fallback that cannot do what is asked is none; the first one says what is wrong.
    const cannot = error.code === "unsupported" && error.attempts === 0 && candidate !== this.first;
    this.#note(attempt, {
      outcome: cannot ? "left-out" : "failed",
      reason: cannot ? error.message : `${error.code}: ${error.message}`,
      error,
      requests: error.attempts,
      cost,
    });
    if (cannot) {
      for (const entry of this.#entries) if (entry.candidate === candidate) entry.isOut = true;
      return;
    }
    this.#last = error;
    this.#check();
    const isRepeatable = error.retryable || (error.partial && isRetryableCode(error.code));
    if (isFinal || !(movesOn(error) || isRepeatable)) throw this.#failure();
    for (const entry of this.#entries) {
      if (entry.candidate === candidate) {
        entry.isDone = true;
        entry.isOut ||= !isRepeatable;
      } else if (!isWorthAsking(entry.candidate.choice, candidate.choice, error)) {
        entry.isDone = true;
        // A connection may be there again; the money of a key, or a larger window, will not.
        entry.isOut ||= error.code !== "network";
      }
    }
  }

  /** Nobody wants an answer any more. */
  leave(): void {
    this.#ending.abort(undefined);
  }

  /** @throws RouteError when the call is over */
  #check(): void {
    const { signal } = this.#asked;
    if (signal?.aborted === true && this.#last?.code !== "aborted") {
      const message = "the call was aborted by its signal";
      throw this.#failure({ code: "aborted", message, retryable: false, cause: signal.reason });
    }
    if (this.#last?.code === "aborted") throw this.#failure();
    if (this.#ending.aborted) {
      throw this.#failure({ code: "aborted", message: "the stream was left before its end" });
    }
    if (this.#deadline <= this.#context.clock.now()) {
      const { deadlineMs = 0 } = this.#context.policy;
      const message = `the whole call (policy.deadlineMs) took longer than ${deadlineMs / 1000} s`;
      throw this.#failure({ code: "timeout", message, cause: this.#last });
    }
  }

  /** The next one that may be asked in this round. */
  #pick(): Entry | undefined {
    return this.#entries.find((entry) => {
      const { choice } = entry.candidate;
      if (entry.isDone || entry.isOut || (entry.asked > 0 && this.#retries === 0)) return false;
      const closed = this.#context.breakers.find(choice);
      if (closed === undefined) return true;
      if (!entry.isNoted) {
        entry.isNoted = true;
        const { ref, source } = choice;
        const nothing = { requests: 0, elapsedMs: 0, cost: NO_COST };
        this.#steps.push({ ref, source, outcome: "left-out", reason: closed.reason, ...nothing });
      }
      return false;
    });
  }

  /**
   * Waits until there is somebody to ask again.
   * @throws RouteError when there will be nobody soon
   */
  async #nextRound(): Promise<void> {
    const { breakers, clock, random } = this.#context;
    const waits = this.#entries.flatMap(({ candidate, isOut, asked }) => {
      if (isOut || (asked > 0 && this.#retries === 0)) return [];
      const closed = breakers.find(candidate.choice);
      if (closed === undefined) return asked > 0 ? [0] : [];
      // A circuit is waited for by those alone who say how long they have; what another call tries
      // is soon known.
      const waits = closed.isRest || Number.isFinite(this.#deadline);
      return waits ? [closed.ms ?? BACKOFF_MS] : [];
    });
    // As long as the provider asks for; where it says nothing, longer with each round.
    const isTold = this.#last === undefined || this.#last.retryAfterMs !== undefined;
    const own = isTold ? 0 : BACKOFF_MS * 2 ** this.#round * (1 - 0.25 * random());
    const ms = Math.max(Math.min(...waits), Math.min(own, MAX_WAIT_MS));
    if (ms > MAX_WAIT_MS || clock.now() + ms >= this.#deadline) throw this.#failure();
    for (const entry of this.#entries) entry.isDone = false;
    this.#round += 1;
    if (ms > 0) await this.#wait(ms);
  }

  async #wait(ms: number): Promise<void> {
    const { signal } = this.#asked;
    const stop = () => this.#ending.abort(undefined);
    if (signal !== undefined) onAbort(signal, stop);
    try {
      await sleep(ms, this.#context.clock, this.#ending);
    } catch {
      // Whoever goes on says why.
    } finally {
      if (signal !== undefined) offAbort(signal, stop);
    }
  }

  /** @throws RouteError when the budget does not allow it */
  #begin(entry: Entry): Attempt {
    const { candidate } = entry;
    const startedAt = this.#context.clock.now();
    const plain = this.#plain;
    const { timeouts } = plain;
    const left = this.#deadline - startedAt;
    const totalMs = Math.min(left, timeouts?.totalMs || Number.POSITIVE_INFINITY);
    const request: ChatRequest = {
      ...plain,
      ...this.#effort(candidate),
      model: candidate.model,
      // There is one layer of retries, and it is here.
      retry: { max: 0 },
      ...(Number.isFinite(totalMs) && { timeouts: { ...timeouts, totalMs } }),
    };
    const reservation = this.#reserve(candidate, request);
    if (entry.asked > 0) this.#retries -= 1;
    entry.asked += 1;
    return { candidate, request, startedAt, reservation };
  }

  /** How much the model is to think, by its profile; where it is known to take that. */
  #effort({ choice, effort }: Candidate): Pick<ChatRequest, "reasoning"> | undefined {
    if (effort === undefined || this.#plain.reasoning !== undefined) return undefined;
    return choice.model?.efforts?.includes(effort) === true ? { reasoning: { effort } } : undefined;
  }

  #reserve({ choice }: Candidate, request: ChatRequest): Reservation | undefined {
    const { budget, clock } = this.#context;
    if (budget === undefined) return undefined;
    const cost = estimateCost(choice, request, clock.date());
    if (cost.kind === "unknown") {
      const what = "missing" in cost ? `${cost.reason} ${cost.missing}` : cost.reason;
      const message = `${choice.ref} was not asked: what it costs is not known (${what}), so no budget can hold it`;
      throw this.#failure({ code: "budget", message });
    }
    if ("currency" in cost && cost.currency !== budget.currency) {
      const message = `${choice.ref} was not asked: it is billed in ${cost.currency}, and policy.budget is in ${budget.currency}`;
      throw this.#failure({ code: "config", message });
    }
    const reserved = budget.reserve(cost.total, this.#spent);
    if ("settle" in reserved) {
      this.#spent += cost.total;
      const { settle } = reserved;
      return {
        settle: (amount) => {
          this.#spent += amount - cost.total;
          settle(amount);
        },
      };
    }
    const { why, retryAfterMs } = reserved;
    throw this.#failure({
      code: "budget",
      message: `${choice.ref} was not asked: ${why}`,
      retryable: retryAfterMs !== undefined,
      retryAfterMs,
    });
  }

  /** What nobody can tell counts as it was reckoned. */
  #settle({ reservation }: Attempt, cost: RouteCost): void {
    if (cost.kind !== "unknown") reservation?.settle(cost.total);
  }

  #note(
    { candidate: { choice }, startedAt }: Attempt,
    step: Omit<RouteStep, "ref" | "source" | "elapsedMs">,
  ): void {
    const { ref, source } = choice;
    const elapsedMs = this.#context.clock.now() - startedAt;
    this.#steps.push({ ref, source, elapsedMs, ...step });
  }

  #route(answered?: string): Route {
    return {
      profile: this.#asked.profile,
      ...(answered !== undefined && { answered }),
      steps: this.#steps,
      cost: sumOfCosts(this.#steps.map(({ cost }) => cost)),
      considered: this.#considered,
    };
  }

  /** @param decisive what ended the call; absent: the last failure, or that nobody may be asked */
  #failure(decisive?: ConstructorParameters<typeof KeiError>[0]): RouteError {
    const { profile } = this.#asked;
    const steps = this.#steps;
    const errors = steps.flatMap(({ error, outcome }) =>
      error && outcome === "failed" ? error : [],
    );
    const last = this.#last;
    const told = (what: string) => {
      const tried = steps.map(({ ref, reason }) => `${ref}: ${reason}`).join("; ");
      return tried === "" ? what : `${what}: ${tried}`;
    };
    const common = {
      provider: last?.provider,
      model: last?.model,
      attempts: steps.reduce((sum, { requests }) => sum + requests, 0),
      partialReply: this.#broken ?? last?.partialReply,
    };
    if (decisive !== undefined) {
      const message = steps.length === 0 ? decisive.message : told(decisive.message);
      return new RouteError({ ...common, ...decisive, message }, this.#route());
    }
    if (last === undefined) {
      const waits = this.#entries.flatMap(
        ({ candidate }) => this.#context.breakers.find(candidate.choice)?.ms ?? [],
      );
      return new RouteError(
        {
          code: "overloaded",
          message: told(`no model of profile ${JSON.stringify(profile)} may be asked now`),
          ...(waits.length > 0 && { retryAfterMs: Math.min(...waits) }),
        },
        this.#route(),
      );
    }
    const waits = errors.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
    const { message, cause } = last;
    return new RouteError(
      {
        ...last,
        ...common,
        message:
          steps.length === 1
            ? message
            : told(`no model of profile ${JSON.stringify(profile)} answered`),
        cause,
        retryable: errors.some(({ retryable }) => retryable),
        ...(waits.length > 0 && { retryAfterMs: Math.min(...waits) }),
      },
      this.#route(),
    );
  }
}

/** A client fails with nothing else; one of the caller's own may. */
function keiErrorOf(thrown: unknown): KeiError {
  if (thrown instanceof KeiError) return thrown;
  return new KeiError(unexpectedFailure(thrown, "protocol").failure);
}
