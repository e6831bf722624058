import * as z from "zod";
import { formats, type WrongFormat } from "../layers/fields.ts";
import { descriptionOf } from "../layers/layer.ts";
import type { Layer } from "../layers/layer-names.ts";
import { pages } from "../layers/pages.ts";
import type { TomlTable } from "../source/toml.ts";
import type { Issue } from "./explain-issue.ts";
import { MAX_DEPTH } from "./for-each-value.ts";

/** What is wrong with the shape of a parsed file. */
export function issuesOf(layer: Layer, value: TomlTable): readonly Issue[] {
  const parsed = pages[layer].file.safeParse(withoutDates(value));
  return parsed.success ? [] : (parsed.error.issues as readonly Issue[]);
}

/**
 * No key takes a native date, which zod would take for a table: in its place stands what nothing takes.
 * What is deeper than any record goes stays as it is: a dotted key may have tens of thousands of parts.
 */
function withoutDates(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return value;
  if (value instanceof Date) return NO_VALUE;
  if (Array.isArray(value)) return value.map((item) => withoutDates(item, depth + 1));
  const copy: Record<string, unknown> = Object.create(null);
  for (const key in value) copy[key] = withoutDates((value as TomlTable)[key], depth + 1);
  return copy;
}

const NO_VALUE = Symbol("a native date");

/** The keys of the table that a path leads to: a record, or a table in one. */
export function keysAt(layer: Layer, path: readonly PropertyKey[]): readonly string[] {
  const schema = schemaAt(layer, path);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** What a key of a record is for, as editors are told. */
export function purposeOf(layer: Layer, path: readonly PropertyKey[]): string {
  const schema = schemaAt(layer, path);
  return schema === undefined ? "" : descriptionOf(schema);
}

/** What is wrong with a text that does not match the pattern of its key. */
export function wrongFormat(
  layer: Layer,
  path: readonly PropertyKey[],
  text: string,
): WrongFormat | undefined {
  const schema = schemaAt(layer, path);
  const [field] =
    schema instanceof z.ZodUnion ? (schema.options as readonly z.ZodType[]) : [schema];
  return field === undefined ? undefined : formats.get(field)?.(text);
}

/** Whether what a path leads to is to be an integer, as all numbers of the format are. */
export function takesInteger(layer: Layer, path: readonly PropertyKey[]): boolean {
  return schemaAt(layer, path) instanceof z.ZodNumber;
}

/** What is written at a key of a record, or of a table in one; `undefined`: there is no such key. */
export function schemaOf(layer: Layer, keys: readonly string[]): z.ZodType | undefined {
  const parent = schemaAt(layer, [layer, 0, ...keys.slice(0, -1)]);
  const isTable = parent instanceof z.ZodObject || parent instanceof z.ZodRecord;
  return isTable ? schemaAt(layer, [layer, 0, ...keys]) : undefined;
}

/** The schema of what a path from the file's root leads to. */
function schemaAt(layer: Layer, [, , ...path]: readonly PropertyKey[]): z.ZodType | undefined {
  let schema: z.ZodType | undefined = pages[layer].record;
  for (const part of path) {
    if (schema instanceof z.ZodUnion) {
      schema = (schema.options as readonly z.ZodType[]).find((each) => each instanceof z.ZodArray);
    }
    if (schema instanceof z.ZodObject) {
      const field: unknown = Object.hasOwn(schema.shape, part)
        ? schema.shape[String(part)]
        : undefined;
      schema = field instanceof z.ZodType ? field : undefined;
    } else if (schema instanceof z.ZodArray) {
      schema = schema.element as z.ZodType;
    } else if (schema instanceof z.ZodRecord) {
      schema = schema.valueType as z.ZodType;
    } else return undefined;
    if (schema instanceof z.ZodOptional) schema = schema.unwrap() as z.ZodType;
  }
  return schema;
}
