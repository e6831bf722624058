import type { EditOptions } from "../../edit/apply-edit.ts";
import { assign } from "../../edit/assign.ts";
import { editRegistry } from "../../edit/edit-registry.ts";
import { findRecord, nameOf } from "../../edit/find-record.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";

export interface DeprecateOptions extends EditOptions {
  /** Any name of the model to use instead. */
  readonly replacedBy?: string;
  /** ISO date. @default today */
  readonly date?: string;
}

/** `kei deprecate`: says from when a model is not to be chosen any more, and what to use instead. */
export async function runDeprecate(
  ref: string,
  options: DeprecateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await editRegistry(options, terminal, (registry) => {
    const found = findRecord(ref, registry, "model");
    const successor =
      options.replacedBy === undefined
        ? []
        : [
            {
              key: "replaced_by",
              value: nameOf(findRecord(options.replacedBy, registry, "model")),
            },
          ];
    const text = assign(registry, found, [
      { key: "deprecated_at", value: options.date ?? terminal.today },
      ...successor,
    ]);
    return { layer: "model", text };
  });
}
