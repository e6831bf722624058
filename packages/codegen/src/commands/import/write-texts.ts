import type { OpenRegistry } from "../../edit/open-registry.ts";
import { type Layer, layers } from "../../layers/layer-names.ts";
import { pages } from "../../layers/pages.ts";
import { priceKeys } from "../../layers/rates.ts";
import {
  addKey,
  appendRecords,
  type Entry,
  mapRecords,
  setKey,
  type TomlValue,
} from "../../source/edit.ts";
import type { Table } from "../../sources/imports/imported.ts";
import { money } from "../../text/numbers.ts";

/** Record of a layer that is to be added. */
export interface Addition {
  readonly name: string;
  readonly record: Table;
  readonly remark?: string | undefined;
}

/** The texts that change. */
export function writeTexts(
  { inspection }: OpenRegistry,
  additions: ReadonlyMap<Layer, readonly Addition[]>,
  fills: ReadonlyMap<number, Readonly<Record<string, TomlValue>>>,
): ReadonlyMap<Layer, string> {
  const texts = new Map<Layer, string>();
  const currencies = new Map(
    inspection.resolved.registry.providers.map(({ id, billing }) => [id, billing.currency]),
  );
  for (const layer of layers) {
    const before = inspection.layers[layer].source.text;
    let text = before;
    if (layer === "model" && fills.size > 0) {
      const order = Object.keys(pages.model.record.shape);
      text = mapRecords(text, "model", (record, index) =>
        Object.entries(fills.get(index) ?? {}).reduce((so, [key, value]) => {
          const place = { table: "model", index: 0, key };
          const isThere = new RegExp(`^[ \\t]*${key}[ \\t]*=`, "m").test(so);
          const amount = amountOf(key, value, "USD");
          return isThere
            ? setKey(so, { ...place, value, amount })
            : addKey(so, { ...place, value, amount, order });
        }, record),
      );
    }
    const own = additions.get(layer) ?? [];
    if (own.length > 0) {
      const records = own.map(({ record, remark }) => {
        const provider =
          String(record["provider_ref"] ?? record["model_ref"] ?? "").split("/", 1)[0] ?? "";
        return entriesOf(record, remark, currencies.get(provider) ?? "USD");
      });
      if (text.trim() === "" && layer === "price") text = "#:schema ./schema/prices.schema.json\n";
      text = appendRecords(text, {
        table: layer,
        records,
        ...(layer === "model"
          ? { group: "provider_ref" }
          : layer === "price"
            ? { group: "model_ref" }
            : {}),
      });
    }
    if (text !== before) texts.set(layer, text);
  }
  return texts;
}

/** Tables that are written as dotted keys, so that editors complete in them. */
const DOTTED = ["endpoints", "endpoint_auth", "headers", "dialect"];

function entriesOf(record: Table, remark: string | undefined, currency: string): readonly Entry[] {
  return Object.entries(record).flatMap(([key, value]): Entry[] => {
    if (DOTTED.includes(key) && typeof value === "object" && !Array.isArray(value)) {
      return Object.entries(value).map(([name, inner]) => ({
        key: `${key}.${name}`,
        value: inner as TomlValue,
      }));
    }
    return [
      {
        key,
        value,
        amount: amountOf(key, value, currency),
        ...(key === "endpoint" && remark !== undefined ? { remark } : {}),
      },
    ];
  });
}

function amountOf(key: string, value: TomlValue, currency: string): string | undefined {
  return priceKeys.includes(key) && typeof value === "number" && value > 0
    ? money(value, currency)
    : undefined;
}
