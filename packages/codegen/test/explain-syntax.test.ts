import { expect, it } from "vitest";
import { parseLayer } from "../src/check/parse-layer.ts";

it.each([
  ['display_name = "X', "a quote is missing at the end of the text"],
  ['display_name = X"', "a quote is missing at the beginning of the text"],
  ["display_name = X", "write text in quotes"],
  ["context_window = 200,000", "write digits in groups with underscores: 200_000"],
  ['display_name: "X"', "write key = value"],
  ["display_name = “X”", 'write straight quotes: "…"'],
  ["display_name =", "write a value, or leave the key out"],
  ["context_window = 256k", "write context_window = 256_000"],
  ["context_window = 1M", "write context_window = 1_000_000"],
  ["context_window = 1.5M", "write context_window = 1_500_000"],
  ["context_window = 0200", "write 200"],
  ["open_weights = True", "write open_weights = true"],
  ["open_weights = no", "write open_weights = false"],
  ["context_window = null", "leave the key out"],
  ["released_at = 2026-07", 'put it in quotes, as YYYY-MM-DD: released_at = "2026-07"'],
  [
    "cost_input_per_mtok_micro = $3.00",
    "write cost_input_per_mtok_micro = 300_000_000: prices are micro-cents",
  ],
  ["// the best", "write comments with #"],
  ["display name = 1", "write display_name"],
  ['display_name = "a" "b"', undefined],
])("%j is told with what to write instead", (line, hint) => {
  const bytes = new TextEncoder().encode(`[[model]]\nid = "y"\n${line}\nslug = "z"\n`);
  const { diagnostics } = parseLayer("model", { path: "models.toml", bytes }, {
    of: () => "USD",
  } as never);
  expect(diagnostics.map(({ code, hint: told }) => [code, told])).toEqual([["toml-syntax", hint]]);
});
