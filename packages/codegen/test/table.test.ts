import { describe, expect, it } from "vitest";
import { table } from "../src/terminal/table.ts";

const columns = [
  { title: "ID" },
  { title: "NAME", min: 8 },
  { title: "WHY", min: 6, rank: 2, wraps: true },
  { title: "N", align: "right", rank: 1 },
] as const;
const rows = [
  ["a", "a long name of something", "it is so", "1"],
  ["bcd/efg", "short", "", "1,000"],
];

const whole = `ID       NAME                      WHY           N
a        a long name of something  it is so      1
bcd/efg  short                               1,000
`;

describe("table", () => {
  it.each([
    ["wraps no line where it goes to a file", 0, whole, []],
    ["shows all that fits", 50, whole, []],
    [
      "cuts the widest that may be cut",
      40,
      `ID       NAME            WHY           N
a        a long name o…  it is so      1
bcd/efg  short                     1,000
`,
      [],
    ],
    [
      "wraps what may go on in the next line",
      32,
      `ID       NAME      WHY         N
a        a long …  it is       1
                   so
bcd/efg  short             1,000
`,
      [],
    ],
    [
      "leaves out what is least important",
      30,
      `ID       NAME                N
a        a long name o…      1
bcd/efg  short           1,000
`,
      ["WHY"],
    ],
    [
      "keeps what has no rank",
      20,
      `ID       NAME
a        a long nam…
bcd/efg  short
`,
      ["WHY", "N"],
    ],
    [
      "gives a first cell that is too long a line of its own, and never cuts it",
      14,
      `ID    NAME
a     a long …
bcd/efg
      short
`,
      ["WHY", "N"],
    ],
    [
      "runs over where nothing is left to do",
      5,
      `ID  NAME
a   a long …
bcd/efg
    short
`,
      ["WHY", "N"],
    ],
  ])("%s: %i", (_, width, text, leftOut) => {
    expect(table(columns, rows, width)).toEqual({ text, leftOut });
  });

  it("breaks a word only where it is long", () => {
    const wide = [{ title: "A" }, { title: "B", min: 4, wraps: true }];
    expect(table(wide, [["a", "https://x.y z"]], 8).text).toBe("A  B\na  https://x.y\n   z\n");
    expect(table(wide, [["a", `${"w".repeat(30)} z`]], 8).text).toBe(
      `A  B\na  ${"w".repeat(24)}\n   wwwwww z\n`,
    );
  });

  it("without rows is its titles", () => {
    expect(table(columns, [], 0).text).toBe("ID  NAME  WHY  N\n");
  });

  it("ends no line with blanks", () => {
    expect(table([{ title: "A" }, { title: "LONG" }], [["a", "b"]], 0).text).toBe(
      "A  LONG\na  b\n",
    );
  });
});
