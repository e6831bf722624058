import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clients } from "../src/emit/clients/clients.ts";
import { CONTRACT_MODULE } from "../src/emit/typescript/contract.ts";
import { typescript } from "../src/emit/typescript/typescript.ts";
import { ROOT } from "./support/cli.ts";
import { unexpectedIn } from "./support/statement-kinds.ts";
import { wildRegistry } from "./support/wild-registry.ts";

describe("generated TypeScript is facts, types and a few calls", () => {
  const folders = ["packages/registry/src/gen", "packages/runtime/src/gen"];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `${folder}/${name}`),
  );

  it.each(files)("%s", (file) => {
    expect(unexpectedIn(readFileSync(join(ROOT, file), "utf8"))).toEqual([]);
  });

  it("whatever a registry says", async () => {
    const registry = wildRegistry(7, () => true);
    const options = {
      contentHash: "sha256-0",
      typesModule: CONTRACT_MODULE,
      clients: { runtimeModule: "@kei/runtime/codegen", factsModule: "@kei/registry/*" },
    };
    const emitted = await Promise.all(
      [typescript, clients].map((emitter) => emitter.emit(registry, options)),
    );
    expect(emitted.flat().length).toBeGreaterThan(2 * registry.providers.length);
    for (const { path, text } of emitted.flat()) expect(unexpectedIn(text), path).toEqual([]);
  });
});

it.each([
  ['export const a = eval("1");', "CallExpression"],
  ['export const a = import("node:fs");', "CallExpression"],
  ["export const a = `text`;", "NoSubstitutionTemplateLiteral"],
  ["export const a = `${1}`;", "TemplateExpression"],
  ["export const a = b`text`;", "TaggedTemplateExpression"],
  ['export const a = new Function("");', "NewExpression"],
  ["export const a = () => 1;", "ArrowFunction"],
  ['export const a = globalThis["eval"];', "ElementAccessExpression"],
  ["export const a = { get b() { return 1; } };", "GetAccessor"],
  ["export const a = { ...b };", "SpreadAssignment"],
  ["export const a = { [b]: 1 };", "ComputedPropertyName"],
  ["export let a = 1;", "VariableStatement"],
  ["export const a = {} as any;", "AsExpression"],
  ["export function a() {}", "FunctionDeclaration"],
  ["a;", "ExpressionStatement"],
  ['import { a } from "node:fs";', "ImportDeclaration"],
  ['import "./a.js";', "ImportDeclaration"],
  ['export * from "./a.js";', "ExportDeclaration"],
  ['type A = import("./a.js").A;', "ImportType"],
  ['import { b as defineClient } from "./a.js";\nexport const a = defineClient();', "CallExpr"],
])("finds %s", (text, found) => {
  expect(unexpectedIn(text).join("\n")).toContain(found);
});
