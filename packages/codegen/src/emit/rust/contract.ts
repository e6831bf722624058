import type { Fact, Facts, Shape } from "../../layers/fact.ts";
import { corePages } from "../../layers/pages.ts";
import { rateNames, rates } from "../../layers/rates.ts";
import { type Vocabulary, weekdays } from "../../layers/vocabulary.ts";
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
      case "map": {
        const key =
          shape.keys === undefined
            ? "&'static str"
            : typeOf({ kind: "word", vocabulary: shape.keys });
        return `&'static [(${key}, ${typeOf(shape.value)})]`;
      }
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
        typeOf({ kind: "word", vocabulary: weekdays });
        return declare("Price", priceText);
    }
  };

  for (const { name, doc, facts } of corePages) addStruct(name, doc, facts, true);
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
  const variants = rateNames.map(
    (name) =>
      `${comment(rates[name].doc, "        ")}        ${rateVariant(name)} = ${JSON.stringify(name)},\n`,
  );
  const required = rateNames.filter((name) => rates[name].required).map(fieldName);
  const alone = rateNames.map((name) =>
    rates[name].required ? `${fieldName(name)},` : `${fieldName(name)}: None,`,
  );
  const arms = rateNames.map((name) => {
    const field = `self.${fieldName(name)}`;
    return `RateName::${rateVariant(name)} => ${rates[name].required ? `Some(${field})` : field},`;
  });
  return `/// What a model costs.
${VALUE}
pub struct Price {
    /// The standard price.
    pub standard: StandardPrice,
    /// Percent of the standard price by tier of service, below the first size tier.
    pub tier_percent: &'static [(&'static str, u32)],
    /// Percent of the standard price by region, below the first size tier.
    pub region_percent: &'static [(&'static str, u32)],
    /// Micro-cents for 1,000 of a thing, by its name: \`webSearch\`.
    pub fees: &'static [(&'static str, u64)],
    /// Prices by date and condition: of those that hold the last one counts, and before the standard one.
    pub rows: &'static [PriceRow],
    /// Since when these prices are all that hold, in UTC; earlier ones are in the price history.
    pub since: Option<&'static str>,
}

impl Price {
    /// A price that holds at any time, for every tier and in every region, and has no fees.
    pub const fn new(standard: StandardPrice) -> Self {
        Self {
            standard,
            tier_percent: &[],
            region_percent: &[],
            fees: &[],
            rows: &[],
            since: None,
        }
    }
}

/// What a model costs by itself. Unknown is not free, and a subscription is neither.
${VALUE}
// Without an allocator there is no box to put the larger one into.
#[allow(clippy::large_enum_variant)]
pub enum StandardPrice {
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

impl Rates {
    /// These rates, and no others.
    pub const fn new(${required.map((name) => `${name}: u64`).join(", ")}) -> Self {
        Self {
            ${alone.join("\n            ")}
        }
    }

    /// The rate of this name; none: it is not known.
    pub const fn get(&self, name: RateName) -> Option<u64> {
        match name {
            ${arms.join("\n            ")}
        }
    }
}

vocabulary! {
    /// Name of a rate.
    RateName {
${variants.join("")}    }
}

/// A price that holds when its conditions do. None: at any time; for the standard tier; in no region.
${VALUE}
pub struct PriceRow {
    /// When it begins to hold, in UTC: \`2026-07-31\` or \`2026-08-16T16:00Z\`.
    pub from: Option<&'static str>,
    /// When it holds no more, in UTC.
    pub to: Option<&'static str>,
    /// Parts of a day, in UTC: \`01:00-04:00\`. They may cross midnight. Empty: all of it.
    pub utc_hours: &'static [&'static str],
    /// Days of the week, in UTC. Empty: all of them.
    pub utc_days: &'static [Weekday],
    /// ISO dates on which it does not hold, in UTC.
    pub except_dates: &'static [&'static str],
    /// Tier of service, in the vendor's words.
    pub service_tier: Option<&'static str>,
    /// Region, in the vendor's words.
    pub region: Option<&'static str>,
    /// Unless a tier applies. A rate that is none is unknown.
    pub rates: Rates,
    /// Ascending by \`above_input_tokens\`.
    pub tiers: &'static [PriceTier],
}

impl PriceRow {
    /// A row without conditions.
    pub const fn new(rates: Rates) -> Self {
        Self {
            from: None,
            to: None,
            utc_hours: &[],
            utc_days: &[],
            except_dates: &[],
            service_tier: None,
            region: None,
            rates,
            tiers: &[],
        }
    }
}

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

/** `cacheWrite5m` is `CacheWrite5m`. */
function rateVariant(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A doc comment with its line break. What is absent elsewhere is none here. */
function comment(doc: string, pad = ""): string {
  const text = commentText(doc)
    .replace(/\babsent:/g, "none:")
    .replace(/\bAbsent:/g, "None:");
  return `${pad}/// ${text}\n`;
}
