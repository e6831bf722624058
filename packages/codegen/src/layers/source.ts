import type * as z from "zod";
import { day, type FactsOf, fact, optional, text, word, words } from "./fact.ts";
import * as field from "./fields.ts";
import { layer } from "./layer.ts";
import { adapters, factGroups } from "./vocabulary.ts";

/** A data set that facts of a registry come from. */
export const source = layer({
  layer: "source",
  name: "Source",
  title: "Sources of facts",
  doc: "A data set that facts of a registry come from.",
  written: {
    id: field.kebabId("Kebab-case. Models and disputes refer to it."),
    adapter: field.oneOf("How it is read.", adapters),
    from: field.text("Where it is: a file, a folder, a URL, or `npm:name@version`."),
    version: field.text("Its version, in its own words.").optional(),
    hash: field
      .matching(
        "Hash of what was read: `sha256-` or `sha512-`, and base64 or hex.",
        /^sha(?:256|512)-\S+$/,
        {
          code: "invalid-hash",
          what: "which is not a hash",
          hint: "kei refresh writes it",
        },
      )
      .optional(),
    dated_at: field.plainDate("Day of its facts.").optional(),
    license: field.text("SPDX identifier of its licence.").optional(),
    facts: field.wordList("What it may decide. Absent: all that it states.", factGroups).optional(),
    ignores: field
      .list(
        "What it states and is not to be asked about.",
        field.table("Facts of a provider that it is not asked about.", {
          provider_ref: field.kebabId("Id of the provider."),
          facts: field.wordList("Groups of facts.", factGroups),
          reason: field.text("Why."),
        }),
      )
      .optional(),
  },
  facts: {
    id: fact(text, { change: "name" }),
    adapter: fact(word(adapters), { label: "adapter", change: "source-changed" }),
    from: fact(text, { label: "from", change: "source-changed" }),
    version: optional(text, { label: "version", change: "source-changed" }),
    hash: optional(text, { label: "hash", change: "source-changed" }),
    datedAt: optional(day, { label: "facts of", change: "source-changed" }),
    license: optional(text, { label: "licence", change: "source-changed" }),
    facts: optional(words(factGroups), { label: "decides", none: "all", change: "source-changed" }),
  },
  conditions: [],
});

export type WrittenSource = z.infer<typeof source.record>;
export interface Source extends FactsOf<typeof source.facts> {}
