import type * as z from "zod";
import { keysAt, schemaOf } from "../../check/shape.ts";
import { explainUnknownKey } from "../../check/unknown-key.ts";
import type { EditOptions } from "../../edit/apply-edit.ts";
import { type Assignment, assign } from "../../edit/assign.ts";
import { editRegistry } from "../../edit/edit-registry.ts";
import { type FoundRecord, findRecord } from "../../edit/find-record.ts";
import { isOptional, parseValue } from "../../edit/parse-value.ts";
import { currencyOf, microCents, providerOf } from "../../edit/price-amount.ts";
import { pages } from "../../layers/pages.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { quote } from "../../text/quote.ts";
import { didYouMean } from "../../text/suggest.ts";
import { UserError } from "../../text/user-error.ts";
import type { GivenPrice } from "../price-options.ts";

/** What `kei set` is called with. */
export interface SetRequest {
  readonly ref: string;
  /** As written: `key=value`; `key=` removes the key. */
  readonly assignments: readonly string[];
  readonly prices: readonly GivenPrice[];
}

/** `kei set`: changes keys of a record in its file. */
export async function runSet(
  { ref, assignments, prices }: SetRequest,
  options: EditOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (assignments.length + prices.length === 0) {
    throw new UserError("there is nothing to set", `such as kei set ${ref} notes="…"`);
  }
  return await editRegistry(options, terminal, (registry) => {
    const found = findRecord(ref, registry);
    const assigned = assignments.map((text) => parseAssignment(text, found));
    const changed = Object.fromEntries(assigned.map(({ key, value }) => [key, value]));
    const currency = currencyOf(providerOf({ ...found.record, ...changed }), registry);
    const parsed = [...assigned, ...prices.map((price) => parsePrice(price, found, currency))];
    const twice = parsed.find(({ key }, i) => parsed.findIndex((each) => each.key === key) < i);
    if (twice !== undefined) throw new UserError(`${twice.key} is given twice`, "give it once");
    return { layer: found.layer, text: assign(registry, found, parsed) };
  });
}

/** An amount for people as its key has it. */
function parsePrice(
  { key, flag, amount }: GivenPrice,
  { layer }: FoundRecord,
  currency: string,
): Assignment {
  if (schemaOf(layer, [key]) === undefined) {
    throw new UserError(`${flag} is about models and their prices, not a ${layer}`);
  }
  return { key, value: microCents(amount, currency) };
}

function parseAssignment(text: string, { layer }: FoundRecord): Assignment {
  const at = text.indexOf("=");
  if (at < 1) throw new UserError(`${quote(text)} is not of the form key=value`);
  const [first = "", ...rest] = text.slice(0, at).trim().split(".");
  // Names in a table are written as they are: protocols and headers have dashes.
  const path = [first.replaceAll("-", "_"), ...rest];
  const key = path.join(".");
  const words = text.slice(at + 1).trim();
  const schema = schemaOf(layer, path);
  if (schema === undefined) {
    const parent = path.slice(0, -1);
    const place = [layer, 0, ...parent];
    const names = keysAt(layer, place).map((name) => [...parent, name].join("."));
    const about = { layer, parent: place, table: {}, isFirst: () => true };
    throw new UserError(
      `a ${layer} has no key ${quote(key)}`,
      names.length === 0
        ? `${parent.join(".")} has no keys`
        : (didYouMean(key, names) ?? explainUnknownKey(path.at(-1) ?? key, about).hint),
    );
  }
  if (words !== "") return { key, value: parseValue(key, words, schema) };
  const { shape } = pages[layer].record;
  const isInTable = path.length > 1;
  if (isInTable || isOptional((shape as Readonly<Record<string, z.ZodType>>)[key] as z.ZodType)) {
    return { key, value: undefined };
  }
  throw new UserError(`${key} is required: it cannot be removed`, `give it a value: ${key}=…`);
}
