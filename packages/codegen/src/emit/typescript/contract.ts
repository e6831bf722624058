import type { Fact, Facts, Shape } from "../../layers/fact.ts";
import { allPages } from "../../layers/pages.ts";
import { rateNames, rates } from "../../layers/rates.ts";
import { type Vocabulary, weekdays } from "../../layers/vocabulary.ts";
import type { OutputFile } from "../emitter.ts";
import { commentText, literal, moduleText, propertyName, string } from "../print.ts";

/** The module of the types, where it is one of those that are written. */
export const CONTRACT_MODULE = "./contract.gen.js";

/**
 * `contract.gen.ts`: the types that generated facts satisfy, ours and those of any registry. They
 * follow from the pages of the layers, with what the pages say of each fact.
 */
export function emitContract(): OutputFile {
  const { texts, addRecord } = createDeclarations();
  for (const { name, doc, facts } of allPages) addRecord(name, doc, facts);
  return {
    target: "typescript",
    path: CONTRACT_MODULE.slice(2).replace(/js$/, "ts"),
    text: moduleText([HEAD, ...texts]),
  };
}

const HEAD = `/**
 * The contract that generated registries satisfy. Resolved facts only: what is unknown or does not
 * apply is absent, never \`""\`, \`"_"\` or \`0\`.
 */`;

/** Declarations of types, each after those that it needs, and each once. */
function createDeclarations() {
  const texts: string[] = [];
  const declared = new Set<string>();

  const declare = (name: string, make: () => string): string => {
    if (!declared.has(name)) {
      declared.add(name);
      texts.push(make());
    }
    return name;
  };

  /** An interface with a member for each fact, and a parameter for each that a fact names. */
  const addRecord = (name: string, doc: string, facts: Facts): string =>
    declare(name, () => {
      const members = membersOf(facts, 2);
      const parameters = new Map(
        Object.values(facts).flatMap(({ parameter, shape }) =>
          parameter === undefined ? [] : [[parameter, typeOf(itemOf(shape))] as const],
        ),
      );
      const list = [...parameters].map(([each, type]) => `${each} extends ${type} = ${type}`);
      return `${comment(doc)}\nexport interface ${name}${parameterList(list)} {\n${members}}`;
    });

  const membersOf = (facts: Facts, indent: number): string => {
    const pad = " ".repeat(indent);
    return Object.entries(facts)
      .filter(([, { isForReaders }]) => isForReaders !== true)
      .map(([name, fact]) => {
        const mark = fact.optional ? "?" : "";
        const line = `readonly ${propertyName(name)}${mark}: ${factType(fact)};`;
        return `${comment(fact.doc, pad)}\n${pad}${line}\n`;
      })
      .join("");
  };

  const factType = ({ parameter, shape }: Fact): string => {
    if (parameter === undefined) return typeOf(shape);
    return shape.kind === "list" ? `readonly ${parameter}[]` : parameter;
  };

  const typeOf = (shape: Shape): string => {
    switch (shape.kind) {
      case "text":
      case "date":
        return "string";
      case "boolean":
        return "boolean";
      case "integer":
        return "number";
      case "word":
        return declare(shape.vocabulary.name, () => vocabularyType(shape.vocabulary));
      case "list":
        return `readonly ${typeOf(shape.item)}[]`;
      case "map": {
        const value = typeOf(shape.value);
        return shape.keys === undefined
          ? `Readonly<Record<string, ${value}>>`
          : `{ readonly [Name in ${typeOf({ kind: "word", vocabulary: shape.keys })}]?: ${value} }`;
      }
      case "struct":
        return addRecord(shape.name, shape.doc, shape.facts);
      case "variants":
        return declare(shape.name, () => variantsType(shape));
      case "price":
        typeOf({ kind: "word", vocabulary: weekdays });
        return declare("Price", () => priceTypes());
    }
  };

  const variantsType = ({ name, doc, tag, cases }: Extract<Shape, { kind: "variants" }>) => {
    const members = Object.entries(cases).map(
      ([word, each]) =>
        `${comment(each.doc, "  ")}\n  | {\n      readonly ${tag}: ${string(word)};\n${membersOf(each.facts, 6)}    }`,
    );
    return `${comment(doc)}\nexport type ${name} =\n${members.join("\n")};`;
  };

  return { texts, addRecord };
}

