import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { KEBAB, PROVIDER_ID, RESERVED, SUB_PATHS } from "../src/layers/patterns.ts";
import { ROOT } from "./support/cli.ts";

/** Names that a provider could have, of the packages whose sub-paths are providers. */
function entries(): string[] {
  const names = ["registry", "runtime"].flatMap((name) => {
    const manifest = readFileSync(join(ROOT, "packages", name, "package.json"), "utf8");
    const { exports } = JSON.parse(manifest) as { exports: object };
    return Object.keys(exports).map((path) => path.split("/")[1] ?? "");
  });
  return names.filter((name) => KEBAB.test(name));
}

it("what the packages export is no id of a provider", () => {
  const needed = new Set([...entries(), "index"]);
  expect([...SUB_PATHS].sort()).toEqual([...needed].sort());
  expect(SUB_PATHS.filter((name) => PROVIDER_ID.test(name))).toEqual([]);
});

it("a module that would be taken for a promise is no provider's", () => {
  expect(PROVIDER_ID.test("then")).toBe(false);
  expect(RESERVED).toContain("then");
});
