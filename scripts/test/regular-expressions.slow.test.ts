import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@kei/consumers/public-packages";
import { checkSync } from "recheck";
import ts from "ts60";
import { describe, expect, it } from "vitest";

/** Longest that one expression may take to be looked at: most take some milliseconds. */
const PATIENCE = 20_000;

/**
 * Expressions that may take more than linear time, or that the checker does not know (look-around,
 * references back, what is put together at run time), by file and beginning. Each sees text of our own, or
 * text with a bound: a line that a person typed, an id, one value of a TOML file.
 */
const BOUNDED: Readonly<Record<string, readonly string[]>> = {
  // Names of settings, which are ours, in a message of ours.
  "ai-sdk/src/request/ask-without.ts": ["new RegExp("],
  // Digits of a number.
  "catalog/src/parts/texts.ts": [String.raw`/\B(?=`],
  // Docs of whoever builds the site: at most 200 characters of a text, a path, an element of HTML.
  "catalog/src/docs/doc-pages.ts": [String.raw`/\s+\S*$/`],
  "catalog/src/docs/doc-paths.ts": ["/[^/]+"],
  "catalog/src/docs/render-markdown.ts": ["new RegExp("],
  // At most 1,000 characters of a line.
  "codegen/src/check/explain-syntax.ts": [String.raw`/^\s*[\w.-]+`, "new RegExp("],
  // At most 4,096 characters of a file, its lines, and names of tables and keys, which are ours.
  "codegen/src/source/recover.ts": [String.raw`/^\s*(?:#`, `/^["']([^"']*)`, "new RegExp("],
  "codegen/src/commands/migrate/read-texts.ts": ["new RegExp("],
  "codegen/src/edit/rename-keys.ts": ["new RegExp("],
  "codegen/src/edit/tell-diagnostics.ts": ["new RegExp("],
  // A width in columns.
  "codegen/src/terminal/table.ts": ["new RegExp("],
  // At most 80 characters.
  "codegen/src/text/in-full.ts": [String.raw`/^\s*([$`],
  "codegen/src/commands/import/import.ts": ["new RegExp("],
  "codegen/src/commands/import/write-texts.ts": ["new RegExp("],
  "codegen/src/sources/imports/connection.ts": [String.raw`/^\d+(?=_)`],
  "codegen/src/sources/imports/litellm-prices.ts": ["new RegExp("],
  // An answer of a server of the test.
  "consumers/src/programs/ai-sdk.ts": ["/^data: "],
  // Values of TOML files, which a person reviews: dates, ids, endpoints.
  "codegen/src/layers/fields.ts": ["new RegExp("],
  "codegen/src/layers/patterns.ts": ["new RegExp("],
  "codegen/src/layers/profile.ts": ["new RegExp("],
  "codegen/src/layers/provider.ts": ["new RegExp("],
  "codegen/src/registry/endpoint.ts": [
    String.raw`/^\$\{[0-9]*`,
    String.raw`/:\$\{[0-9]*`,
    String.raw`/\{\{\s*`,
    "/%7b",
    String.raw`/\/:(`,
    "new RegExp(",
    "/(?<=[/.=])",
    "/^(?:your)?",
  ],
  "codegen/src/registry/rules/endpoints/fitting-paths.ts": ["/^([^?]*?)"],
  "codegen/src/source/edit.ts": [String.raw`/^(#\s*)`, String.raw`/\B(?=`],
  "codegen/src/source/locate.ts": ["new RegExp("],
  "codegen/src/commands/refresh/edit-models.ts": [
    String.raw`/^([ \t]*)# Above`,
    String.raw`/^[ \t]*# Above`,
  ],
  // What a person typed as an argument, and names of files.
  "codegen/src/edit/price-amount.ts": [String.raw`/^[^\d]+`],
  "codegen/src/project/guard-emitter.ts": [String.raw`/^(?!\.{1,2}$)`],
  // At most 200 characters of a data set, and ids.
  "codegen/src/sources/adapters/genai-prices.ts": ["/[+*}]", "new RegExp("],
  "codegen/src/sources/matches.ts": ["new RegExp("],
  // Repetition with bounds, put together of parts that are written beside it.
  "codegen/src/text/amount.ts": ["new RegExp("],
  "codegen/src/text/quote.ts": ["new RegExp("],
  "codegen/src/text/secrets.ts": ["new RegExp("],
  // Digits of a number.
  "codegen/src/emit/rust/print.ts": [String.raw`/\B(?=`],
  "codegen/src/text/numbers.ts": [String.raw`/\B(?=`],
  "registry/src/money.ts": [String.raw`/\B(?=`],
  // Names of this process's variables.
  "runtime/src/protocols/codex-exec/start-process.ts": ["/^(PATH|HOME"],
  // At most 23 characters of the caller's pattern, and expressions for one character.
  "runtime/src/output/linear-pattern.ts": [String.raw`/^(\d+)(,?)`, "new RegExp("],
};

