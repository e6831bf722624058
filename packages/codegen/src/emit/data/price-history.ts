import { publishRow } from "../../registry/publish.ts";
import { SCHEMA_VERSION } from "../../registry/published.ts";
import type { Emitter } from "../emitter.ts";

/**
 * `price-history.json`: the prices of all times, by ref, of models whose price has changed. Apart from
 * `registry.json`, since few ask for the past.
 */
export const priceHistory: Emitter = {
  name: "price-history",
  emit({ history }, { contentHash }) {
    const lines = [...history].map(
      ([ref, rows]) => `${JSON.stringify(ref)}:${JSON.stringify(rows.map(publishRow))}`,
    );
    const table = lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n}`;
    const head = `"schemaVersion":${SCHEMA_VERSION},"contentHash":${JSON.stringify(contentHash)}`;
    return [{ target: "data", path: "price-history.json", text: `{${head},"history":${table}}\n` }];
  },
};
