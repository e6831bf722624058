import { Option } from "commander";
import { type DefineCommand, dateOption, days, jsonOption, listOption } from "../context.ts";
import type { MigrateOptions } from "./migrate.ts";

/** Defines `kei migrate`. */
export const defineMigrate: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("migrate")
    .description("find models in code and configurations that are retired or are going to be")
    .argument("<paths...>", "files and folders")
    .option("--write", "write the successors in their places")
    .option(
      "--registry <source>",
      "a folder, a git revision, or a published package's folder or .tgz (default: the project's registry, else @kei/registry where it is installed)",
    )
    .addOption(listOption("--provider <id,...>", "only models of these providers"))
    .addOption(listOption("--model <ref,...>", "only these models"))
    .option(
      "--within <time>",
      "of models that end later only those that end within this time: 60d, 8w or 2m (30 days each)",
      days,
    )
    .addOption(
      dateOption("which models have ended by this day, such as 2026-12-01 (default: today)"),
    )
    .addOption(
      new Option("--fail-on <state>", "exit 1 when such names remain").choices([
        "retired",
        "deprecated",
        "any",
      ]),
    )
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  kei migrate src config.yaml\n  kei migrate . --write")
    .action(async (paths: readonly string[], options: MigrateOptions) => {
      const { runMigrate } = await import("./migrate.ts");
      exit(await runMigrate(paths, options, terminal));
    });
};
