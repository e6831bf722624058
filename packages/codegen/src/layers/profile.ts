import * as z from "zod";
import { kebabId, list, text } from "./fields.ts";
import { MODEL_REF } from "./patterns.ts";
import { capsWords } from "./vocabulary.ts";

const word = `(${capsWords.join("|")})`;

/**
 * Words joined by dashes, each once, not both RO and RW. Downstream keys on the order as written
 * (`agent-shell::<provider>:<model>:<caps>`), so it is kept.
 */
const CAPS = new RegExp(
  `^(?!(?:.*-)?([A-Z]+)-(?:.*-)?\\1(?:-|$))(?!.*RO.*RW)(?!.*RW.*RO)${word}(-${word})*$`,
);

const modelRef = z.string().regex(MODEL_REF);

/** A `[[profile]]` record as written. */
export const writtenProfile = z.strictObject({
  id: kebabId("Kebab-case."),
  role: text("What the agent is; several profiles may share a role."),
  caps: z
    .string()
    .regex(CAPS)
    .meta({
      description:
        "What the agent may do, joined by dashes: `FS-RO` (or `RO`, `FS`) reads files, `FS-RW` (or " +
        "`RW`) writes them, `BASH` runs commands, `WEB` fetches pages, `AGENT` starts other agents, " +
        "`PLAN` plans first.",
      examples: ["FS-RW-BASH-PLAN", "RO-FS-WEB"],
    }),
  default_model_ref: modelRef.meta({ description: "Model it runs on, as `provider/model`." }),
  fallback_model_refs: list(
    "Models to try, in order, when the default one is not to be had.",
    modelRef.meta({ description: "Model to try, as `provider/model`." }),
  ).optional(),
  description: text("What the agent does and when to pick it."),
  system_prompt_ref: text("Where the system prompt is kept, as downstream names it.").optional(),
  manifest_path: text("Path of the agent's manifest, as downstream names it.").optional(),
});

export type WrittenProfile = z.infer<typeof writtenProfile>;
