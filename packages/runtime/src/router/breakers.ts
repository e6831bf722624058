import type { Choice } from "@kei/registry";
import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  type IBackoff,
  type IBackoffFactory,
  type IHalfOpenAfterBackoffContext,
} from "cockatiel";
import { KeiError, type KeiErrorCode } from "../chat/errors.ts";
import type { Clock } from "../platform/clock.ts";

/** So many failures after one another, with no success in between, open a circuit. */
const THRESHOLD = 5;

/** How long it stays open where the provider does not say, in milliseconds. */
const COOLDOWN_MS = 30_000;

/** The longest that is believed of a provider that says it. */
const MAX_COOLDOWN_MS = 900_000;

/** What tells that a provider is not well. A model that is gone or a request that is wrong does not. */
const UNWELL: ReadonlySet<KeiErrorCode> = new Set([
  "rate-limit",
  "overloaded",
  "quota",
  "server",
  "network",
  "timeout",
]);

/** Why nobody is to be asked now. */
export interface Closed {
  readonly reason: string;
  /** In how many milliseconds that is over; absent: nobody knows. */
  readonly ms?: number;
  /** The model alone rests, as its provider asked: to wait is of use. */
  readonly isRest: boolean;
}

interface Circuit {
  readonly policy: CircuitBreakerPolicy;
  /** When it may be tried again, by our clock. */
  until: number;
}

/**
 * A circuit breaker for each provider, of all calls of a router, and for each model the wait that its
 * provider asked for.
 */
export class Breakers {
  readonly #clock: Clock;
  readonly #circuits = new Map<string, Circuit>();
  /** When a model may be asked again, by its ref. */
  readonly #rests = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Why a model is not to be asked now; `undefined`: it is. */
  find({ ref, provider }: Choice): Closed | undefined {
    const now = this.#clock.now();
    const circuit = this.#circuits.get(provider.id);
    if (circuit?.policy.state === CircuitState.HalfOpen) {
      const reason = `another call tries whether ${provider.id} is well again`;
      return { reason, isRest: false };
    }
    if (circuit?.policy.state === CircuitState.Open && circuit.until > now) {
      const ms = circuit.until - now;
      const reason = `${provider.id} failed ${THRESHOLD} times after one another, and is asked again in ${seconds(ms)}`;
      return { reason, ms, isRest: false };
    }
    const rest = this.#rests.get(ref);
    if (rest === undefined) return undefined;
    if (rest > now) {
      const ms = rest - now;
      return { reason: `its provider asked to wait ${seconds(ms)} more`, ms, isRest: true };
    }
    this.#rests.delete(ref);
    return undefined;
  }

  /** Does what asks a model, and learns from what comes of it. At most one call at a time tries a circuit. */
  async run<T>(choice: Choice, ask: () => Promise<T>): Promise<T> {
    try {
      return await this.#circuitOf(choice).policy.execute(ask);
    } catch (thrown) {
      this.#note(choice, thrown);
      throw thrown;
    }
  }

  /** The answer broke after {@link run}. */
  fail(choice: Choice, error: KeiError): void {
    const { policy } = this.#circuitOf(choice);
    if (policy.state !== CircuitState.Closed) return;
    this.run(choice, () => Promise.reject(error)).catch(() => {});
  }

  #note({ ref }: Choice, thrown: unknown): void {
    const told = isUnwell(thrown) ? thrown.retryAfterMs : undefined;
    if (told === undefined || told === 0) return;
    this.#rests.set(ref, this.#clock.now() + Math.min(told, MAX_COOLDOWN_MS));
  }

  #circuitOf({ provider: { id } }: Choice): Circuit {
    const found = this.#circuits.get(id);
    if (found !== undefined) return found;
    // cockatiel reads the system's clock alone, and asks the cooldown for its length each time that it is
    // about to try: one that is endless or over lets our clock decide.
    const halfOpenAfter: IBackoffFactory<IHalfOpenAfterBackoffContext> = {
      next: ({ result }) => {
        const told = "error" in result && isUnwell(result.error) && result.error.retryAfterMs;
        circuit.until =
          this.#clock.now() + Math.min(Math.max(told || 0, COOLDOWN_MS), MAX_COOLDOWN_MS);
        return cooldown;
      },
    };
    const isOver = () => circuit.until <= this.#clock.now();
    const cooldown: IBackoff<IHalfOpenAfterBackoffContext> = {
      next: halfOpenAfter.next,
      get duration() {
        return isOver() ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
      },
    };
    const policy = circuitBreaker(handleWhen(isUnwell), {
      breaker: new ConsecutiveBreaker(THRESHOLD),
      halfOpenAfter,
    });
    const circuit: Circuit = { policy, until: 0 };
    this.#circuits.set(id, circuit);
    return circuit;
  }
}

/** What nothing was sent for says nothing of a provider. */
function isUnwell(thrown: unknown): thrown is KeiError {
  return thrown instanceof KeiError && thrown.attempts > 0 && UNWELL.has(thrown.code);
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
