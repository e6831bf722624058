import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { factsOf, PEERS } from "../src/compare/peers.ts";
import { here, root } from "../src/places.ts";

const page = readFileSync(join(root, "docs/compare.md"), "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ["))
  .map((line) => line.split("|").map((cell) => cell.trim()));

it("docs/compare.md has the programs, the versions and the lines that are there", () => {
  expect(rows.map(([, ...cells]) => cells.slice(0, 3))).toEqual(PEERS.map(factsOf));
});

it("docs/compare.md says of each what it does not have", () => {
  for (const { lacks } of PEERS) for (const each of lacks) expect(page).toContain(`- ${each}`);
});

it("every program is compared", () => {
  expect(PEERS.map(({ folder }) => folder).sort()).toEqual(
    readdirSync(join(here, "compare")).sort(),
  );
});
