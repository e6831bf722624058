import type { FailureError } from "../../chat/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Amounts, Cost } from "../budgets.ts";
import type { Grant } from "../limiter.ts";
import { SpendingWindow } from "../spending-window.ts";
import { type Waiter, WaitingLine } from "../waiting-line.ts";
import { settled } from "../window-limiter.ts";
import { type Eval, type ScriptAnswer, ScriptRunner } from "./script-runner.ts";
import { whyAway } from "./why-away.ts";

/** What all budgets of a limiter have in common. */
export interface BucketSettings {
  readonly eval: Eval;
  /** Names this process among those that share. */
  readonly id: string;
  readonly budget: Amounts;
  readonly smooth: boolean;
  readonly windowMs: number;
  readonly onUnavailable: "local-share" | "fail";
  /** Absent: as many as shared the budget when Redis was last there. */
  readonly processes: number | undefined;
  readonly clock: Clock;
  /** Hears of each run that failed, and of the first one after that which did not. */
  readonly onState: (failure: FailureError | undefined) => void;
}

/** A request that went, as long as it is in the window. */
interface Taken {
  readonly number: number;
  /** By the clock of this process. */
  readonly at: number;
  isSent: boolean;
  tokens: number;
  money: number;
}

/** How many processes there may be, while nothing is known of them. */
const UNKNOWN_PROCESSES = 10;

/**
 * The window in Redis is longer by a hundredth: requests go when its answer is here, and one answer may take
 * that much longer than another.
 */
const LATENESS = 1.01;

/** A process goes on alone for a sixtieth of the window before it asks Redis again. */
const RETRY_PART = 60;

/** Most requests that one script lets go; others wait for it. */
const MOST_ASKED = 32;

/** Most requests that one script puts back. */
const MOST_RESTORED = 1000;

/**
 * One budget that processes share. Those that wait here form one line, of which only the first are asked
 * for: one script at a time, which settles as well what became known meanwhile.
 */
export class RedisBucket {
  readonly #settings: BucketSettings;
  readonly #runner: ScriptRunner;
  /** Arguments of the script that are always the same. */
  readonly #head: readonly string[];
  readonly #line = new WaitingLine(() => this.#wake());
  /** What this process has taken, and by which it goes on alone when Redis is away. */
  readonly #window: SpendingWindow;
  readonly #recent = new Set<Taken>();
  readonly #unsettled = new Set<Taken>();
  /** What Redis may not know of. */
  #untold = new Set<Taken>();
  #holdUntil = Number.NEGATIVE_INFINITY;
  #next = 1;
  /** Which state of Redis knows what was taken here; 0: none. */
  #born = 0;
  #processes: number;
  /** Why Redis is away, and when it is asked again. */
  #away: FailureError | undefined;
  #retryAt = 0;
  #isBusy = false;
  #isScheduled = false;
  #timer: unknown;

  constructor(settings: BucketSettings, keys: Promise<readonly string[]>) {
    this.#settings = settings;
    this.#runner = new ScriptRunner(settings.eval, keys, settings.clock);
    const { budget, id, smooth, windowMs } = settings;
    const window = micros(windowMs * LATENESS);
    const limits = [budget.requests, budget.tokens, budget.money].map((limit) =>
      Number.isFinite(limit) ? limit : -1,
    );
    const gap = smooth ? Math.ceil(window / budget.requests) : 0;
    this.#head = [...[window, ...limits, gap].map(String), id];
    this.#processes = settings.processes ?? UNKNOWN_PROCESSES;
    this.#window = new SpendingWindow(this.#share(), settings.smooth, settings.windowMs);
  }

  acquire(cost: Cost, signal: AbortSignal | undefined): Promise<Grant> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const now = this.#settings.clock.now();
    if (this.#failsAt(now)) return Promise.reject(this.#away);
    const waiting = this.#line.join(cost, signal);
    if (this.#timer === undefined) this.#schedule();
    return waiting;
  }

  /** Whether nothing is asked, since Redis was not there a moment ago and nobody goes alone. */
  #failsAt(now: number): boolean {
    return (
      this.#away !== undefined && this.#settings.onUnavailable === "fail" && now < this.#retryAt
    );
  }

