import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { layers } from "../src/layers/layer-names.ts";
import { pages } from "../src/layers/pages.ts";
import { ROOT } from "./support/cli.ts";
import { FIXTURES, parsed } from "./support/fixtures.ts";
import { createAjv } from "./support/json-schema.ts";

/**
 * What SchemaStore checks of a schema and of the TOML files that come with it. The fixtures lie as
 * they would there, below `src/`; the schema gets its `$id` when it is submitted.
 */
describe.each(layers)("the schema of the %ss, as SchemaStore wants it", (layer) => {
  const { schemaName } = pages[layer];
  const name = `kei-${schemaName.replace(/\.schema\.json$/, "")}`;
  const schema = JSON.parse(readFileSync(join(ROOT, "registry/schema", schemaName), "utf8"));
  const validate = createAjv().compile({
    ...schema,
    $id: `https://www.schemastore.org/${name}.json`,
  });
  const filesOf = (kind: "test" | "negative_test") => {
    const folder = join(FIXTURES, "schema-store", kind, name);
    return readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  };

  it("is an object of draft-07 that needs no other file", () => {
    expect(schema).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      title: expect.stringMatching(/./),
    });
    expect(JSON.stringify(schema)).not.toContain('"$ref"');
  });

  it("takes the good files and rejects the bad ones", () => {
    const good = filesOf("test");
    const bad = filesOf("negative_test");
    expect(good).not.toEqual([]);
    expect(bad).not.toEqual([]);
    expect(good.map((text) => validate(parsed(text)))).toEqual(good.map(() => true));
    expect(bad.map((text) => validate(parsed(text)))).toEqual(bad.map(() => false));
  });

  it("is named in the first line of each", () => {
    for (const text of [...filesOf("test"), ...filesOf("negative_test")]) {
      expect(text.split("\n")[0]).toBe(`#:schema ../../schemas/json/${name}.json`);
    }
  });
});
