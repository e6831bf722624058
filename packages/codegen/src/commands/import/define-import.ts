import { addEditOptions, type DefineCommand, listOption } from "../context.ts";
import type { ImportOptions } from "./import.ts";

/** Defines `kei import`. */
export const defineImport: DefineCommand = ({ program, terminal, exit }) => {
  addEditOptions(program.command("import"))
    .description("bring providers, models and profiles from another tool's file into the registry")
    .requiredOption("--from <source>", "a file, a folder, a URL or npm:NAME@VERSION")
    .option("--as <format>", "what it is (default: what it looks like)")
    .addOption(listOption("--provider <id,...>", "only these providers"))
    .addOption(listOption("--model <id,...>", "only these models"))
    .addHelpText(
      "after",
      "\nExample:\n  kei import --from https://models.dev/api.json --provider mistral\n  kei import --from ~/.codex/config.toml --dry-run",
    )
    .action(async (options: ImportOptions) => {
      const { runImport } = await import("./import.ts");
      exit(await runImport(options, terminal));
    });
};
