import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./support/cli.ts";

it("contains what it needs, and no more than these packages", () => {
  const folder = join(ROOT, "packages/codegen");
  const notices = readFileSync(join(folder, "dist/THIRD-PARTY.txt"), "utf8");
  const packages = [...notices.matchAll(/^(\S+) \d+\.\d+\.\d+ \([\w.-]+\)$/gm)];
  // The compiler in ts-morph would cost every run more than all the rest: see below who loads it.
  expect(packages.map(([, name]) => name)).toEqual([
    "@clack/core",
    "@clack/prompts",
    "@ts-morph/common",
    "acorn",
    "balanced-match",
    "brace-expansion",
    "code-block-writer",
    "commander",
    "diff",
    "eslint-visitor-keys",
    "fast-string-truncated-width",
    "fast-string-width",
    "fast-wrap-ansi",
    "fdir",
    "minimatch",
    "nanotar",
    "path-browserify",
    "picomatch",
    "sisteransi",
    "smol-toml",
    "strip-json-comments",
    "tinyglobby",
    "toml-eslint-parser",
    "ts-morph",
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

/** Names of the parts that load what has a text at once, chunks that parts share left out. */
function loadersOf(text: string): readonly string[] {
  const folder = join(ROOT, "packages/codegen/dist");
  const files = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const texts = new Map(files.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  const loaders = new Set(files.filter((name) => texts.get(name)?.includes(text)));
  for (const loaded of loaders) {
    for (const [name, each] of texts) {
      if (each.includes(`from"./${loaded}"`)) loaders.add(name);
    }
  }
  const names = [...loaders].map((name) => name.replace(/(?:-[A-Z0-9]{8})?\.js$/, ""));
  return names.filter((name) => name !== "chunk").sort();
}

it("loads what reads programs only where some are read", () => {
  expect(loadersOf("ecmaVersion")).toEqual(["drift", "migrate", "refresh"]);
});

it("loads TypeScript only where a project is read", () => {
  expect(loadersOf("createTypeChecker")).toEqual(["find-in-project"]);
});
