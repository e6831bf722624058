import type { Fact, Facts, Shape } from "../../layers/fact.ts";
import { allPages } from "../../layers/pages.ts";
import { rateNames, rates } from "../../layers/price.ts";
import type { Vocabulary } from "../../layers/vocabulary.ts";
import { commentText } from "../print.ts";
import { fieldName, variantName } from "./rows.ts";

/** The types of the crate, as the pages of the layers have them. */
export function contractText(): string {
  const texts: string[] = [];
  const declared = new Set<string>();

  const declare = (name: string, make: () => string): string => {
    if (!declared.has(name)) {
      declared.add(name);
      texts.push(make());
    }
    return name;
  };

  /** A struct; `isRecord`: one that has more fields with time. */
  const addStruct = (name: string, doc: string, facts: Facts, isRecord: boolean): string =>
    declare(name, () => {
      const head = isRecord
        ? "#[derive(Debug, Clone, PartialEq, Eq)]\n#[non_exhaustive]\n"
        : `${VALUE}\n`;
      return `${comment(doc)}${head}pub struct ${name} {\n${fields(facts, "    ", "pub ")}}`;
    });

  const fields = (facts: Facts, pad: string, visibility: string): string =>
    Object.entries(facts)
      .map(([name, fact]) => {
        const field = `${pad}${visibility}${fieldName(name)}: ${factType(fact)},\n`;
        return comment(fact.doc, pad) + field;
      })
      .join("");

  const factType = ({ shape, optional, emptyIsAbsent }: Fact): string => {
    const type = typeOf(shape);
    return optional && emptyIsAbsent !== true ? `Option<${type}>` : type;
  };

  const typeOf = (shape: Shape): string => {
    switch (shape.kind) {
      case "text":
      case "date":
        return "&'static str";
      case "boolean":
        return "bool";
      case "integer":
        return shape.wide ? "u64" : "u32";
      case "word":
        return declare(shape.vocabulary.name, () => vocabularyText(shape.vocabulary));
      case "list":
        return `&'static [${typeOf(shape.item)}]`;
      case "struct":
        return addStruct(shape.name, shape.doc, shape.facts, false);
      case "variants":
        return declare(shape.name, () => {
          const cases = Object.entries(shape.cases).map(([word, { doc, facts }]) => {
            const inner = fields(facts, "        ", "");
            const body = inner === "" ? "" : ` {\n${inner}    }`;
            return `${comment(doc, "    ")}    ${variantName(word)}${body},\n`;
          });
          return `${comment(shape.doc)}${VALUE}\n#[non_exhaustive]\npub enum ${shape.name} {\n${cases.join("")}}`;
        });
      case "price":
        return declare("Price", priceText);
    }
  };

  for (const { name, doc, facts } of allPages) addStruct(name, doc, facts, true);
  return `use crate::vocabulary::vocabulary;\n\n${texts.join("\n\n")}\n`;
}

/** Of what is small enough to be copied. */
const VALUE = "#[derive(Debug, Clone, Copy, PartialEq, Eq)]";

function vocabularyText({ name, doc, words }: Vocabulary): string {
  const variants = Object.entries(words).map(
    ([word, about]) =>
      `${comment(about, "        ")}        ${variantName(word)} = ${JSON.stringify(word)},\n`,
  );
  return `vocabulary! {\n${comment(doc, "    ")}    ${name} {\n${variants.join("")}    }\n}`;
}

/** Prices do not fit into facts: their types are written out here, from the table of the rates. */
function priceText(): string {
  const fields = rateNames.map((name) => {
    const { doc, required } = rates[name];
    return `${comment(doc, "    ")}    pub ${fieldName(name)}: ${required ? "u64" : "Option<u64>"},\n`;
  });
  return `/// What a model costs. Unknown is not free, and a subscription is neither.
${VALUE}
pub enum Price {
    /// Per token.
    Known(KnownPrice),
    /// Nothing.
    Free,
    /// Nothing per token: a flat fee covers it.
    Subscription,
    /// It is not stated.
    Unknown,
}

/// A price per token.
${VALUE}
pub struct KnownPrice {
    /// Unless a tier applies.
    pub rates: Rates,
    /// Ascending by \`above_input_tokens\`.
    pub tiers: &'static [PriceTier],
}

/// Micro-cents per million tokens (1 USD = 100,000,000).
${VALUE}
pub struct Rates {
${fields.join("")}}

/// Prices that hold when the whole input of a request exceeds a number of tokens. The whole request
/// is then billed at them, not only the part above.
${VALUE}
pub struct PriceTier {
    /// The tier applies to requests with more input tokens than this.
    pub above_input_tokens: u64,
    /// What they are billed at.
    pub rates: Rates,
}`;
}

/** A doc comment with its line break. What is absent elsewhere is none here. */
function comment(doc: string, pad = ""): string {
  const text = commentText(doc)
    .replace(/\babsent:/g, "none:")
    .replace(/\bAbsent:/g, "None:");
  return `${pad}/// ${text}\n`;
}
