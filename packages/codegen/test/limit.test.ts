import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../src/diagnostics/diagnostic.ts";
import type { FormatName } from "../src/diagnostics/format/format.ts";
import { USUAL_LIMIT } from "../src/diagnostics/limit.ts";
import { formatFew, report } from "../src/diagnostics/report.ts";
import { diagnose, fixture } from "./support/fixtures.ts";

const minimal = fixture("good", "minimal");

const COUNT = 2_000;

function many(make: (i: number) => string): readonly Diagnostic[] {
  const lines = Array.from({ length: COUNT }, (_, i) => make(i));
  return diagnose({ ...minimal, model: minimal.model + lines.join("\n") });
}

const record = (id: string, more = "") =>
  `[[model]]\nprovider_ref = "anthropic"\nid = "${id}"\ndisplay_name = "x"\n${more}\n`;

/** What is printed of diagnostics, on both streams. */
function printed(diagnostics: readonly Diagnostic[], format: FormatName, most?: number) {
  let [out, err] = ["", ""];
  const terminal = {
    color: false,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  report(diagnostics, format, "the summary", terminal as never, most);
  return { out, err };
}

describe("a mistake that very many records have", () => {
  it.each([
    ["a bad record", () => "[[model]]\nid = 5\n", ["missing-key", "wrong-type"]],
    ["an equal id", () => record("same"), ["duplicate-id"]],
    ["an equal slug", (i) => record(`m${i}`, 'slug = "same"'), ["duplicate-slug"]],
    ["an equal alias", (i) => record(`m${i}`, 'aliases = ["same"]'), ["duplicate-alias"]],
    ["a mistake of syntax", (i) => record(`m${i}`, "notes: x"), ["toml-syntax"]],
    [
      "an unknown key, all in one record",
      (i) => `${i === 0 ? record("x") : ""}k${i} = 1`,
      ["unknown-key"],
    ],
  ] as const satisfies readonly (readonly [string, (i: number) => string, readonly string[]])[])(
    "is shown a few times and counted: %s",
    (_, make, codes) => {
      const diagnostics = many(make);
      expect(diagnostics.length).toBeGreaterThan(COUNT - 2);
      const { out } = printed(diagnostics, "plain");
      const lines = out.trimEnd().split("\n");
      expect(lines.at(-1)).toBe("the summary");
      expect(lines.at(-2)).toMatch(/^not shown: .*\(kei check --max-diagnostics all shows them\)$/);
      expect(lines.length - 2).toBeLessThanOrEqual(codes.length * USUAL_LIMIT);
      for (const code of codes) {
        const rest = diagnostics.filter((each) => each.code === code).length - USUAL_LIMIT;
        const count = String(rest).replace(/(?=\d{3}$)/, ",");
        expect(lines.at(-2)).toContain(`${count} ${code} in models.toml`);
      }
    },
  );

  it("is shown as often as somebody wants", () => {
    const diagnostics = many(() => record("same"));
    const count = (most?: number) =>
      printed(diagnostics, "plain", most).out.match(/duplicate-id:/g)?.length ?? 0;
    expect(count()).toBe(USUAL_LIMIT);
    expect(count(3)).toBe(3);
    expect(count(0)).toBe(0);
    expect(count(Number.POSITIVE_INFINITY)).toBe(diagnostics.length);
  });

  it("is whole in what programs read", () => {
    const diagnostics = many(() => record("same"));
    const { out, err } = printed(diagnostics, "json");
    expect(JSON.parse(out)).toHaveLength(diagnostics.length);
    expect(err).toBe("the summary\n");
    expect(JSON.parse(printed(diagnostics, "sarif").out).runs[0].results).toHaveLength(
      diagnostics.length,
    );
    expect(printed(diagnostics, "github").out.trimEnd().split("\n")).toHaveLength(USUAL_LIMIT);
    expect(printed(diagnostics, "github").err).toMatch(/^not shown: .*\nthe summary\n$/);
  });

  it("hides no other one, nor that of another file", () => {
    const diagnostics = [
      ...many(() => record("same")),
      ...diagnose({ ...minimal, profile: `${minimal.profile}\nfoo = 1\n` }),
    ];
    expect(formatFew(diagnostics, "plain", { color: false })).toContain("unknown-key");
  });

  it("is nothing to count where all are shown", () => {
    const diagnostics = diagnose({ ...minimal, profile: `${minimal.profile}\nfoo = 1\n` });
    expect(formatFew(diagnostics, "plain", { color: false })).not.toContain("not shown");
    expect(printed([], "pretty")).toEqual({ out: "the summary\n", err: "" });
  });
});

describe("a very long line", () => {
  it("is shown where the mistake is, and no further", () => {
    const list = Array.from({ length: 5_000 }, (_, i) => `"m${i}"`);
    const [found, ...rest] = diagnose({
      ...minimal,
      model: `${minimal.model}${record("x", `aliases = [${[...list, '"m0"'].join(", ")}]`)}`,
    });
    expect(rest).toEqual([]);
    const text = formatFew([found as Diagnostic], "pretty", { color: false });
    expect(text).toContain('"m4999", "m0"');
    for (const line of text.split("\n")) expect(line.length).toBeLessThan(200);
  });
});
