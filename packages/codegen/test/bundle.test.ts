import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./support/cli.ts";

it("contains what it needs, and no more than these packages", () => {
  const folder = join(ROOT, "packages/codegen");
  const notices = readFileSync(join(folder, "dist/THIRD-PARTY.txt"), "utf8");
  const packages = [...notices.matchAll(/^(\S+) \d+\.\d+\.\d+ \([\w.-]+\)$/gm)];
  // A compiler among them would cost every run more than all the rest.
  expect(packages.map(([, name]) => name)).toEqual([
    "@clack/core",
    "@clack/prompts",
    "acorn",
    "commander",
    "diff",
    "eslint-visitor-keys",
    "fast-string-truncated-width",
    "fast-string-width",
    "fast-wrap-ansi",
    "nanotar",
    "sisteransi",
    "smol-toml",
    "strip-json-comments",
    "toml-eslint-parser",
    "yaml",
    "zod",
  ]);
  const manifest = readFileSync(join(folder, "package.json"), "utf8");
  expect(JSON.parse(manifest)).not.toHaveProperty("dependencies");
});

it("loads what asks questions only when there is one", () => {
  const folder = join(ROOT, "packages/codegen/dist");
  const files = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const textOf = (name: string) => readFileSync(join(folder, name), "utf8");
  const asking = files.filter((name) => textOf(name).includes("Enter leaves it out"));
  expect(asking).toEqual([expect.stringMatching(/^ask-/)]);
  const importers = files.filter((name) => textOf(name).includes(`"./${asking[0]}"`));
  expect(importers).toHaveLength(1);
  expect(textOf(importers[0] as string)).toContain(`import("./${asking[0]}")`);
});

it("loads what reads programs only where data sets are read", () => {
  const folder = join(ROOT, "packages/codegen/dist");
  const files = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const textOf = (name: string) => readFileSync(join(folder, name), "utf8");
  const [parser = ""] = files.filter((name) => textOf(name).includes("ecmaVersion"));
  const importers = files.filter((name) => textOf(name).includes(`from"./${parser}"`));
  expect(importers.map((name) => name.replace(/-\w+\.js$/, "")).sort()).toEqual([
    "drift",
    "refresh",
  ]);
});
