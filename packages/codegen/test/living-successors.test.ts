import { describe, expect, it } from "vitest";
import { check } from "../src/pipeline/generate.ts";
import { fixture, inputsOf } from "./support/fixtures.ts";

/** A model: its day, and who follows it. */
type Row = readonly [id: string, deprecatedAt: string, replacedBy?: string | undefined];

function found(rows: readonly Row[], today: string | undefined): readonly string[] {
  const models = rows.map(
    ([id, deprecatedAt, replacedBy]) => `
[[model]]
provider_ref = "anthropic"
id = "${id}"
slug = "${id}"
display_name = "${id}"
context_window = 200_000
deprecated_at = "${deprecatedAt}"
${replacedBy === undefined ? "" : `replaced_by = "anthropic/${replacedBy}"`}`,
  );
  const minimal = fixture("good", "minimal");
  const texts = { ...minimal, model: minimal.model + models.join("\n") };
  return check(inputsOf(texts), today).diagnostics.map(
    ({ code, hint }) => `${code}${hint?.startsWith("use") ? `: ${hint}` : ""}`,
  );
}

const LATER: readonly Row[] = [
  ["a", "2026-01-01", "b"],
  ["b", "2026-06-01"],
];

describe("a successor", () => {
  it.each<[string, readonly Row[], string | undefined, readonly string[]]>([
    ["is there until its day", LATER, "2026-05-31", []],
    ["is gone from its day on", LATER, "2026-06-01", ["successor-gone"]],
    [
      "is no error that comes with the day, without one",
      LATER,
      undefined,
      ["deprecated-reference"],
    ],
    [
      "was never there",
      [
        ["a", "2026-01-01", "b"],
        ["b", "2025-01-01"],
      ],
      undefined,
      ["successor-gone"],
    ],
    [
      "has one of its own",
      [
        ["a", "2026-01-01", "b"],
        ["b", "2026-01-01", "c"],
        ["c", "2026-01-01", "claude-sonnet-4-6"],
      ],
      "2026-06-01",
      [
        'deprecated-reference: use "anthropic/claude-sonnet-4-6"',
        'deprecated-reference: use "anthropic/claude-sonnet-4-6"',
      ],
    ],
  ])("%s", (_, rows, today, want) => {
    expect(found(rows, today)).toEqual(want);
  });

  it("may be thousands of models away, and so may itself", () => {
    const chain = (last: string | undefined): Row[] =>
      Array.from(
        { length: 5_000 },
        (_, i): Row => [`m-${i}`, "2026-01-01", i < 4_999 ? `m-${i + 1}` : last],
      );
    const counts = (codes: readonly string[]) => [
      codes.length,
      codes.filter((code) => code.startsWith("successor")).length,
    ];
    expect(counts(found(chain("claude-sonnet-4-6"), "2026-06-01"))).toEqual([4_999, 0]);
    expect(found(chain("m-0"), "2026-06-01")).toEqual(["successor-loop"]);
    expect(counts(found(chain(undefined), "2026-06-01"))).toEqual([4_999, 1]);
  });
});
