import * as z from "zod";
import type { Condition } from "./conditions.ts";
import { type Fact, type Facts, snakeCase } from "./fact.ts";
import type { Layer } from "./layer-names.ts";
import { inputFileNames } from "./layer-names.ts";

/**
 * A layer of the format on one page, in two columns: what people write (keys in snake case, with
 * sentinels), and what it means (facts in camel case, absent where there is nothing). Schemas, types,
 * JSON, the crate, `kei explain`, `kei diff`, references and tables of keys follow from it; any other
 * file names a key only if it does something with it.
 */
export interface Page<
  L extends Layer = Layer,
  W extends z.ZodRawShape = z.ZodRawShape,
  F extends Facts = Facts,
> {
  readonly layer: L;
  /** Name of the type of its records. */
  readonly name: string;
  /** Title of its file. */
  readonly title: string;
  /** What a record is, in one sentence. */
  readonly doc: string;
  readonly written: W;
  readonly facts: F;
  /** What holds between the keys of a record. */
  readonly conditions: readonly Condition[];
  /** A record as written. */
  readonly record: z.ZodObject<W, z.core.$strict>;
  /** The whole file: a list of records under the layer's name. */
  readonly file: z.ZodObject;
  /** Name of the file that people write. */
  readonly fileName: string;
  /** Name of the JSON Schema of that file. */
  readonly schemaName: string;
}

/** A page of what is stated on it. */
export function layer<L extends Layer, W extends z.ZodRawShape, F extends Facts>(
  page: Pick<
    Page<L, W, F>,
    "layer" | "name" | "title" | "doc" | "written" | "facts" | "conditions"
  >,
): Page<L, W, F> {
  const record = z.strictObject(page.written);
  const fileName = inputFileNames[page.layer];
  return {
    ...page,
    facts: documented(page.facts, page.written) as F,
    record,
    file: z.strictObject({ [page.layer]: z.array(record).optional() }),
    fileName,
    schemaName: fileName.replace(/toml$/, "schema.json"),
  };
}

/** Facts with what is said of each: where nothing is, what editors are told of the key. */
function documented(facts: Facts, written: z.ZodRawShape): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]): [string, Fact] => {
      const schema = written[fact.key ?? snakeCase(name)];
      const description = schema instanceof z.ZodType ? descriptionOf(schema) : "";
      // What follows a blank line is the list of words, which have docs of their own.
      return [name, { ...fact, doc: fact.doc || (description.split("\n\n", 1)[0] as string) }];
    }),
  );
}

/** What editors are told of a key. */
export function descriptionOf(schema: z.ZodType): string {
  if (schema.description !== undefined) return schema.description;
  return schema instanceof z.ZodOptional ? descriptionOf(schema.unwrap() as z.ZodType) : "";
}
