import type { Fact, Facts, Shape } from "../../layers/fact.ts";
import {
  type Price,
  type PriceRow,
  type PriceTier,
  type Rates,
  rateNames,
  rates,
} from "../../layers/rates.ts";
import {
  boolean,
  call,
  digits,
  integer,
  none,
  path,
  type Rust,
  slice,
  some,
  string,
  struct,
  structLike,
  tuple,
} from "./print.ts";

/** A record of the registry as a value of its struct. */
export function row(name: string, facts: Facts, record: object): Rust {
  return struct(
    name,
    Object.fromEntries(
      Object.entries(facts).map(([fact, about]) => [
        fieldName(fact),
        factValue(about, (record as Readonly<Record<string, unknown>>)[fact]),
      ]),
    ),
  );
}

/** `maxOutputTokens` is `max_output_tokens`; `ref` is a keyword. */
export function fieldName(name: string): string {
  if (name === "ref") return "reference";
  return name.replace(/[A-Z]|\d+/g, (part) => `_${part.toLowerCase()}`);
}

/** A word of a vocabulary: `x-api-key` is `XApiKey`, `FS-RO` is `FsRo`, and `5m` is `For5m`: no name begins with a digit. */
export function variantName(word: string): string {
  const parts = word.toLowerCase().split("-");
  const name = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");
  return /^\d/.test(name) ? `For${name}` : name;
}

function factValue({ shape, optional, emptyIsAbsent }: Fact, value: unknown): Rust {
  if (!optional) return shapeValue(shape, value);
  if (emptyIsAbsent === true) return shapeValue(shape, value ?? []);
  return value === undefined ? none : some(shapeValue(shape, value));
}

function shapeValue(shape: Shape, value: unknown): Rust {
  switch (shape.kind) {
    case "text":
    case "date":
      return string(value as string);
    case "boolean":
      return boolean(value as boolean);
    case "integer":
      return integer(value as number);
    case "word":
      return path(`${shape.vocabulary.name}::${variantName(value as string)}`);
    case "list":
      return slice((value as readonly unknown[]).map((item) => shapeValue(shape.item, item)));
    case "map":
      return slice(
        Object.entries(value as object).map(([key, item]) =>
          tuple([
            shape.keys === undefined
              ? string(key)
              : path(`${shape.keys.name}::${variantName(key)}`),
            shapeValue(shape.value, item),
          ]),
        ),
      );
    case "struct":
      return row(shape.name, shape.facts, value as object);
    case "variants": {
      const tag = (value as Readonly<Record<string, string>>)[shape.tag] as string;
      const facts = shape.cases[tag]?.facts ?? {};
      const name = `${shape.name}::${variantName(tag)}`;
      return Object.keys(facts).length === 0 ? path(name) : row(name, facts, value as object);
    }
    case "price":
      return priceValue(value as Price);
  }
}

function priceValue(price: Price): Rust {
  const { tierPercent, regionPercent, fees, rows, since } = price;
  return structLike(
    "Price",
    {
      tier_percent: tierPercent && namedIntegers(tierPercent),
      region_percent: regionPercent && namedIntegers(regionPercent),
      fees: fees && namedIntegers(fees),
      rows: rows && slice(rows.map(priceRow)),
      since: optionalText(since),
    },
    call("Price::new", standardValue(price)),
  );
}

function standardValue(price: Price): Rust {
  if (price.kind !== "known") return path(`StandardPrice::${variantName(price.kind)}`);
  const known = struct("KnownPrice", {
    rates: ratesValue(price),
    tiers: slice((price.tiers ?? []).map(tierValue)),
  });
  return call("StandardPrice::Known", known);
}

/** A price under conditions. */
export function priceRow(row: PriceRow): Rust {
  const texts = (list: readonly string[] | undefined) => list && slice(list.map(string));
  return structLike(
    "PriceRow",
    {
      from: optionalText(row.from),
      to: optionalText(row.to),
      utc_hours: texts(row.utcHours),
      utc_days:
        row.utcDays && slice(row.utcDays.map((day) => path(`Weekday::${variantName(day)}`))),
      except_dates: texts(row.exceptDates),
      service_tier: optionalText(row.serviceTier),
      region: optionalText(row.region),
      tiers: row.tiers && slice(row.tiers.map(tierValue)),
    },
    call("PriceRow::new", ratesValue(row)),
  );
}

function optionalText(text: string | undefined): Rust | undefined {
  return text === undefined ? undefined : some(string(text));
}

function namedIntegers(of: Readonly<Record<string, number>>): Rust {
  return slice(Object.entries(of).map(([name, n]) => tuple([string(name), integer(n)])));
}

function tierValue(tier: PriceTier): Rust {
  return struct("PriceTier", {
    above_input_tokens: integer(tier.aboveInputTokens),
    rates: ratesValue(tier),
  });
}

function ratesValue(of: Rates): Rust {
  const others = rateNames.filter((name) => !rates[name].required);
  const stated = others.map((name) => {
    const amount = of[name];
    return [fieldName(name), amount === undefined ? undefined : some(integer(amount))] as const;
  });
  return structLike("Rates", Object.fromEntries(stated), path(`Rates::new(${requiredRates(of)})`));
}

function requiredRates(of: Rates): string {
  const required = rateNames.filter((name) => rates[name].required);
  return required.map((name) => digits(of[name] as number)).join(", ");
}
