import type { EditOptions } from "../../edit/apply-edit.ts";
import type { DefineCommand } from "../context.ts";
import { addEditOptions } from "../context.ts";
import { addPriceOptions, pricesOf } from "../price-options.ts";

export const defineSet: DefineCommand = ({ program, terminal, exit }) => {
  addPriceOptions(addEditOptions(program.command("set")))
    .description("change keys of a record in its TOML file, keeping all comments")
    .argument("<ref>", "id of a provider or profile; ref, alias or slug of a model")
    .argument("[key=value...]", "keys and values; lists with commas; key= removes the key")
    .addHelpText(
      "after",
      "\nWhere a name means several records, put provider:, model: or profile: before it.\n\nExample:\n  kei set anthropic/claude-sonnet-4-6 max_output_tokens=64_000 notes=\n  kei set sonnet --input-price 3.00 --output-price 15",
    )
    .action(
      async (
        ref: string,
        assignments: string[],
        options: EditOptions & Readonly<Record<string, unknown>>,
      ) => {
        const { runSet } = await import("./set.ts");
        exit(await runSet({ ref, assignments, prices: pricesOf(options) }, options, terminal));
      },
    );
};
