import { expect, it } from "vitest";
import { parseValue } from "../src/edit/parse-value.ts";
import { pages } from "../src/layers/pages.ts";
import { UserError } from "../src/text/user-error.ts";

/** What is said of a value that a key of models does not take. */
function refusal(key: string, text: string): [string, string | undefined] {
  const { shape } = pages.model.record;
  try {
    parseValue(key, text, shape[key as keyof typeof shape] as never);
  } catch (error) {
    if (error instanceof UserError) return [error.message, error.hint];
  }
  return ["", "it is taken"];
}

it.each([
  [
    "cost_input_per_mtok_micro",
    "3.5",
    "write cost_input_per_mtok_micro=350_000_000, in micro-cents: 1.00 is 100_000_000, or --input-price 3.5",
  ],
  [
    "cost_input_per_mtok_micro",
    "$3.50",
    "write cost_input_per_mtok_micro=350_000_000, in micro-cents: 1.00 is 100_000_000, or --input-price 3.50",
  ],
  [
    "cache_read_per_mtok_micro",
    "0.30",
    "write cache_read_per_mtok_micro=30_000_000, in micro-cents: 1.00 is 100_000_000, or --cache-read-price 0.30",
  ],
  ["context_window", "200,000", "write context_window=200_000"],
  ["context_window", "200 000", "write context_window=200_000"],
  ["max_output_tokens", "1.5M", "write max_output_tokens=1_500_000"],
  ["context_window", "256k", "write context_window=256_000"],
  ["context_window", "1M", "write context_window=1_000_000"],
  ["context_window", "1.5", undefined],
  ["context_window", "many", undefined],
])("%s=%s is refused with what to write", (key, text, hint) => {
  expect(refusal(key, text)).toEqual([`${key} takes an integer, not "${text}"`, hint]);
});
