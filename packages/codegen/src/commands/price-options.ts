import { type Command, Option } from "commander";
import { priceFlag } from "../edit/price-amount.ts";
import { rateNames, rates } from "../layers/rates.ts";

/** A price that a flag states, by the key that has it. */
export interface GivenPrice {
  readonly key: string;
  readonly flag: string;
  /** As written, per million tokens in the provider's currency. */
  readonly amount: string;
}

const options = () =>
  rateNames.map((rate) => {
    const { key, label } = rates[rate];
    return { key, option: new Option(`${priceFlag(key)} <amount>`, label) };
  });

/** Adds the flags of prices, as all commands have them that write prices. */
export function addPriceOptions(command: Command): Command {
  for (const { option } of options()) command.addOption(option);
  return command.addHelpText(
    "after",
    "\nPrices are amounts per million tokens in the currency of the provider, such as 3.00.",
  );
}

/** The prices that flags have given. */
export function pricesOf(given: Readonly<Record<string, unknown>>): readonly GivenPrice[] {
  return options().flatMap(({ key, option }) => {
    const amount = given[option.attributeName()];
    return typeof amount === "string" ? [{ key, flag: option.long as string, amount }] : [];
  });
}
