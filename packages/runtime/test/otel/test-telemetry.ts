import { context, SpanStatusCode } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterEach } from "vitest";
import { createTelemetry, type TelemetryOptions } from "../../src/otel/create-telemetry.ts";
import { FakeClock } from "../support/fake-clock.ts";

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

const readers: PeriodicExportingMetricReader[] = [];
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.shutdown()));
});

/** A point of a metric. */
export interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of a counter its sum, of a histogram that of what was recorded, and how often. */
  readonly sum: number | undefined;
  readonly count: number | undefined;
  readonly buckets: readonly number[] | undefined;
}

/** Telemetry that goes to the SDK's exporters in memory. */
export function testTelemetry(options: TelemetryOptions = {}, sampler?: Sampler) {
  const clock = new FakeClock();
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    ...(sampler && { sampler }),
  });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({
    exporter: metricExporter,
    exportIntervalMillis: 1_000_000,
  });
  readers.push(reader);
  const meterProvider = new MeterProvider({ readers: [reader] });
  const telemetry = createTelemetry({
    tracerProvider,
    meterProvider,
    testing: { clock },
    ...options,
  });
  return {
    ...telemetry,
    clock,
    tracer: tracerProvider.getTracer("test"),
    spans: (): readonly ReadableSpan[] => exporter.getFinishedSpans(),
    /** Those of the one span that there has to be. */
    span(): ReadableSpan {
      const [span, ...others] = exporter.getFinishedSpans();
      if (span === undefined || others.length > 0) {
        throw new Error(`there are ${others.length + (span ? 1 : 0)} spans`);
      }
      return span;
    },
    async metrics() {
      await reader.forceFlush();
      const found = new Map<
        string,
        { readonly unit: string; readonly isCounter: boolean; readonly points: readonly Point[] }
      >();
      const all = metricExporter.getMetrics().at(-1)?.scopeMetrics ?? [];
      for (const { descriptor, dataPoints } of all.flatMap(({ metrics }) => metrics)) {
        const points = dataPoints.map(({ attributes, value }): Point => {
          if (typeof value === "number") {
            return { attributes, sum: value, count: undefined, buckets: undefined };
          }
          const { sum, count } = value;
          const buckets = "buckets" in value ? value.buckets.boundaries : undefined;
          return { attributes, sum, count, buckets };
        });
        const isCounter = points.every(({ buckets }) => buckets === undefined);
        found.set(descriptor.name, { unit: descriptor.unit, isCounter, points });
      }
      return found;
    },
  };
}

/** How long a span took, in milliseconds. */
export function durationOf({ duration: [seconds, nanos] }: ReadableSpan): number {
  return seconds * 1000 + nanos / 1e6;
}

/** What went wrong, as a span says it. */
export function errorOf({ status, attributes }: ReadableSpan): unknown {
  return status.code === SpanStatusCode.ERROR ? attributes["error.type"] : undefined;
}
