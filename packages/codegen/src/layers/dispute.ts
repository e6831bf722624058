import type * as z from "zod";
import { byName, day, type FactsOf, fact, listOf, refTo, text } from "./fact.ts";
import * as field from "./fields.ts";
import { layer } from "./layer.ts";

/** A fact on which sources differ, and what the registry says of it. */
export const dispute = layer({
  layer: "dispute",
  name: "Dispute",
  title: "Disputes between sources",
  doc: "A fact on which sources differ, and what the registry says of it.",
  written: {
    model_refs: field.list(
      "Models that it is about.",
      field.modelRef("Model that it is about, as `provider/model`."),
    ),
    fact: field.text("The fact, as `kei drift` names it."),
    ours: field.text("What the registry says, as `kei drift` prints it."),
    says: field.named(
      "What each source says, by its id, as `kei drift` prints it.",
      field.text("What it says."),
    ),
    reason: field.text("Why the registry says what it says."),
    decided_at: field.plainDate("Day on which that was decided."),
  },
  facts: {
    modelRefs: fact(listOf(refTo("model")), {
      label: "models",
      inverse: "disputes",
      change: "name",
    }),
    fact: fact(text, { label: "fact", change: "name" }),
    ours: fact(text, { label: "ours", change: "dispute-changed" }),
    says: fact(byName(text), { label: "sources", show: saysText, change: "dispute-changed" }),
    reason: fact(text, { label: "reason", change: "dispute-changed" }),
    decidedAt: fact(day, { label: "decided", change: "dispute-changed" }),
  },
  conditions: [],
});

function saysText(says: Readonly<Record<string, string>>): string {
  return Object.entries(says)
    .map(([source, what]) => `${source} ${what}`)
    .join("; ");
}

export type WrittenDispute = z.infer<typeof dispute.record>;
export interface Dispute extends FactsOf<typeof dispute.facts> {}
