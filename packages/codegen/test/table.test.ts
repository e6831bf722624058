import { describe, expect, it } from "vitest";
import { table } from "../src/terminal/table.ts";

const columns = [
  { title: "ID" },
  { title: "NAME", flexible: true },
  { title: "N", align: "right" },
] as const;
const rows = [
  ["a", "a long name of something", "1"],
  ["bcd", "short", "1,000"],
];

describe("table", () => {
  it.each([
    [
      0,
      "ID   NAME                          N\na    a long name of something      1\nbcd  short                     1,000\n",
    ],
    [
      80,
      "ID   NAME                          N\na    a long name of something      1\nbcd  short                     1,000\n",
    ],
    [24, "ID   NAME              N\na    a long name…      1\nbcd  short         1,000\n"],
    // Cut as far as it goes; the rest runs over.
    [5, "ID   NAME          N\na    a long …      1\nbcd  short     1,000\n"],
  ])("in %i columns", (width, text) => {
    expect(table(columns, rows, width)).toBe(text);
  });

  it("without rows is its titles", () => {
    expect(table(columns, [], 0)).toBe("ID  NAME  N\n");
  });

  it("ends no line with blanks", () => {
    expect(table([{ title: "A" }, { title: "LONG" }], [["a", "b"]], 0)).toBe("A  LONG\na  b\n");
  });
});
