import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assertCheckable } from "../../src/output/assert-checkable.ts";
import { checkJsonSchema } from "../../src/output/check-json-schema.ts";

interface Group {
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>> | boolean;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

const SUITE = join(import.meta.dirname, "../../../../../shared/data/json-schema-test-suite/tests");
const found = existsSync(SUITE);
if (!found) console.warn("skipped: ../shared/data/json-schema-test-suite is not here");

const DRAFT_07 = "http://json-schema.org/draft-07/schema#";

/** Beside the files of a draft, those of what it leaves open: all but formats, which say nothing here. */
const drafts = [
  {
    draft: "draft2020-12",
    optional:
      "anchor bignum dependencies-compatibility ecmascript-regex float-overflow id no-schema non-bmp-regex refOfUnknownKeyword unknownKeyword",
  },
  {
    draft: "draft7",
    optional: "bignum ecmascript-regex float-overflow id non-bmp-regex unknownKeyword",
  },
];

function verdicts(draft: string, name: string) {
  const groups: readonly Group[] = JSON.parse(readFileSync(join(SUITE, draft, name), "utf8"));
  const wrong: string[] = [];
  const counts = { right: 0, refused: 0 };
  for (const { description, schema: written, tests } of groups) {
    // Answers are by a schema that is an object.
    const keywords = typeof written === "boolean" ? { allOf: [written] } : written;
    const schema = draft === "draft7" ? { $schema: DRAFT_07, ...keywords } : keywords;
    try {
      assertCheckable(schema);
    } catch {
      counts.refused += tests.length;
      continue;
    }
    for (const test of tests) {
      if ((checkJsonSchema(schema, test.data).length === 0) === test.valid) counts.right += 1;
      else wrong.push(`${description}: ${test.description}`);
    }
  }
  return { ...counts, wrong };
}

describe.skipIf(!found).each(drafts)("JSON-Schema-Test-Suite, $draft", ({ draft, optional }) => {
  const names = found
    ? [
        ...readdirSync(join(SUITE, draft)).filter((name) => name.endsWith(".json")),
        ...optional.split(" ").map((name) => `optional/${name}.json`),
      ]
    : [];

  it.each(names)("Z1: no wrong verdict in %s", (name) => {
    expect(verdicts(draft, name).wrong).toEqual([]);
  });

  it("Z2: most of it can be checked", () => {
    let right = 0;
    let refused = 0;
    for (const name of names) {
      const counts = verdicts(draft, name);
      right += counts.right;
      refused += counts.refused;
    }
    expect(refused).toBeLessThan(right / 5);
  });
});
