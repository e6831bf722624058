import type * as z from "zod";
import type { EditOptions } from "../../edit/apply-edit.ts";
import { type Assignment, assign } from "../../edit/assign.ts";
import { editRegistry } from "../../edit/edit-registry.ts";
import { type FoundRecord, findRecord } from "../../edit/find-record.ts";
import { isOptional, parseValue } from "../../edit/parse-value.ts";
import { pages } from "../../layers/pages.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { quote } from "../../text/quote.ts";
import { didYouMean } from "../../text/suggest.ts";
import { UserError } from "../../text/user-error.ts";

/** What `kei set` is called with. */
export interface SetRequest {
  readonly ref: string;
  /** As written: `key=value`; `key=` removes the key. */
  readonly assignments: readonly string[];
}

/** `kei set`: changes keys of a record in its file. */
export async function runSet(
  { ref, assignments }: SetRequest,
  options: EditOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await editRegistry(options, terminal, (registry) => {
    const found = findRecord(ref, registry);
    const { shape } = pages[found.layer].record;
    const parsed = assignments.map((text) => parseAssignment(text, found, shape));
    return { layer: found.layer, text: assign(registry, found, parsed) };
  });
}

function parseAssignment(
  text: string,
  { layer }: FoundRecord,
  shape: Readonly<Record<string, unknown>>,
): Assignment {
  const at = text.indexOf("=");
  if (at < 1) throw new UserError(`${quote(text)} is not of the form key=value`);
  const key = text.slice(0, at).trim().replaceAll("-", "_");
  const words = text.slice(at + 1).trim();
  if (!Object.hasOwn(shape, key)) {
    const known = Object.keys(shape);
    throw new UserError(
      `a ${layer} has no key ${quote(key)}`,
      didYouMean(key, known) ?? `known keys: ${known.join(", ")}`,
    );
  }
  const schema = shape[key] as z.ZodType;
  if (words !== "") return { key, value: parseValue(key, words, schema) };
  if (isOptional(schema)) return { key, value: undefined };
  throw new UserError(`${key} is required: it cannot be removed`, `give it a value: ${key}=…`);
}
