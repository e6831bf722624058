import type { EditOptions } from "../../edit/apply-edit.ts";
import type { DefineCommand } from "../context.ts";
import { addEditOptions } from "../context.ts";

export const defineRemove: DefineCommand = ({ program, terminal, exit }) => {
  addEditOptions(program.command("remove"))
    .description("remove a record that nothing refers to")
    .argument("<ref>", "id of a provider or profile; ref, alias or slug of a model")
    .addHelpText("after", "\nExample:\n  kei remove profile:researcher-web --dry-run")
    .action(async (ref: string, options: EditOptions) => {
      const { runRemove } = await import("./remove.ts");
      exit(await runRemove(ref, options, terminal));
    });
};
