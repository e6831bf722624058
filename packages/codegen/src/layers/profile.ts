import type * as z from "zod";
import { capsChanges } from "./compare.ts";
import { derived, type FactsOf, fact, listOf, optional, refTo, text, word, words } from "./fact.ts";
import * as field from "./fields.ts";
import { layer } from "./layer.ts";
import { capabilities, capsTokens, capsWords, efforts } from "./vocabulary.ts";

const capsWord = `(${capsWords.join("|")})`;

/**
 * Words joined by dashes, each once, not both RO and RW. Downstream keys on the order as written
 * (`agent-shell::<provider>:<model>:<caps>`), so it is kept.
 */
const CAPS = new RegExp(
  `^(?!(?:.*-)?([A-Z]+)-(?:.*-)?\\1(?:-|$))(?!.*RO.*RW)(?!.*RW.*RO)${capsWord}(-${capsWord})*$`,
);

/** An agent profile: a role, what it may do, and the model it runs on unless told otherwise. */
export const profile = layer({
  layer: "profile",
  name: "Profile",
  title: "Agent profiles",
  doc: "An agent profile: a role, what it may do, and the model it runs on unless told otherwise.",
  written: {
    id: field.kebabId("Kebab-case."),
    role: field.text("What the agent is; several profiles may share a role."),
    caps: field.matching(
      "What the agent may do, joined by dashes: `FS-RO` (or `RO`, `FS`) reads files, `FS-RW` (or " +
        "`RW`) writes them, `BASH` runs commands, `WEB` fetches pages, `AGENT` starts other agents, " +
        "`PLAN` plans first.",
      CAPS,
      {
        code: "invalid-caps",
        what: "which does not combine FS-RO, RO, FS, FS-RW, RW, BASH, WEB, AGENT and PLAN",
        hint: "join them by dashes, each once, and not both RO and RW",
      },
      { max: 64, examples: ["FS-RW-BASH-PLAN", "RO-FS-WEB"] },
    ),
    default_model_ref: field.modelRef("Model it runs on, as `provider/model`."),
    fallback_model_refs: field
      .list(
        "Models to try, in order, when the default one cannot be used.",
        field.modelRef("Model to try, as `provider/model`."),
      )
      .optional(),
    requires: field
      .wordList(
        "What the model must be able to do. A fallback that is known not to is skipped.",
        capabilities,
      )
      .optional(),
    effort: field.oneOf("How much the model is to think.", efforts).optional(),
    description: field.text("What the agent does and when to pick it."),
    system_prompt_ref: field
      .text("Where the system prompt is kept, as the programs that use it name it.")
      .optional(),
    manifest_path: field
      .text("Path of the agent's manifest, as the programs that use it name it.")
      .optional(),
  },
  facts: {
    id: fact(text, { change: "name", parameter: "Id" }),
    role: fact(text, { label: "role", change: "profile-role-changed" }),
    caps: fact(text, {
      doc: 'As written, its order included: `"FS-RW-BASH-PLAN"`.',
      label: "caps",
      change: capsChanges,
    }),
    capsTokens: derived(words(capsTokens), {
      doc: 'The same, taken apart: `["FS-RW", "BASH", "PLAN"]`.',
      label: "may use",
      change: "profile-caps-changed",
    }),
    defaultModelRef: fact(refTo("model"), {
      doc: "Ref of the model it runs on.",
      label: "model",
      change: "profile-default-changed",
      parameter: "Ref",
    }),
    fallbackModelRefs: fact(listOf(refTo("model")), {
      doc: "Refs of the models to try, in order, when the default one cannot be used.",
      label: "fallbacks",
      change: "profile-fallbacks-changed",
      parameter: "Ref",
    }),
    requires: optional(words(capabilities), {
      doc: "What its model must be able to do; absent: nothing is asked.",
      label: "requires",
      isRare: true,
      none: "nothing",
      change: "profile-requirements-changed",
    }),
    effort: optional(word(efforts), {
      doc: "How much its model is to think; absent: as the model does by itself.",
      label: "effort",
      isRare: true,
      change: "profile-effort-changed",
    }),
    description: fact(text, { label: "description", change: "text-changed" }),
    systemPromptRef: optional(text, { label: "system prompt", change: "profile-files-changed" }),
    manifestPath: optional(text, { label: "manifest", change: "profile-files-changed" }),
  },
  conditions: [],
});

export type WrittenProfile = z.infer<typeof profile.record>;
export interface Profile extends FactsOf<typeof profile.facts> {}
