import type { Layer } from "../layers/layer-names.ts";
import { pages, type Written } from "../layers/pages.ts";
import type { Path } from "../source/locate.ts";
import type { TomlTable } from "../source/toml.ts";
import { quote } from "../text/quote.ts";
import { type Explanation, explainIssue, type Issue } from "./explain-issue.ts";
import { isTable } from "./for-each-value.ts";
import { issuesOf, purposeOf, wrongFormat } from "./shape.ts";
import { explainUnknownKey, tableName } from "./unknown-key.ts";

/** Something wrong with the shape of a file, by path: the file's locator knows where that is. */
export interface ShapeProblem extends Explanation {
  readonly path: Path;
  readonly target: "key" | "value";
}

/** A layer's records, in the order of the file. What is not valid is `undefined`. */
export interface Validated<L extends Layer> {
  readonly records: readonly (Written[L] | undefined)[];
  readonly problems: readonly ShapeProblem[];
}

/**
 * Checks the shape of a parsed file: its keys, types and values, and rules within a record.
 *
 * @param broken Indexes of records of which a part could not be read: what they lack may be in it.
 */
export function validateLayer<L extends Layer>(
  layer: L,
  value: TomlTable,
  broken: ReadonlySet<number>,
): Validated<L> {
  const { conditions } = pages[layer];
  const raw = value[layer];
  const records: readonly unknown[] = Array.isArray(raw) ? raw : [];
  const listed = new Set<string>();
  const issues = withoutEchoes(issuesOf(layer, value));
  const problems = withoutRepeats(
    issues.flatMap((issue) => problemsOf(issue, layer, value, listed)),
  ).filter(({ code, path }) => code !== "missing-key" || !broken.has(Number(path[1])));

  records.forEach((record, index) => {
    if (!isTable(record)) return;
    for (const condition of broken.has(index) ? [] : conditions) {
      const violation = condition.check(record);
      if (violation === undefined) continue;
      const { key, ...rest } = violation;
      problems.push({ ...rest, path: [layer, index, key], target: "key" });
    }
    // There may be more of them than a call takes arguments.
    for (const problem of duplicateItems(record, [layer, index])) problems.push(problem);
  });

  const bad = new Set<unknown>([...broken, ...problems.map(({ path }) => path[1])]);
  return {
    records: records.map((record, index) => (bad.has(index) ? undefined : (record as Written[L]))),
    problems,
  };
}

/** Lists of texts name each once: `uniqueItems` of JSON Schema, which zod has no check for. */
function duplicateItems(record: TomlTable, path: Path): readonly ShapeProblem[] {
  return Object.entries(record).flatMap(([key, list]) => {
    if (!Array.isArray(list) || new Set(list).size === list.length) return [];
    const seen = new Set<unknown>();
    return list.flatMap((item: unknown, index) =>
      typeof item === "string" && seen.size === seen.add(item).size
        ? [
            {
              code: "duplicate-item",
              path: [...path, key, index],
              target: "value",
              message: `${key} names ${quote(item)} twice`,
              hint: "remove one of the two",
            } satisfies ShapeProblem,
          ]
        : [],
    );
  });
}

/** @param listed Tables whose keys were listed for a key that they do not have. */
function problemsOf(
  issue: Issue,
  layer: Layer,
  root: TomlTable,
  listed: Set<string>,
): ShapeProblem[] {
  const path = issue.path as Path;
  const value = valueAt(root, path);
  if (issue.keys !== undefined) {
    const table = value as TomlTable;
    const name = tableName(layer, path);
    const isFirst = () => !listed.has(name) && listed.add(name).has(name);
    return issue.keys.map((key) => ({
      ...explainUnknownKey(key, { layer, parent: path, table, isFirst }),
      path: [...path, key],
      target: "key",
    }));
  }
  const key = String(path.findLast((part) => typeof part === "string"));
  if (value === undefined) {
    return [
      {
        code: "missing-key",
        path,
        target: "value",
        message: `${describe(layer, root, path)} has no ${key}`,
        hint: `add ${key}${hintOf(purposeOf(layer, path))}`,
      },
    ];
  }
  return [
    {
      ...explainIssue(issue, key, value, (text) => wrongFormat(layer, path, text)),
      path,
      target: "value",
    },
  ];
}

/** `provider "anthropic"`, or `the third provider` where it has no id. */
function describe(layer: Layer, root: TomlTable, path: Path): string {
  const record = valueAt(root, path.slice(0, 2));
  const id = isTable(record) ? record["id"] : undefined;
  const name = typeof id === "string" && id !== "" ? `${layer} ${quote(id)}` : `this ${layer}`;
  if (path.length <= 3) return name;
  const key = String(path[2]);
  return key === "price_tiers" ? `a price tier of ${name}` : `${key} of ${name}`;
}

/** The description of a missing key, in brackets, as far as its first sentence. */
function hintOf(description: string): string {
  const [sentence = ""] = description.split(/(?<=\.)\s/, 1);
  if (sentence === "") return "";
  const inner = /^[A-Z][a-z]/.test(sentence)
    ? sentence.charAt(0).toLowerCase()
    : sentence.charAt(0);
  return `: ${inner}${sentence.slice(1).replace(/\.$/, "")}`;
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

/** What is of the wrong type has no length and no limits: an empty list is no empty string as well. */
function withoutEchoes(issues: readonly Issue[]): readonly Issue[] {
  if (issues.length < 2) return issues;
  const mistyped = new Set(
    issues.filter(({ code }) => code === "invalid_type").map(({ path }) => JSON.stringify(path)),
  );
  return issues.filter(
    ({ code, path }) => code === "invalid_type" || !mistyped.has(JSON.stringify(path)),
  );
}

/** A number beyond 2^53 is beyond the limit of its key as well: once is enough. */
function withoutRepeats(problems: readonly ShapeProblem[]): ShapeProblem[] {
  const seen = new Map(
    problems.map((problem) => [JSON.stringify([problem.code, problem.path]), problem]),
  );
  return [...seen.values()];
}
