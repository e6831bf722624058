import { IndentationText, Project, type StatementStructures } from "ts-morph";
import { HEADER } from "../emitter.ts";

/** The text of a generated module, built by ts-morph: for what is small and seldom changes. */
export function moduleText(statements: readonly (StatementStructures | string)[]): string {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: { indentationText: IndentationText.TwoSpaces },
  });
  const source = project.createSourceFile("module.gen.ts", { statements: [...statements] });
  // Imports are inserted at the top whatever comes first, so the header is put on last.
  return `${HEADER}\n\n${airy(source.getFullText())}`;
}

/** With a blank line before each declaration that has a comment; ts-morph puts none between. */
function airy(text: string): string {
  return text.replace(/(?<!\n)\n\/\*\*/g, "\n\n/**");
}

/** As text: what ts-morph builds of several lines comes out one level too deep. */
export function constant(name: string, doc: string, type: string, initializer: string): string {
  return `/** ${doc} */\nexport const ${name}: ${type} = ${initializer};`;
}

/** The type of such a table. An alias: of an interface `Object.values` makes `any[]`. */
export function tableType(
  name: string,
  doc: string,
  entries: readonly (readonly [name: string, type: string])[],
): string {
  const members = entries.map(([key, type]) => `  readonly ${key}: ${type};\n`).join("");
  return `/** ${doc} */\nexport type ${name} = ${members === "" ? "{}" : `{\n${members}}`};`;
}

/** A table of names and expressions, as they are written. */
export function recordText(entries: readonly (readonly [name: string, value: string])[]): string {
  if (entries.length === 0) return "{}";
  return `{\n${entries.map(([name, value]) => `  ${name}: ${value},\n`).join("")}}`;
}
