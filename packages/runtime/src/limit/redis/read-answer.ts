import { FailureError } from "../../chat/errors.ts";

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

/** @throws FailureError of code `config` for what the script does not answer */
export function readAnswer(value: unknown): ScriptAnswer {
  const numbers = Array.isArray(value) ? value.map(Number) : [];
  const [granted, waitMs, born, processes] = numbers;
  if (numbers.length !== 5 || !numbers.every(Number.isFinite)) {
    throw new FailureError({
      code: "config",
      message: "the eval of the limiter must give what the script answers, a list of five numbers",
    });
  }
  return { granted, waitMs, born, processes } as ScriptAnswer;
}
