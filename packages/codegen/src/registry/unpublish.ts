import * as z from "zod";
import type { Facts, Shape } from "../layers/fact.ts";
import { publishedPages } from "../layers/pages.ts";
import { UserError } from "../text/user-error.ts";
import { lists, type Registry } from "./model.ts";
import { publishedRegistry, SCHEMA_VERSION } from "./published.ts";

/**
 * The registry that a published `registry.json` holds. Keys that this version does not know are
 * passed over, and keys that were not there yet are unknown facts: both come without a new version
 * of the shape.
 *
 * @param name What to call it in messages.
 * @throws UserError when it is no such file, or has another version of the shape.
 */
export function unpublish(text: string, name: string): Registry {
  const parsed = parsePublished(text, name);
  return {
    // They are part of the prices of their models.
    prices: [],
    history: new Map(),
    ...Object.fromEntries(
      publishedPages.map(({ layer, facts }) => [
        lists[layer],
        (parsed[lists[layer]] as readonly object[]).map((record) => unpublishRecord(facts, record)),
      ]),
    ),
  } as unknown as Registry;
}

function parsePublished(text: string, name: string): Values {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const version = isRecord(value) ? value["schemaVersion"] : undefined;
  if (!isRecord(value) || typeof version !== "number") {
    throw new UserError(`${name} is not a published registry: it has no "schemaVersion"`);
  }
  if (version !== SCHEMA_VERSION) {
    throw new UserError(
      `${name} has schema version ${version}; this kei reads version ${SCHEMA_VERSION}`,
      "use the version of @kei/codegen that was released with it",
    );
  }
  const parsed = publishedRegistry.safeParse({
    schemaVersion: version,
    contentHash: value["contentHash"],
    ...Object.fromEntries(
      publishedPages.map(({ layer, facts }) => [
        lists[layer],
        knownKeys(value[lists[layer]], Object.keys(facts)),
      ]),
    ),
  });
  if (!parsed.success) {
    throw new UserError(`${name} is broken:\n${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}

type Values = Readonly<Record<string, unknown>>;

/** Records with exactly these keys; anything else is left for the check to refuse. */
function knownKeys(records: unknown, keys: readonly string[]): unknown {
  if (!Array.isArray(records)) return records;
  return records.map((record: unknown) =>
    isRecord(record) ? Object.fromEntries(keys.map((key) => [key, record[key] ?? null])) : record,
  );
}

/** `null` in published JSON is absence here, and so is an empty list of some. */
function unpublishRecord(facts: Facts, record: object): Values {
  const values: Record<string, unknown> = {};
  for (const [name, { shape, emptyIsAbsent }] of Object.entries(facts)) {
    const value = (record as Values)[name];
    if (value === null || value === undefined) continue;
    if (emptyIsAbsent === true && (value as readonly unknown[]).length === 0) continue;
    values[name] = unpublishValue(shape, value);
  }
  return values;
}

function unpublishValue(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case "list":
      return (value as readonly unknown[]).map((item) => unpublishValue(shape.item, item));
    case "map":
      return Object.fromEntries(
        Object.entries(value as object).flatMap(([name, item]) =>
          item === null ? [] : [[name, unpublishValue(shape.value, item)]],
        ),
      );
    case "struct":
      return unpublishRecord(shape.facts, value as object);
    case "variants": {
      const tag = (value as Values)[shape.tag] as string;
      return {
        [shape.tag]: tag,
        ...unpublishRecord(shape.cases[tag]?.facts ?? {}, value as object),
      };
    }
    case "price":
      return unpublishPrice(value as Values);
    default:
      return value;
  }
}

function unpublishPrice({ kind, ...rest }: Values): unknown {
  const { tiers, tierPercent, regionPercent, fees, rows, since, ...rates } = rest as Readonly<
    Record<string, object>
  >;
  const named = Object.entries({ tierPercent, regionPercent, fees });
  return {
    kind,
    ...(kind === "known" ? withoutNulls({ ...rates, tiers: unpublishRows(tiers) }) : {}),
    ...Object.fromEntries(named.filter(([, of = {}]) => Object.keys(of).length > 0)),
    ...withoutNulls({ rows: unpublishRows(rows), since: since ?? null }),
  };
}

/** Rows and tiers; `null` where there is none. */
function unpublishRows(list: object = []): unknown {
  const rows = (list as readonly Values[]).map(({ tiers, ...row }) =>
    withoutNulls(tiers === undefined ? row : { ...row, tiers: unpublishRows(tiers as object) }),
  );
  return rows.length === 0 ? null : rows;
}

function withoutNulls(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
