import { formatMoney, type Price, type PriceConditions, type Rates } from "@kei/registry";
import type { ReactElement } from "react";
import { en, type Words } from "../words/en.ts";
import { ScrollBox } from "./scroll-box.tsx";
import { grouped } from "./texts.ts";

const RATES: readonly (keyof Rates)[] = [
  "input",
  "output",
  "cacheRead",
  "cacheWrite",
  "cacheWrite5m",
  "cacheWrite30m",
  "cacheWrite1h",
  "cacheWrite12h",
  "reasoning",
  "inputAudio",
  "outputAudio",
  "inputImage",
  "outputImage",
  "cacheReadAudio",
  "cacheReadImage",
];

interface Line {
  readonly name: string;
  readonly rates: Rates;
}

export interface PriceTableProps {
  readonly price: Price;
  /** ISO 4217 code in which the provider bills: a price does not say it. */
  readonly currency: string;
  /** @default English */
  readonly words?: Words;
}

/** Every price of a model: the standard one, by length of input, and by condition. */
export function PriceTable({ price, currency, words = en }: PriceTableProps): ReactElement {
  const lines = linesOf(price, words);
  const rates = RATES.filter((rate) => lines.some((line) => line.rates[rate] !== undefined));
  return (
    <>
      {price.kind === "known" ? null : (
        <p className="kei-price-kind">{words.priceKindLong[price.kind]}</p>
      )}
      {lines.length === 0 ? null : (
        <ScrollBox label={words.prices}>
          <table className="kei-table">
            <caption>{words.pricesCaption(currency)}</caption>
            <thead>
              <tr>
                <th scope="col">{words.priceRow}</th>
                {rates.map((rate) => (
                  <th key={rate} scope="col" className="kei-number">
                    {words.rate[rate]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map(({ name, rates: values }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {rates.map((rate) => (
                    <td key={rate} className="kei-number">
                      {values[rate] === undefined
                        ? words.notStated
                        : formatMoney(values[rate], currency)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      <Extras price={price} currency={currency} words={words} />
    </>
  );
}

function linesOf(price: Price, words: Words): readonly Line[] {
  const named = price.kind === "known" ? [{ name: words.standard, rates: price }] : [];
  const rows = (price.rows ?? []).map((row) => ({ name: rowText(row, words), rates: row }));
  return [...named, ...rows].flatMap(({ name, rates }) => [
    { name, rates },
    ...(rates.tiers ?? []).map((tier) => ({
      name: `${name}, ${words.aboveTokens(grouped(tier.aboveInputTokens))}`,
      rates: tier,
    })),
  ]);
}

/** When and for what a price holds. */
function rowText(row: PriceConditions, words: Words): string {
  const { from, to, utcHours, utcDays, exceptDates, serviceTier, region } = row;
  const parts = [
    from && words.from(from),
    to && words.until(to),
    utcDays?.map((day) => words.weekday[day]).join(", "),
    utcHours && `${utcHours.join(", ")} UTC`,
    exceptDates && words.except(exceptDates.join(", ")),
    serviceTier && words.tierNamed(serviceTier),
    region && words.regionNamed(region),
  ].filter((part) => part !== undefined);
  return parts.join("; ") || words.standard;
}

function Extras({ price, currency, words }: Required<PriceTableProps>): ReactElement | undefined {
  const items = [
    ...Object.entries(price.tierPercent ?? {}).map(
      ([name, percent]) => `${words.tierNamed(name)}: ${percent} %`,
    ),
    ...Object.entries(price.regionPercent ?? {}).map(
      ([name, percent]) => `${words.regionNamed(name)}: ${percent} %`,
    ),
    ...Object.entries(price.fees ?? {}).map(
      ([name, fee]) => `${name}: ${words.perThousand(formatMoney(fee, currency))}`,
    ),
  ];
  if (items.length === 0) return undefined;
  return (
    <ul className="kei-extras">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
