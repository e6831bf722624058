import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./support/cli.ts";

// TypeScript 7 has no program to ask from JavaScript.
const ts = createRequire(join(ROOT, "package.json"))("ts60") as typeof import("ts60");

type Type = import("ts60").Symbol;

/** The same facts on both sides: the generator resolves them, and the registry publishes them. */
const FACTS = ["Model", "Price", "PriceRow", "PriceTier", "Profile", "Provider"];

/** Declarations of every entry of the packages, those of providers too. */
function entries(): string[] {
  return ["catalog", "codegen", "registry", "runtime"].flatMap((name) => {
    const folder = join(ROOT, "packages", name);
    const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return Object.values<string>(exports)
      .filter((path) => path.endsWith(".js"))
      .flatMap((path) => {
        const [start = "", end] = path.slice(0, -".js".length).split("*");
        if (end === undefined) return join(folder, `${start}.d.ts`);
        const below = join(folder, start);
        const found = readdirSync(below).filter((file) => file.endsWith(`${end}.d.ts`));
        return found.map((file) => join(below, file));
      });
  });
}

/** The types that entries export, by the name that they have there. */
function typesByName(files: readonly string[]): Map<string, Set<Type>> {
  const program = ts.createProgram(files, { module: ts.ModuleKind.NodeNext, types: [] });
  const checker = program.getTypeChecker();
  const types = new Map<string, Set<Type>>();
  for (const file of files) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} is no module`);
    for (const exported of checker.getExportsOfModule(module)) {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const declared = isAlias ? checker.getAliasedSymbol(exported) : exported;
      if ((declared.flags & ts.SymbolFlags.Type) === 0) continue;
      const found = types.get(exported.name) ?? new Set();
      types.set(exported.name, found.add(declared));
    }
  }
  return types;
}

it("no name of a type means two things, over all packages", () => {
  const types = typesByName(entries());
  expect(types.size).toBeGreaterThan(100);
  const several = [...types].filter(([, declared]) => declared.size > 1);
  expect(several.map(([name]) => name).sort()).toEqual(FACTS);
});
