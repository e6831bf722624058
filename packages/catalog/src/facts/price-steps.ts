import type { Price, PriceConditions, PriceRecord, PriceRow } from "@kei/registry";

/** A price that held, or holds, for everybody at any hour. */
export interface PriceStep {
  /** ISO date or moment; absent: as far back as is known. */
  readonly from?: string;
  /** Absent: until now. */
  readonly to?: string;
  /** Micro-cents per million tokens. */
  readonly input: number;
  readonly output: number;
  /** Page on which a person can check it. */
  readonly sourceUrl?: string;
}

/** The standard price of a model over time, the oldest step first. Empty where it never changed. */
export function priceSteps(
  price: Price,
  rows: readonly PriceRow[],
  records: readonly PriceRecord[],
  sourceUrl: string | undefined,
): readonly PriceStep[] {
  const plain = rows.filter(
    (row) => isPlain(row) && (row.to !== undefined || row.from !== undefined),
  );
  if (plain.length === 0) return [];
  const steps = plain.map(({ from, to, input, output }): PriceStep => {
    const record = records.find((each) => isPlain(each) && each.from === from && each.to === to);
    return {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      input,
      output,
      ...(record?.sourceUrl === undefined ? {} : { sourceUrl: record.sourceUrl }),
    };
  });
  const sorted = steps.sort((a, b) => ((a.to ?? "~") < (b.to ?? "~") ? -1 : 1));
  const last = sorted.at(-1)?.to;
  const chained = sorted.map((step, index) => {
    const before = sorted[index - 1]?.to;
    return step.from !== undefined || before === undefined ? step : { ...step, from: before };
  });
  if (last === undefined || price.kind !== "known") return chained;
  const now = { from: last, input: price.input, output: price.output };
  return [...chained, sourceUrl === undefined ? now : { ...now, sourceUrl }];
}

function isPlain({ utcHours, utcDays, serviceTier, region }: PriceConditions): boolean {
  return [utcHours, utcDays, serviceTier, region].every((condition) => condition === undefined);
}
