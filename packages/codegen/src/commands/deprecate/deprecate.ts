import type { EditOptions } from "../../edit/apply-edit.ts";
import { assign } from "../../edit/assign.ts";
import { editRegistry } from "../../edit/edit-registry.ts";
import { findRecord, nameOf, refsOf } from "../../edit/find-record.ts";
import { rewriteReferences } from "../../edit/rewrite-references.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { plural } from "../../text/numbers.ts";
import { UserError } from "../../text/user-error.ts";

export interface DeprecateOptions extends EditOptions {
  /** Any name of the model to use instead. */
  readonly replacedBy?: string;
  /** Whether what refers to the model is to refer to that one. */
  readonly rewriteReferences?: boolean;
  /** ISO date. @default today */
  readonly date?: string;
}

/**
 * `kei deprecate`: says from when a model is not to be chosen any more, what to use instead, and leads
 * to that one who referred to the model.
 *
 * @throws UserError for references to rewrite without a model to lead them to.
 */
export async function runDeprecate(
  ref: string,
  options: DeprecateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { replacedBy, rewriteReferences: rewrites = false } = options;
  if (rewrites && replacedBy === undefined) {
    throw new UserError("--rewrite-references needs --replaced-by, the model to refer to instead");
  }
  let remark = "";
  const code = await editRegistry(options, terminal, (registry) => {
    const found = findRecord(ref, registry, "model");
    const value =
      replacedBy === undefined ? undefined : nameOf(findRecord(replacedBy, registry, "model"));
    const text = assign(registry, found, [
      { key: "deprecated_at", value: options.date ?? terminal.today },
      ...(value === undefined ? [] : [{ key: "replaced_by", value }]),
    ]);
    if (value === undefined) return { layer: "model", text };
    const names = refsOf(found.record);
    const profile = registry.inspection.layers.profile.source.text;
    const { texts, rewritten } = rewriteReferences({ model: text, profile }, (name) =>
      names.includes(name) ? value : undefined,
    );
    if (rewrites) {
      const [model = text, profiles] = [texts.get("model"), texts.get("profile")];
      const also = profiles === undefined ? undefined : new Map([["profile", profiles] as const]);
      return { layer: "model", text: model, also };
    }
    if (rewritten.length > 0) {
      remark = `--rewrite-references leads ${plural(rewritten.length, "reference")} to ${value}\n`;
    }
    return { layer: "model", text };
  });
  if (code === 0 && options.json !== true) terminal.err(remark);
  return code;
}
