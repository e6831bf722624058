import {
  type Context,
  context,
  type HrTime,
  type Span,
  type SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { Clock } from "../platform/clock.ts";
import type { Instruments } from "./instruments.ts";
import type { Fields } from "./names.ts";

/** What spans and metrics are made with. */
export interface Means {
  readonly tracer: Tracer;
  readonly instruments: Instruments;
  readonly clock: Pick<Clock, "now" | "date">;
  /** The words of conversations are wanted as well. */
  readonly content: boolean;
  /** Messages say why they end. */
  readonly messagesHaveReasons: boolean;
}

/** A span that ends once, of which metrics know the same time. */
export class Watch {
  /** That of the caller, with the span in it. */
  readonly context: Context;
  readonly span: Span;
  readonly #means: Means;
  readonly #startedAt: number;
  readonly #began: number;
  #isOver = false;

  constructor(means: Means, name: string, kind: SpanKind, fields: Fields) {
    const { tracer, instruments, clock } = means;
    this.#means = means;
    this.#startedAt = clock.date();
    this.#began = clock.now();
    const around = context.active();
    this.span = tracer.startSpan(
      name,
      {
        kind,
        // What samplers see.
        attributes: instruments.attributes(fields) as never,
        startTime: timeOf(this.#startedAt),
      },
      around,
    );
    this.context = trace.setSpan(around, this.span);
  }

  /** Since it began, in milliseconds. */
  get elapsedMs(): number {
    return this.#means.clock.now() - this.#began;
  }

  note(fields: Fields): void {
    this.span.setAttributes(this.#means.instruments.attributes(fields) as never);
  }

  /** Something that happened on the way. */
  event(name: string, fields: Fields): void {
    const attributes = this.#means.instruments.attributes(fields) as never;
    this.span.addEvent(name, attributes, timeOf(this.#startedAt + this.elapsedMs));
  }

  /**
   * Only the first end counts.
   *
   * @param failure what went wrong, if anything did; its words may quote the conversation
   * @param measure records metrics, with the seconds that it took
   */
  end(
    failure: { readonly message: string } | undefined,
    fields: Fields,
    measure: (seconds: number) => void,
  ): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { elapsedMs } = this;
    this.note(fields);
    if (failure !== undefined) {
      const { message } = failure;
      const code = SpanStatusCode.ERROR;
      this.span.setStatus(this.#means.content ? { code, message } : { code });
    }
    this.span.end(timeOf(this.#startedAt + elapsedMs));
    context.with(this.context, measure, undefined, elapsedMs / 1000);
  }
}

/** A moment as seconds and nanoseconds: a number could be one of either clock. */
function timeOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
