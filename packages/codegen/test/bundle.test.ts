import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./support/cli.ts";

it("contains what it needs, and no more than these packages", () => {
  const folder = join(ROOT, "packages/codegen");
  const notices = readFileSync(join(folder, "dist/THIRD-PARTY.txt"), "utf8");
  const packages = [...notices.matchAll(/^(\S+) \d+\.\d+\.\d+ \([\w.-]+\)$/gm)];
  // A compiler among them would cost every run more than all the rest.
  expect(packages.map(([, name]) => name)).toEqual([
    "commander",
    "eslint-visitor-keys",
    "smol-toml",
    "toml-eslint-parser",
    "zod",
  ]);
  const manifest = readFileSync(join(folder, "package.json"), "utf8");
  expect(JSON.parse(manifest)).not.toHaveProperty("dependencies");
});