  /** What comes in the same moment goes in one script. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#wake();
    });
  }

  #wake(): void {
    const { clock, onUnavailable } = this.#settings;
    if (this.#timer !== undefined) clock.clearTimer(this.#timer);
    this.#timer = undefined;
    const now = clock.now();
    const isAway = this.#away !== undefined;
    const isDue = !this.#isBusy && !(isAway && now < this.#retryAt);
    if (isDue && this.#hasWork()) void this.#ask(now);
    if (isAway && onUnavailable === "local-share") this.#goAlone(now);
  }

  #hasWork(): boolean {
    return this.#line.size + this.#unsettled.size + this.#untold.size > 0;
  }

  #wakeIn(ms: number): void {
    if (this.#timer !== undefined) this.#settings.clock.clearTimer(this.#timer);
    this.#timer = this.#settings.clock.setTimer(() => this.#wake(), Math.max(1, ms), false);
  }

  /** Lets those go that the share of this process has room for. */
  #goAlone(now: number): void {
    for (const waiter of this.#line) {
      const wait = this.#window.waitFor(waiter.cost, now);
      if (wait > 0) {
        this.#wakeIn(this.#isBusy ? wait : Math.min(wait, this.#retryAt - now));
        return;
      }
      waiter.go(this.#take(this.#next++, waiter.cost, now, false));
    }
  }

