import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Choice } from "@kei/registry";
import { expect, it } from "vitest";
import { KeiError, type KeiErrorCode } from "../../src/chat/errors.ts";
import { isWorthAsking } from "../../src/router/moves-on.ts";
import { MODELS, providerOf } from "./test-router.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Codes in the first cell of the rows of a table, and the second one. */
function rowsOf(text: string, after: string): readonly (readonly [KeiErrorCode, string])[] {
  const table = text
    .slice(text.indexOf(after))
    .split("\n\n")
    .find((part) => part.startsWith("| code"));
  const rows = (table ?? "").split("\n").slice(2);
  return rows.flatMap((row) => {
    const [, codes = "", next = ""] = row.split("|");
    return [...codes.matchAll(/`([a-z-]+)`/g)].map(
      ([, code]) => [code as KeiErrorCode, next.trim()] as const,
    );
  });
}

const guide = rowsOf(read("docs/guides/routing.md"), "## When it moves on");

/** Whether a sibling is asked, and a model of another provider that reads more. */
const NEXT: Readonly<Record<string, readonly boolean[]>> = {
  "any model": [true, true],
  "a model of another provider": [false, true],
  "a model with a larger window": [false, true],
  none: [false, false],
  "none for the first model": [false, false],
};

it("F3: the guide says after which failures another model is asked", () => {
  const [first, ...others] = MODELS.map(
    (model): Choice => ({
      source: "default",
      ref: model.ref,
      modelId: model.id,
      provider: providerOf(model.provider),
      model,
    }),
  );
  for (const [code, next] of guide) {
    const error = new KeiError({ code, message: "no", retryable: false });
    const asked = others.map((other) => isWorthAsking(other, first as Choice, error));
    expect([code, asked]).toEqual([code, NEXT[next]]);
  }
});

it("F3: the guide has every code that errors have", () => {
  const readme = rowsOf(read("packages/runtime/README.md"), "## Errors");
  const codes = (rows: typeof guide) => rows.map(([code]) => code).sort();
  expect(codes(guide)).toEqual(codes(readme));
});
