import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SCHEMA_VERSION } from "../src/registry/published.ts";
import { ROOT } from "./support/cli.ts";

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** `.models[].notes null string`: each place in the data, and what may be there. */
function* places(schema: Schema, path = ""): Generator<string> {
  yield `${path} ${[...typesOf(schema)].sort().join(" ")}`.trim();
  for (const part of [schema, ...(schema.anyOf ?? [])]) {
    if (part.items !== undefined) yield* places(part.items, `${path}[]`);
    for (const [key, inner] of Object.entries(part.properties ?? {})) {
      yield* places(inner, `${path}.${key}`);
    }
  }
}

function typesOf({ type, anyOf = [] }: Schema): Set<string> {
  const own = type === undefined ? [] : [type].flat();
  return new Set([...own, ...anyOf.flatMap((part) => [...typesOf(part)])]);
}

/**
 * The file named after `SCHEMA_VERSION` has all places of that version. Where one of its lines goes or
 * changes, a reader has to change as well: leave the file, raise `SCHEMA_VERSION`, write another. New
 * lines go into the file of today's version.
 */
it.each(["registry", "vectors"])("%s.json has the shape that its version promises", (name) => {
  const schema = readFileSync(join(ROOT, `packages/registry/data/${name}.schema.json`), "utf8");
  const file = `fixtures/published-shape/${name}-${SCHEMA_VERSION}.txt`;
  const promised = readFileSync(new URL(file, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
  const published = [...new Set(places(JSON.parse(schema) as Schema))].sort();
  const gone = promised.filter((line) => !published.includes(line));
  expect(gone, "a reader has to change: SCHEMA_VERSION goes up").toEqual([]);
  expect(published, `new: add it to ${file}`).toEqual(promised);
});
