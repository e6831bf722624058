import { type DefineCommand, jsonOption, registryOption } from "../context.ts";
import type { ExplainOptions } from "./explain.ts";

export const defineExplain: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("explain")
    .description("show every fact of a record, and what it comes from")
    .argument(
      "<ref>",
      "id of a provider or profile; ref, slug or alias of a model; with provider:, model: or profile: before it where it means several",
    )
    .addOption(registryOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  kei explain anthropic/claude-sonnet-4-6")
    .action(async (ref: string, options: ExplainOptions) => {
      const { runExplain } = await import("./explain.ts");
      exit(runExplain(ref, options, terminal));
    });
};