interface Expression {
  /** Path below `packages`. */
  readonly file: string;
  readonly text: string;
  /** Absent: it is put together at run time. */
  readonly source?: string;
  readonly flags?: string;
}

/** All expressions of a file, as literals and as calls. */
function expressionsOf(file: string, text: string): Expression[] {
  const found: Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      const [source, flags] = [node.text.slice(1, end), node.text.slice(end + 1)];
      found.push({ file, text: node.text, source, flags });
    }
    if (
      (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
      node.expression.getText() === "RegExp"
    ) {
      const [source, flags] = node.arguments ?? [];
      const written = source && ts.isStringLiteralLike(source) ? { source: source.text } : {};
      const flagged = flags && ts.isStringLiteralLike(flags) ? { flags: flags.text } : {};
      found.push({ file, text: node.getText(), ...written, ...flagged });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** What is wrong with an expression; `undefined` where it takes linear time whatever it is given. */
function fault({ source, flags = "" }: Expression): string | undefined {
  if (source === undefined) return "is put together at run time";
  // Without repetition there is nothing to go back to.
  if (!/[*+{]/.test(source)) return undefined;
  const found = checkSync(source, flags, { checker: "automaton", timeout: PATIENCE });
  if (found.status === "safe") return undefined;
  return found.status === "vulnerable" ? `is ${found.complexity.summary}` : "is beyond the checker";
}

// The implementation that needs no program of its own.
process.env["RECHECK_BACKEND"] = "pure";

const packages = join(root, "packages");
const expressions = readdirSync(packages).flatMap((name) =>
  readdirSync(join(packages, name, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.[cm]?ts$/.test(file) && !/\.(d|gen)\.[cm]?ts$/.test(file))
    .flatMap((file) => {
      const path = `${name}/src/${file.replaceAll("\\", "/")}`;
      return expressionsOf(path, readFileSync(join(packages, path), "utf8"));
    }),
);

const isBounded = ({ file, text }: Expression) =>
  BOUNDED[file]?.some((beginning) => text.startsWith(beginning)) === true;

describe("regular expressions", () => {
  it("take linear time, whatever text they are given, or see no text from outside", () => {
    const faults = expressions
      .filter((each) => !isBounded(each))
      .flatMap((each) => {
        const found = fault(each);
        return found === undefined ? [] : `${each.file}: ${each.text} ${found}`;
      });
    expect(faults).toEqual([]);
  });

  it("are still there where the list names them", () => {
    const named = Object.entries(BOUNDED).flatMap(([file, beginnings]) =>
      beginnings.map((beginning) => ({ file, beginning })),
    );
    const gone = named.filter(
      ({ file, beginning }) =>
        !expressions.some((each) => each.file === file && each.text.startsWith(beginning)),
    );
    expect(gone).toEqual([]);
  });

  it.each([
    ["/(<+)*x/", "is exponential"],
    ["/<[^>]*>/g", "is 2nd degree polynomial"],
    ["/<title[^>]*>/i", "is 2nd degree polynomial"],
    [String.raw`/\[(["'])(.*?)\1\]/`, "is beyond the checker"],
    ["new RegExp(text)", "is put together at run time"],
    ['new RegExp("(a+)+b", "u")', "is exponential"],
  ])("%s would be found", (planted, want) => {
    const [found] = expressionsOf("planted.ts", `export const planted = ${planted};`);
    expect(fault(found as Expression)).toBe(want);
  });

  it.each(["/^[a-z]+$/", "/a+/", "/<title/i", String.raw`/^\d+(?:\.\d+)?s$/`])(
    "%s would not",
    (planted) => {
      const [found] = expressionsOf("planted.ts", `export const planted = ${planted};`);
      expect(fault(found as Expression)).toBeUndefined();
    },
  );
});
