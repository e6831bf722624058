import type { Meter } from "@opentelemetry/api";
import { type Columns, type Fields, METRICS, type Metric, namesOf, toAttributes } from "./names.ts";
import type { UsageFields } from "./reply-fields.ts";

/** The instruments of the tables that are asked for. */
export class Instruments {
  readonly #columns: Columns;
  readonly #record = new Map<Metric, (value: number, fields: Fields) => void>();

  constructor(meter: Meter, columns: Columns) {
    this.#columns = columns;
    for (const [metric, instrument] of Object.entries(METRICS)) {
      const { names, kind, unit, description } = instrument;
      const made = namesOf(names, columns).map((name) => {
        if (kind === "counter") {
          const counter = meter.createCounter(name, { unit, description });
          return counter.add.bind(counter);
        }
        const advice = "buckets" in instrument && {
          advice: { explicitBucketBoundaries: [...instrument.buckets] },
        };
        const histogram = meter.createHistogram(name, { unit, description, ...advice });
        return histogram.record.bind(histogram);
      });
      this.#record.set(metric as Metric, (value, fields) => {
        const attributes = toAttributes(fields, columns);
        for (const record of made) record(value, attributes as never);
      });
    }
  }

  record(metric: Metric, value: number, fields: Fields): void {
    this.#record.get(metric)?.(value, fields);
  }

  /**
   * What a call used. The conventions want a 0 where nothing is known, so that calls can be counted by these
   * as well; the older ones want nothing then.
   */
  recordUsage(counts: UsageFields, fields: Fields, errorType: string | undefined): void {
    const { inputTokens = 0, outputTokens = 0 } = counts;
    const ofInput = { audio: counts.audioInputTokens, image: counts.imageInputTokens };
    const ofOutput = { audio: counts.audioOutputTokens, image: counts.imageOutputTokens };
    const ofReads = { audio: counts.cacheReadAudioTokens, image: counts.cacheReadImageTokens };
    this.#count("inputTokens", inputTokens, ofInput, fields);
    this.#count("outputTokens", outputTokens, ofOutput, fields);
    this.#count("cacheReadTokens", counts.cacheReadTokens ?? 0, ofReads, fields);
    this.#count("cacheWriteTokens", counts.cacheWriteTokens ?? 0, {}, fields);
    this.#count("reasoningTokens", counts.reasoningTokens ?? 0, {}, fields);
    this.record("inputPerCall", inputTokens, { ...fields, errorType });
    this.record("outputPerCall", outputTokens, { ...fields, errorType });
    if (counts.inputTokens === undefined) return;
    this.record("tokensPerCall", inputTokens, { ...fields, tokenType: "input" });
    this.record("tokensPerCall", outputTokens, { ...fields, tokenType: "output" });
  }

  /** By modality: of what is neither sound nor pictures, providers do not say whether it is text. */
  #count(
    metric: Metric,
    total: number,
    parts: Readonly<Record<string, number | undefined>>,
    fields: Fields,
  ): void {
    let rest = total;
    for (const [tokenModality, count = 0] of Object.entries(parts)) {
      if (count === 0) continue;
      rest -= count;
      this.record(metric, count, { ...fields, tokenModality });
    }
    if (rest > 0 || total === 0) {
      this.record(metric, Math.max(0, rest), { ...fields, tokenModality: "unknown" });
    }
  }

  /** What a call cost, or that nobody knows. */
  recordCost({ cost, costCurrency, costUnknown }: Fields, fields: Fields): void {
    if (costUnknown !== undefined) this.record("unknownCost", 1, { ...fields, costUnknown });
    else if (cost !== undefined) this.record("cost", cost as number, { ...fields, costCurrency });
  }

  /** The attributes of a span. */
  attributes(fields: Fields): ReturnType<typeof toAttributes> {
    return toAttributes(fields, this.#columns);
  }
}
