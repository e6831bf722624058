import { describe, expect, it } from "vitest";
import { emitters } from "../src/emit/emitters.ts";
import { generate } from "../src/pipeline/generate.ts";
import { HIDDEN } from "../src/text/quote.ts";
import { fixture, inputsOf, mapLayers } from "./support/fixtures.ts";

/** One of each kind: DEL, C1, both sorts of marks of direction, lines, a byte order mark, a tag. */
const KINDS = "\u009b\u200f\u202e\u2066\u2028\ufeff\u{e0041}";

/** Each text for people ends with what nobody sees. */
const texts = mapLayers((layer) =>
  fixture("good", "everything")[layer].replace(
    /^(display_name|notes|description) = "([^"\n]+)"$/gm,
    `$1 = "$2${KINDS}"`,
  ),
);

describe("characters that nobody sees", () => {
  it("are reported, and stand in no file as they are, whatever is generated", async () => {
    const { diagnostics, files, registry } = await generate(inputsOf(texts), {
      today: undefined,
      emitters,
      typesModule: "@kei/registry",
    });
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["hidden-character"]));
    expect(registry?.models[0]?.displayName).toMatch(HIDDEN);
    expect(files.filter(({ text }) => text.search(HIDDEN) !== -1).map(({ path }) => path)).toEqual(
      [],
    );
    const json = files.find(({ path }) => path === "registry.json")?.text ?? "";
    expect(JSON.parse(json).models[0].displayName).toBe(registry?.models[0]?.displayName);
  });
});
