import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
// TypeScript 7 has no language service to call from JavaScript; 6 has the one that editors run.
const ts = createRequire(join(root, "package.json"))("ts60") as typeof import("ts60");

/** What an editor says about a program that uses the built package. `|` is where the cursor is. */
function editor(marked: string) {
  const file = join(root, "packages/registry/test/in-the-editor.ts");
  const text = marked.replace("|", "");
  const options: import("ts60").CompilerOptions = {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    types: [],
  };
  const service = ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot(name) {
      if (name === file) return ts.ScriptSnapshot.fromString(text);
      return existsSync(name)
        ? ts.ScriptSnapshot.fromString(readFileSync(name, "utf8"))
        : undefined;
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => options,
    getDefaultLibFileName: (each) => ts.getDefaultLibFilePath(each),
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  return {
    completions: () =>
      service.getCompletionsAtPosition(file, marked.indexOf("|"), {})?.entries ?? [],
    /** The texts that are struck through. */
    struck: () =>
      service
        .getSuggestionDiagnostics(file)
        .filter(({ reportsDeprecated }) => reportsDeprecated)
        .map(({ start = 0, length = 0 }) => text.slice(start, start + length)),
    errors: () => service.getSemanticDiagnostics(file).map(({ code }) => code),
  };
}

describe("in an editor", () => {
  beforeAll(() => {
    expect(existsSync(join(root, "packages/registry/dist/index.d.ts"))).toBe(true);
  });

  it("completes refs of models", () => {
    const names = editor('import { getModel } from "@kei/registry"; getModel("|");')
      .completions()
      .map(({ name }) => name);
    expect(names).toContain("anthropic/claude-sonnet-4-6");
    expect(names).toContain("anthropic/claude-haiku-4-5-20251001");
  });

  it("completes ids of providers where any string is taken", () => {
    const names = editor('import { modelsOf } from "@kei/registry"; modelsOf("|");')
      .completions()
      .map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["anthropic", "ollama-local"]));
  });

  it("completes a provider's models, the deprecated ones struck through", () => {
    const entries = editor(
      'import { models } from "@kei/registry/xai"; models["|"];',
    ).completions();
    const modifiers = new Map(
      entries.map(({ name, kindModifiers }) => [name, kindModifiers ?? ""]),
    );
    expect(modifiers.get("grok-4")).toContain("deprecated");
    expect(modifiers.get("grok-4.3")).not.toContain("deprecated");
  });

  it("strikes through what a deprecated model is looked up with", () => {
    const program = editor(`
      import { getModel } from "@kei/registry";
      import { models } from "@kei/registry/xai";
      getModel("xai/grok-4");
      getModel("xai/grok-4.3");
      models["grok-4"];
      models["grok-4.3"];
    `);
    expect(program.errors()).toEqual([]);
    expect(program.struck()).toEqual(["getModel", '"grok-4"']);
  });
});
