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
  ['display_name = "a" "b"', undefined],
])("%j is told with what to write instead", (line, hint) => {
  const bytes = new TextEncoder().encode(`[[model]]\nid = "y"\n${line}\nslug = "z"\n`);
  const { diagnostics } = parseLayer("model", { path: "models.toml", bytes }, {
    of: () => "USD",
  } as never);
  expect(diagnostics.map(({ code, hint: told }) => [code, told])).toEqual([["toml-syntax", hint]]);
});
