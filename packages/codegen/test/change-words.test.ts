import { expect, it } from "vitest";
import { russian } from "../src/registry/change-words.ts";
import { createDescriber } from "../src/registry/describe-change.ts";
import { diffRegistries } from "../src/registry/diff.ts";
import { edits, sample } from "./support/registry-edits.ts";

/** What the English texts are made of, beside names and values. */
const ENGLISH =
  /\b(?:above|alias|deprecated|false|free|from|gone|input|longer|means|model|new|none|now|output|per million|price|read|reads|replacement|retired|slug|subscription|tiers|tokens|true|unknown|use|was|with|without)\b/;

it.each(edits)("says %s of %s in Russian, with the names of the English text", (_, __, edited) => {
  for (const [before, after] of [
    [sample, edited],
    [edited, sample],
  ] as const) {
    const inEnglish = createDescriber(before, after);
    const inRussian = createDescriber(before, after, russian);
    for (const change of diffRegistries(before, after)) {
      const [english, text] = [inEnglish(change), inRussian(change)];
      // Names of facts, and texts of the registry in quotes, stay as they are.
      const said = text.replace(/^\w+: /, "").replace(/"[^"]*"/g, "");
      expect(said).not.toMatch(ENGLISH);
      const refs = (each: string) =>
        (each.match(/[a-z]+\/[\w.-]+|\d{4}-\d\d-\d\d|\$[\d.]+/g) ?? []).sort();
      expect(refs(text)).toEqual(refs(english));
    }
  }
});
