import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { showValue } from "../src/commands/drift/show-value.ts";
import { check } from "../src/pipeline/generate.ts";
import { readRegistry } from "../src/project/read-registry.ts";
import { compare } from "../src/sources/compare.ts";
import { readSource } from "../src/sources/read-source.ts";
import { ROOT } from "./support/cli.ts";
import { sharedFolder } from "./support/shared.ts";

/** Day of the prices in `registry/`. */
const ON = "2026-07-02";

/**
 * The disagreements that `registry/README.md` explains: the rows of the table between its two
 * markers, each `model | field | registry | models.dev | genai-prices | reason`.
 */
function explained(): { readonly facts: string; readonly reason: string }[] {
  const readme = readFileSync(join(ROOT, "registry/README.md"), "utf8");
  const table = /<!-- disagreements -->([\s\S]*?)<!-- \/disagreements -->/.exec(readme)?.[1] ?? "";
  return table
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const cells = line.split("|").map((cell) => cell.trim().replaceAll("`", ""));
      return { facts: cells.slice(1, 6).join(" | "), reason: cells[6] ?? "" };
    });
}

const data = sharedFolder("data");

describe.skipIf(data === undefined)("the facts of registry/", () => {
  const { registry } = check(readRegistry(join(ROOT, "registry"), ROOT), ON);
  const sources = ["models-dev/api.json", "genai-prices/data_slim.json"].flatMap((file) =>
    data === undefined ? [] : [readSource(file, readFileSync(join(data, file), "utf8"), ON)],
  );
  const found = registry === undefined ? [] : compare(registry, sources, ON);

  it("disagree with a public data set only where registry/README.md says why", () => {
    const facts = found.map(({ ref, field, ours, theirs }) =>
      [
        ref,
        field,
        showValue(field, ours),
        ...sources.map(({ name }) =>
          showValue(field, theirs.find(({ source }) => source === name)?.value),
        ),
      ].join(" | "),
    );
    const reasons = explained();
    const explainedFacts = new Set(reasons.map((row) => row.facts));
    const unexplained = facts.filter((fact) => !explainedFacts.has(fact));
    const stale = reasons.filter((row) => !facts.includes(row.facts)).map((row) => row.facts);
    expect({ unexplained, stale }).toEqual({ unexplained: [], stale: [] });
    expect(reasons.filter(({ reason }) => reason === "")).toEqual([]);
  });

  it("follow the data sets where both state a fact and agree on it", () => {
    const against = found.filter(({ theirs, agreed }) => agreed && theirs.length === 2);
    expect(against).toEqual([]);
  });

  it("call a price verified only where both data sets have the model and agree on the price", () => {
    const disputed = new Set(
      found
        .filter(({ field }) => /^(?:input|output|cache|unknown-there)/.test(field))
        .map(({ ref }) => ref),
    );
    const wrong = registry?.models.filter(
      ({ ref, verifiedAt }) => verifiedAt !== undefined && disputed.has(ref),
    );
    expect(wrong?.map(({ ref }) => ref)).toEqual([]);
  });
});