function vocabularyType({ name, list, doc, words }: Vocabulary): string {
  const members = Object.entries(words).map(
    ([word, about]) => `${comment(about, "  ")}\n  | ${string(word)}`,
  );
  const values = literal(Object.keys(words));
  return `${comment(doc)}\nexport type ${name} =\n${members.join("\n")};

/** Every \`${name}\`. */
export const ${list}: readonly ${name}[] = ${values};`;
}

function parameterList(list: readonly string[]): string {
  if (list.length === 0) return "";
  const line = list.join(", ");
  return line.length <= 80 ? `<${line}>` : `<\n${list.map((each) => `  ${each},\n`).join("")}>`;
}

function itemOf(shape: Shape): Shape {
  return shape.kind === "list" ? shape.item : shape;
}

/** Prices do not fit into facts: their types are written out here, from the table of the rates. */
function priceTypes(): string {
  const members = rateNames.map((name) => {
    const { doc, required } = rates[name];
    return `${comment(doc, "  ")}\n  readonly ${name}${required ? "" : "?"}: number;\n`;
  });
  return `/** Integers, micro-cents per million tokens (1 USD = 100,000,000). */
export interface Rates {
${members.join("")}}

/**
 * Prices that hold when the whole input of a request exceeds a number of tokens. The whole request is
 * then billed at them, not only the part above (as Google and Anthropic bill long context).
 */
export interface PriceTier extends Rates {
  /** The tier applies to requests with more input tokens than this. */
  readonly aboveInputTokens: number;
}

/** When and for what a price holds. Absent: at any time; for the standard tier; in no region. */
export interface PriceConditions {
  /** When it begins to hold, in UTC: \`2026-07-31\` or \`2026-08-16T16:00Z\`. */
  readonly from?: string;
  /** When it holds no more, in UTC. */
  readonly to?: string;
  /** Parts of a day, in UTC: \`01:00-04:00\`. They may cross midnight. */
  readonly utcHours?: readonly string[];
  /** Days of the week, in UTC. */
  readonly utcDays?: readonly Weekday[];
  /** ISO dates on which it does not hold, in UTC. */
  readonly exceptDates?: readonly string[];
  /** Tier of service, in the vendor's words. */
  readonly serviceTier?: string;
  /** Region, in the vendor's words. */
  readonly region?: string;
}

/** A price that holds when its conditions do. It is whole: a rate that it leaves out is unknown. */
export interface PriceRow extends Rates, PriceConditions {
  /** Ascending by \`aboveInputTokens\`. */
  readonly tiers?: readonly PriceTier[];
}

/** What a price has beside the rates of its tokens. */
export interface PriceExtras {
  /** Percent of the standard price by tier of service, below the first size tier. */
  readonly tierPercent?: Readonly<Record<string, number>>;
  /** Percent of the standard price by region, below the first size tier. */
  readonly regionPercent?: Readonly<Record<string, number>>;
  /** Micro-cents for 1,000 of a thing, by its name: \`webSearch\`. */
  readonly fees?: Readonly<Record<string, number>>;
  /** Prices by date and condition: of those that hold the last one counts, and before the standard one. */
  readonly rows?: readonly PriceRow[];
  /** Since when these prices are all that hold, in UTC; earlier ones are in the price history. */
  readonly since?: string;
}

/** A price per token. */
export interface KnownPrice extends Rates, PriceExtras {
  readonly kind: "known";
  /** Ascending by \`aboveInputTokens\`. */
  readonly tiers?: readonly PriceTier[];
}

/** The prices of all times, by ref, of models whose price has changed. */
export type PriceHistory = Readonly<Record<string, readonly PriceRow[]>>;

/** What a model costs. Unknown is not free, and a subscription is neither. */
export type Price =
  | KnownPrice
  /** Nothing is billed. */
  | ({ readonly kind: "free" } & PriceExtras)
  /** A flat fee covers it. */
  | ({ readonly kind: "subscription" } & PriceExtras)
  /** It is not stated. */
  | ({ readonly kind: "unknown" } & PriceExtras);`;
}

/** A doc comment, on one line where it fits. */
function comment(doc: string, pad = ""): string {
  const text = commentText(doc);
  const line = `${pad}/** ${text} */`;
  if (line.length <= WIDTH) return line;
  const lines = wrap(text, WIDTH - pad.length - 3);
  return [`${pad}/**`, ...lines.map((each) => `${pad} * ${each}`), `${pad} */`].join("\n");
}

const WIDTH = 100;

function wrap(text: string, width: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) as string;
    const longer = last === "" ? word : `${last} ${word}`;
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
