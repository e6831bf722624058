import type { WrittenModel } from "../../layers/model.ts";
import { price as page, type WrittenPrice } from "../../layers/price.ts";
import { priceKeys } from "../../layers/rates.ts";
import type { Inspection } from "../../pipeline/inspect.ts";
import { addKey, mapRecords, removeKey, setKey, type TomlValue } from "../../source/edit.ts";
import type { Change } from "../../sources/propose.ts";
import { money } from "../../text/numbers.ts";

/** What came of folding. */
export interface Folded {
  /** The text of `prices.toml`. */
  readonly prices: string;
  /** What changes in `models.toml`. */
  readonly changes: readonly Change[];
}

/** The keys that make up a price, in a model and in a row. */
const PRICE_KEYS = [...priceKeys, "price_tiers"];

type Prices = Readonly<Record<string, TomlValue | undefined>>;

/**
 * Folds in announced prices whose day has come: the row's price becomes the model's own, and the model's
 * becomes the row's, which from then on says until when it held.
 */
export function foldDueRows(
  { layers, resolved }: Inspection,
  date: string,
  isMeant: (provider: string) => boolean,
): Folded {
  const rows = layers.price.records as readonly (WrittenPrice | undefined)[];
  const models = new Map(
    resolved.registry.models.map((model) => [
      model.ref,
      layers.model.records[resolved.indexOf(model)] as WrittenModel,
    ]),
  );
  const due = new Map<number, { readonly row: WrittenPrice; readonly model: WrittenModel }>();
  rows.forEach((row, index) => {
    const model = row && models.get(row.model_ref);
    if (row === undefined || model === undefined) return;
    if (isMeant(model.provider_ref) && isDue(row, date)) due.set(index, { row, model });
  });
  if (due.size === 0) return { prices: layers.price.source.text, changes: [] };
  const prices = mapRecords(layers.price.source.text, "price", (text, index) => {
    const found = due.get(index);
    if (found === undefined) return text;
    const begins = lastEnd(rows, found.row);
    const ends = [
      ["from", begins],
      ["to", found.row.from],
    ] as const;
    return [
      ...ends,
      ...PRICE_KEYS.map((key) => [key, (found.model as Prices)[key]] as const),
    ].reduce(
      (changed, [key, value]) => write(changed, key, (found.row as Prices)[key], value),
      text,
    );
  });
  const changes = [...due.values()].flatMap(({ row, model }) =>
    PRICE_KEYS.flatMap((key): Change[] => {
      const [from, to] = [(model as Prices)[key], (row as Prices)[key]];
      if (JSON.stringify(from) === JSON.stringify(to)) return [];
      return [{ ref: row.model_ref, fact: key, from, to, sources: [] }];
    }),
  );
  return { prices, changes };
}

/** Whether a row is a standard price that was announced, and holds now. */
function isDue(row: WrittenPrice, date: string): boolean {
  const { from, to, utc_hours, utc_days, except_dates, service_tier, region } = row;
  const others = [to, utc_hours, utc_days, except_dates, service_tier, region];
  return (
    from !== undefined && from.slice(0, 10) <= date && others.every((each) => each === undefined)
  );
}

/** When the price before a row's began: where the last of those before it ended. */
function lastEnd(
  rows: readonly (WrittenPrice | undefined)[],
  { model_ref: ref, from = "" }: WrittenPrice,
): string | undefined {
  return rows
    .flatMap((row) => (row?.model_ref === ref && row.to !== undefined ? row.to : []))
    .filter((to) => to <= from)
    .sort()
    .at(-1);
}

function write(
  text: string,
  key: string,
  before: TomlValue | undefined,
  value: TomlValue | undefined,
): string {
  const place = { table: "price", index: 0, key };
  if (value === undefined) return before === undefined ? text : removeKey(text, place);
  const amount = priceKeys.includes(key) ? money(value as number, "USD") : undefined;
  const edit = { ...place, value, amount };
  if (before !== undefined) return setKey(text, edit);
  return addKey(text, { ...edit, order: Object.keys(page.record.shape) });
}
