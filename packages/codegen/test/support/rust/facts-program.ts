import { readFileSync } from "node:fs";
import { fieldName, variantName } from "../../../src/emit/rust/rows.ts";
import type { Facts, Shape } from "../../../src/layers/fact.ts";
import { corePages } from "../../../src/layers/pages.ts";
import { weekdays } from "../../../src/layers/vocabulary.ts";

/** A program that prints the facts of a crate: how each type is printed follows from the pages. */
export function factsProgram(): string {
  const types = new Map(corePages.flatMap(({ name, facts }) => structTypes(name, facts)));
  const fixed = readFileSync(new URL("facts.rs", import.meta.url), "utf8");
  return `${fixed}\n${[...types.values()].join("\n\n")}\n`;
}

/** Name of a type of the crate, and the text that makes it print itself. */
type Printed = readonly [name: string, text: string];

function structTypes(name: string, facts: Facts): Printed[] {
  const members = Object.keys(facts).map((fact) => `    "${fact}" ${fieldName(fact)}`);
  const text = `record! { ${name} {\n${members.join("\n")}\n} }`;
  return [...factTypes(facts), [name, text]];
}

function factTypes(facts: Facts): Printed[] {
  return Object.values(facts).flatMap(({ shape }) => shapeTypes(shape));
}

function shapeTypes(shape: Shape): Printed[] {
  switch (shape.kind) {
    case "word":
      return [[shape.vocabulary.name, `word! { ${shape.vocabulary.name} }`]];
    case "list":
      return shapeTypes(shape.item);
    case "map": {
      const keys: Shape[] =
        shape.keys === undefined ? [] : [{ kind: "word", vocabulary: shape.keys }];
      return [...keys, shape.value].flatMap(shapeTypes);
    }
    case "struct":
      return structTypes(shape.name, shape.facts);
    case "variants":
      return variantTypes(shape);
    case "price":
      return shapeTypes({ kind: "word", vocabulary: weekdays });
    default:
      return [];
  }
}

/** Each variant has the members of all of them: `null` is what it does not have. */
function variantTypes({ name, tag, cases }: Extract<Shape, { kind: "variants" }>): Printed[] {
  const all = Object.values(cases).map(({ facts }) => facts);
  const names = new Set(all.flatMap((facts) => Object.keys(facts)));
  const arms = Object.entries(cases).map(([word, { facts }]) => {
    const members = [...names].map((fact) => {
      const value = fact in facts ? fieldName(fact) : "None::<bool>";
      return `"${fact}" = ${value}`;
    });
    const fields = Object.keys(facts).map(fieldName).join(" ");
    return `    ${variantName(word)} { ${fields} } [${[`"${tag}" = "${word}"`, ...members].join(", ")}]`;
  });
  return [...all.flatMap(factTypes), [name, `variants! { ${name}\n${arms.join("\n")}\n}`]];
}
