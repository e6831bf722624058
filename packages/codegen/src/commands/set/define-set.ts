import type { EditOptions } from "../../edit/apply-edit.ts";
import type { DefineCommand } from "../context.ts";
import { addEditOptions } from "../context.ts";

export const defineSet: DefineCommand = ({ program, terminal, exit }) => {
  addEditOptions(program.command("set"))
    .description("change keys of a record in its TOML file, keeping all comments")
    .argument("<ref>", "id of a provider or profile; ref, alias or slug of a model")
    .argument("<key=value...>", "keys and values; lists with commas; key= removes the key")
    .addHelpText(
      "after",
      "\nWhere a name means several records, put provider:, model: or profile: before it.\n\nExample:\n  kei set anthropic/claude-sonnet-4-6 max_output_tokens=64_000 notes=",
    )
    .action(async (ref: string, assignments: string[], options: EditOptions) => {
      const { runSet } = await import("./set.ts");
      exit(await runSet({ ref, assignments }, options, terminal));
    });
};
