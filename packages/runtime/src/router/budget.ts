import { formatMoney } from "@kei/registry";
import type { Clock } from "../platform/clock.ts";

/** How much money calls may cost, in micro-cents: 100,000,000 to one unit of the currency. */
export interface RouterBudget {
  /** ISO 4217 code. Providers that bill in another one are not asked. */
  readonly currency: string;
  /** Of one call, with all models that it asks. @default no limit */
  readonly perCall?: bigint | undefined;
  /** Of all calls of the router, as long as it lives. @default no limit */
  readonly perRouter?: bigint | undefined;
  /** Of all calls of the router in any time of this length. @default no limit */
  readonly perWindow?: { readonly amount: bigint; readonly windowMs: number } | undefined;
}

/** Money that was put aside for a request. */
export interface Reservation {
  /** What it did cost, in the place of what was reckoned. */
  settle(amount: bigint): void;
}

/** A request that is not to be made. */
export interface Refusal {
  /** A part of a sentence: what is exceeded. */
  readonly why: string;
  /** In how many milliseconds there is room; absent: never. */
  readonly retryAfterMs?: number;
}

/** Into so many parts a window is divided: money counts for up to one part longer than it has to. */
const SLOTS = 240;

/** The money of all calls of a router. What is under way counts as it was reckoned. */
export class Budget {
  readonly #limits: RouterBudget;
  readonly #clock: Clock;
  readonly #slotMs: number;
  /** What was spent, by the part of time. A few hundred at most. */
  readonly #slots = new Map<number, bigint>();
  #inWindow = 0n;
  #inAll = 0n;

  constructor(limits: RouterBudget, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#slotMs = (limits.perWindow?.windowMs ?? 0) / SLOTS;
  }

  get currency(): string {
    return this.#limits.currency;
  }

  /**
   * Puts money aside, or says why not.
   *
   * @param spent what the same call has cost before
   */
  reserve(amount: bigint, spent: bigint): Reservation | Refusal {
    const { perCall, perRouter, perWindow } = this.#limits;
    const over = (limit: bigint, before: bigint, whole: string): string | undefined =>
      before + amount <= limit
        ? undefined
        : `about ${this.#money(amount)} after ${this.#money(before)} would exceed the ${this.#money(limit)} of ${whole}`;
    const why =
      (perCall !== undefined && over(perCall, spent, "a call (budget.perCall)")) ||
      (perRouter !== undefined && over(perRouter, this.#inAll, "the router (budget.perRouter)"));
    if (why) return { why };
    if (perWindow !== undefined) {
      this.#forget();
      const whole = `${perWindow.windowMs / 1000} s (budget.perWindow)`;
      const tooMuch = over(perWindow.amount, this.#inWindow, whole);
      if (tooMuch !== undefined)
        return { why: tooMuch, ...this.#roomFor(amount, perWindow.amount) };
    }
    const slot = perWindow === undefined ? undefined : Math.floor(this.#clock.now() / this.#slotMs);
    let counted = 0n;
    const settle = (actual: bigint) => {
      this.#inAll += actual - counted;
      if (slot !== undefined) this.#count(slot, actual - counted);
      counted = actual;
    };
    if (slot !== undefined) this.#slots.set(slot, this.#slots.get(slot) ?? 0n);
    settle(amount);
    return { settle };
  }

  /** Money of a part of time that has left the window counts no more. */
  #count(slot: number, more: bigint): void {
    const before = this.#slots.get(slot);
    if (before === undefined) return;
    this.#slots.set(slot, before + more);
    this.#inWindow += more;
  }

  #forget(): void {
    const now = this.#clock.now();
    for (const [slot, amount] of this.#slots) {
      if (this.#endOf(slot) > now) break;
      this.#slots.delete(slot);
      this.#inWindow -= amount;
    }
  }

  /** When all of a part of time has left the window. */
  #endOf(slot: number): number {
    return (slot + 1) * this.#slotMs + this.#slotMs * SLOTS;
  }

  #roomFor(amount: bigint, limit: bigint): Pick<Refusal, "retryAfterMs"> {
    if (amount > limit) return {};
    let left = this.#inWindow;
    for (const [slot, spent] of this.#slots) {
      left -= spent;
      if (left + amount <= limit) {
        return { retryAfterMs: Math.ceil(this.#endOf(slot) - this.#clock.now()) };
      }
    }
    return {};
  }

  #money(amount: bigint): string {
    return formatMoney(amount, this.#limits.currency);
  }
}
