import type { DefineCommand } from "../context.ts";
import { addEditOptions } from "../context.ts";
import type { DeprecateOptions } from "./deprecate.ts";

export const defineDeprecate: DefineCommand = ({ program, terminal, exit }) => {
  addEditOptions(program.command("deprecate"))
    .description("mark a model as deprecated, so that it is not chosen any more")
    .argument("<ref>", "ref, alias or slug of the model")
    .option("--replaced-by <ref>", "model to use instead")
    .option(
      "--rewrite-references",
      "lead profiles and replaced_by of other models to the one of --replaced-by",
    )
    .option("--date <YYYY-MM-DD>", "first day on which it is deprecated (default: today)")
    .addHelpText(
      "after",
      "\nExample:\n  kei deprecate openai/gpt-5 --replaced-by openai/gpt-5.5 --date 2026-09-01\n  kei deprecate sonnet --replaced-by sonnet-5 --rewrite-references",
    )
    .action(async (ref: string, options: DeprecateOptions) => {
      const { runDeprecate } = await import("./deprecate.ts");
      exit(await runDeprecate(ref, options, terminal));
    });
};
