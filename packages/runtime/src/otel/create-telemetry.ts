import { type MeterProvider, metrics, type TracerProvider, trace } from "@opentelemetry/api";
import type { Hooks, Testing } from "../call/options.ts";
import { KeiError } from "../chat/errors.ts";
import { systemClock } from "../platform/clock.ts";
import { isRecord } from "../platform/records.ts";
import { unknownKey } from "../platform/unknown-key.ts";
import type { RunToolsOptions } from "../tools/run-options.ts";
import { Instruments } from "./instruments.ts";
import { COLUMNS, type Conventions } from "./names.ts";
import type { Means } from "./watch.ts";
import { watchCall } from "./watch-call.ts";
import { watchTool } from "./watch-tool.ts";

/** How calls are told to OpenTelemetry. */
export interface TelemetryOptions {
  /**
   * Whose names spans and metrics have: `genai-2026-10` those of October 2026, `1.41` the ones before,
   * which many dashboards still ask for, `both` to go from one to the other.
   * @default "genai-2026-10"
   */
  readonly conventions?: Conventions | "both" | undefined;
  /**
   * Spans have the words of conversations as well: instructions, messages, names of tools, arguments and
   * results of their calls, and what errors say. Bytes of pictures and files stay out. @default false
   */
  readonly content?: boolean | undefined;
  /** @default the global one */
  readonly tracerProvider?: TracerProvider | undefined;
  /** @default the global one, as it is when the first call begins */
  readonly meterProvider?: MeterProvider | undefined;
  /** What tests put in the place of time. */
  readonly testing?: Pick<Testing, "clock"> | undefined;
}

/** What tells OpenTelemetry of calls, where calls are made. */
export interface Telemetry {
  /** Of a client, or of the clients that a router makes: a span and metrics for each call. */
  readonly hooks: Required<Pick<Hooks, "onCall">>;
  /** Of `runTools` and `streamTools`: a span and a duration for each call of a tool. */
  readonly onTool: NonNullable<RunToolsOptions["onTool"]>;
}

const OPTIONS = [
  "conventions",
  "content",
  "tracerProvider",
  "meterProvider",
  "testing",
] satisfies (keyof TelemetryOptions)[];

const SCOPE = "@kei/runtime";

/**
 * Spans and metrics of calls, as OpenTelemetry's conventions for generative AI have them. Without an SDK
 * that is set up nothing comes of it. Of a call that costs money `kei.cost.micro_cents` says how much,
 * where that is known, and else `kei.cost.unknown_reason` why not: the conventions have no cost.
 *
 * @throws KeiError of code `config` for a wrong option
 */
export function createTelemetry(options: TelemetryOptions = {}): Telemetry {
  checkTelemetryOptions(options);
  const { conventions = "genai-2026-10", content = false, testing } = options;
  const columns = COLUMNS[conventions];
  let means: Means | undefined;
  // The global provider of meters does not pass on to one that is set later, so it is asked late.
  const get = (): Means => {
    means ??= {
      tracer: (options.tracerProvider ?? trace).getTracer(SCOPE),
      instruments: new Instruments((options.meterProvider ?? metrics).getMeter(SCOPE), columns),
      clock: testing?.clock ?? systemClock,
      content,
      messagesHaveReasons: columns.includes(1),
    };
    return means;
  };
  return {
    hooks: { onCall: (call) => watchCall(call, get()) },
    onTool: (call) => watchTool(call, get()),
  };
}

function checkTelemetryOptions(options: TelemetryOptions): void {
  const wrong = (message: string) =>
    new KeiError({ code: "config", message: `createTelemetry: ${message}` });
  if (!isRecord(options)) throw wrong("the options must be an object");
  const unknown = unknownKey(options, OPTIONS, `there are ${OPTIONS.join(", ")}`);
  if (unknown !== undefined) throw wrong(`there is no ${unknown.key}: ${unknown.hint}`);
  const { conventions, content } = options;
  if (conventions !== undefined && !Object.hasOwn(COLUMNS, String(conventions))) {
    throw wrong(`conventions must be one of ${Object.keys(COLUMNS).join(", ")}`);
  }
  if (content !== undefined && typeof content !== "boolean") {
    throw wrong("content must be true or false");
  }
}
