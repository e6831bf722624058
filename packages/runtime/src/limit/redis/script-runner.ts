import { FailureError } from "../../chat/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import { SCRIPT } from "./script.ts";

/** Runs a script over the user's connection, and gives what it answers. */
export type Eval = (
  script: string,
  keys: readonly string[],
  args: readonly string[],
) => Promise<unknown>;

/** What the script answers. */
export interface ScriptAnswer {
  /** How many of those that were asked for may go; -1: Redis does not know what this process has taken. */
  readonly granted: number;
  /** When the others are to be asked for again. */
  readonly waitMs: number;
  /** Names the state that answered. */
  readonly born: number;
  /** How many processes share the budget. */
  readonly processes: number;
}

/** Redis is away when it does not answer in this time. Clients may queue what they cannot send for ever. */
const TIMEOUT_MS = 1000;

/** Runs the script for one budget, one run at a time, and gives up on one that takes too long. */
export class ScriptRunner {
  readonly #eval: Eval;
  readonly #clock: Clock;
  #keys: readonly string[] | Promise<readonly string[]>;
  /** What gives up on the run that is under way, and when. */
  #giveUp: (() => void) | undefined;
  #giveUpAt = 0;
  #timer: unknown;

  constructor(evaluate: Eval, keys: Promise<readonly string[]>, clock: Clock) {
    this.#eval = evaluate;
    this.#keys = keys;
    this.#clock = clock;
  }

  /**
   * @param onLate takes an answer that came after it was given up
   * @throws whatever fails
   */
  run(args: readonly string[], onLate: (late: ScriptAnswer) => void): Promise<ScriptAnswer> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      this.#giveUp = () => {
        isLate = true;
        reject(new Error(`no answer within ${TIMEOUT_MS / 1000} s`));
      };
      this.#giveUpAt = this.#clock.now() + TIMEOUT_MS;
      if (this.#timer === undefined) this.#watch(TIMEOUT_MS);
      const onAnswer = (value: unknown) => {
        const answer = readAnswer(value);
        if (isLate) return onLate(answer);
        this.#giveUp = undefined;
        resolve(answer);
      };
      const onFailure = (thrown: unknown) => {
        if (!isLate) this.#giveUp = undefined;
        reject(thrown);
      };
      this.#send(args).then(onAnswer).catch(onFailure);
    });
  }

  async #send(args: readonly string[]): Promise<unknown> {
    if (this.#keys instanceof Promise) this.#keys = await this.#keys;
    return this.#eval(SCRIPT, this.#keys, args);
  }

  /** One timer for all runs, which looks again when it goes off: to set one takes longer than the rest. */
  #watch(ms: number): void {
    const look = () => {
      this.#timer = undefined;
      const giveUp = this.#giveUp;
      if (giveUp === undefined) return;
      const left = this.#giveUpAt - this.#clock.now();
      if (left > 0) return this.#watch(left);
      this.#giveUp = undefined;
      giveUp();
    };
    this.#timer = this.#clock.setTimer(look, ms, false);
  }
}

/** @throws FailureError of code `config` for what the script does not answer */
function readAnswer(value: unknown): ScriptAnswer {
  const numbers: readonly unknown[] = Array.isArray(value) ? value : [];
  const [granted, waitMs, born, processes] = numbers;
  if (numbers.length !== 5 || !numbers.every((number) => Number.isFinite(Number(number)))) {
    throw new FailureError({
      code: "config",
      message: "the eval of the limiter must give what the script answers, a list of five numbers",
    });
  }
  // Some clients give numbers as texts, or as bigint.
  return {
    granted: Number(granted),
    waitMs: Number(waitMs),
    born: Number(born),
    processes: Number(processes),
  };
}