  async #ask(now: number): Promise<void> {
    this.#isBusy = true;
    this.#forget(now);
    const { onUnavailable } = this.#settings;
    const restored = firstOf(this.#untold, MOST_RESTORED);
    // What is not put back yet would be taken twice.
    const mayGo =
      this.#untold.size <= MOST_RESTORED && (this.#away === undefined || onUnavailable === "fail");
    const batch = mayGo ? firstOf(this.#line, MOST_ASKED) : [];
    const first = this.#next;
    this.#next += batch.length;
    const unsettled = firstOf(this.#unsettled, Number.POSITIVE_INFINITY);
    if (unsettled.length > 0) this.#unsettled.clear();
    const args = this.#argumentsOf(now, restored, unsettled, batch, first);
    try {
      const answer = await this.#runner.run(args, (late) => this.#giveBack(first, late.granted));
      this.#isBusy = false;
      if (answer.granted >= 0) for (const taken of restored) this.#untold.delete(taken);
      this.#onAnswer(answer, batch, first);
    } catch (thrown) {
      this.#isBusy = false;
      for (const taken of unsettled) this.#unsettled.add(taken);
      this.#onAway(thrown);
    }
  }

  #onAnswer(answer: ScriptAnswer, batch: readonly Waiter[], first: number): void {
    const { clock, processes } = this.#settings;
    const now = clock.now();
    if (this.#away !== undefined) this.#settings.onState(undefined);
    this.#away = undefined;
    this.#born = answer.born;
    if (answer.granted < 0) {
      // Redis has lost what was told it, or everything has run out meanwhile.
      this.#untold = new Set(this.#recent);
      this.#schedule();
      return;
    }
    if (processes === undefined && answer.processes !== this.#processes) {
      this.#processes = answer.processes;
      this.#window.limitTo(this.#share());
    }
    const granted = Math.min(answer.granted, batch.length);
    for (let i = 0; i < granted; i += 1) {
      const waiter = batch[i] as Waiter;
      const grant = this.#take(first + i, waiter.cost, now, true);
      if (this.#line.has(waiter)) waiter.go(grant);
      // Who has given up meanwhile has taken nothing.
      else grant.settle({ requests: 0 });
    }
    if (granted < batch.length) this.#wakeIn(answer.waitMs);
    else if (this.#hasWork()) this.#schedule();
  }

  #onAway(thrown: unknown): void {
    const { clock, onUnavailable, windowMs } = this.#settings;
    const failure = whyAway(thrown);
    this.#away = failure;
    this.#settings.onState(failure);
    this.#retryAt = clock.now() + windowMs / RETRY_PART;
    // What went meanwhile has to be told, and what Redis knows it may have lost.
    this.#untold = new Set(this.#recent);
    if (onUnavailable === "local-share") this.#goAlone(clock.now());
    else for (const { fail } of this.#line) fail(failure);
  }

  /** Of an answer that nobody waited for any more. */
  #giveBack(first: number, granted: number): void {
    const at = this.#settings.clock.now();
    for (let number = first; number < first + granted; number += 1) {
      this.#unsettled.add({ number, at, isSent: false, tokens: 0, money: 0 });
    }
    this.#schedule();
  }

  /** @param isTold Redis knows of it */
  #take(number: number, cost: Cost, now: number, isTold: boolean): Grant {
    const { tokens = 0, money = 0 } = cost;
    const taken: Taken = { number, at: now, isSent: true, tokens, money };
    const entry = this.#window.add(cost, now);
    this.#recent.add(taken);
    if (!isTold) this.#untold.add(taken);
    return {
      settle: (actual) => {
        const [requests, spent] = settled(actual);
        this.#window.change(entry, requests, spent);
        taken.isSent = requests === 1;
        taken.tokens = spent.tokens ?? taken.tokens;
        taken.money = spent.money ?? taken.money;
        if (!taken.isSent) {
          this.#recent.delete(taken);
          this.#untold.delete(taken);
        }
        const { retryAfterMs = 0 } = actual;
        if (retryAfterMs > 0) this.#hold(this.#settings.clock.now() + retryAfterMs);
        this.#unsettled.add(taken);
        this.#schedule();
      },
    };
  }

  #hold(until: number): void {
    this.#holdUntil = Math.max(this.#holdUntil, until);
    this.#window.hold(until);
  }

  /** What is older than the window is of no use to anybody. */
  #forget(now: number): void {
    const isOld = ({ at }: Taken) => at + this.#settings.windowMs <= now;
    for (const taken of this.#recent) {
      if (!isOld(taken)) break;
      this.#recent.delete(taken);
      this.#untold.delete(taken);
    }
    for (const taken of this.#unsettled) if (isOld(taken)) this.#unsettled.delete(taken);
  }

  #share(): Amounts {
    const share = (amount: number) =>
      Number.isFinite(amount) ? Math.max(1, Math.floor(amount / this.#processes)) : amount;
    const { requests, tokens, money } = this.#settings.budget;
    return { requests: share(requests), tokens: share(tokens), money: share(money) };
  }

  /** Not made of lists of rows: each grant comes through here, and a round trip is short. */
  #argumentsOf(
    now: number,
    restored: readonly Taken[],
    unsettled: readonly Taken[],
    batch: readonly Waiter[],
    first: number,
  ): string[] {
    const args = this.#head.concat(
      String(this.#processes),
      String(this.#recent.size > 0 ? this.#born : 0),
      String(Math.max(0, micros(this.#holdUntil - now))),
      String(this.#line.size - batch.length),
    );
    const put = (...amounts: readonly number[]) => {
      for (const amount of amounts) args.push(String(amount));
    };
    put(restored.length);
    for (const { number, at, tokens, money } of restored) {
      put(number, micros(now - at), tokens, money);
    }
    put(unsettled.length);
    for (const { number, isSent, tokens, money } of unsettled) {
      put(number, isSent ? 1 : 0, tokens, money);
    }
    put(batch.length);
    for (const [i, { cost }] of batch.entries()) {
      put(first + i, cost.tokens ?? -1, cost.money ?? -1);
    }
    return args;
  }
}

function firstOf<T>(all: Iterable<T> & { readonly size: number }, most: number): T[] {
  const found: T[] = [];
  if (all.size === 0) return found;
  for (const each of all) {
    if (found.length >= most) break;
    found.push(each);
  }
  return found;
}

function micros(ms: number): number {
  return Number.isFinite(ms) ? Math.ceil(ms * 1000) : 0;
}
