import {
  type Cost,
  type Lifecycle,
  lifecycleOf,
  type Model,
  type Provider,
  priceAge,
} from "@kei/registry";

/** A model as a row of the table. */
export interface ModelRow {
  readonly model: Model;
  readonly provider: Provider | undefined;
  readonly currency: string;
  readonly life: Lifecycle;
  /** Days since the price was last found right; absent: it never was. */
  readonly age: number | undefined;
  /** In lower case. */
  readonly searched: string;
  /** Absent while it is worked out. */
  readonly cost: Cost | undefined;
}

export type BareRow = Omit<ModelRow, "cost">;

export function bareRows(
  models: readonly Model[],
  providerOf: (model: Model) => Provider | undefined,
  asOf: string,
): readonly BareRow[] {
  return models.map((model) => {
    const provider = providerOf(model);
    const { ref, displayName, slug = "", aliases } = model;
    return {
      model,
      provider,
      currency: provider?.billing.currency ?? "USD",
      life: lifecycleOf(model, asOf),
      age: priceAge(model, asOf),
      searched: [ref, displayName, slug, provider?.displayName ?? "", ...aliases]
        .join("\n")
        .toLowerCase(),
    };
  });
}

/** The currency that most models are billed in: amounts in others are not compared with it. */
export function mainCurrency(rows: readonly BareRow[]): string {
  const counts = new Map<string, number>();
  for (const { currency } of rows) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  const [most] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return most?.[0] ?? "USD";
}
