import { type DefineCommand, dateOption, jsonOption, registryOption } from "../context.ts";
import type { UpgradeOptions } from "./upgrade.ts";

/** Defines `kei upgrade`. */
export const defineUpgrade: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("upgrade")
    .description(
      "give keys of an old registry their present names, and references their successors",
    )
    .option("--write", "write the files")
    .addOption(registryOption())
    .addOption(
      dateOption("which models have ended by this day, such as 2026-12-01 (default: today)"),
    )
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  kei upgrade --registry registry --write")
    .action(async (options: UpgradeOptions) => {
      const { runUpgrade } = await import("./upgrade.ts");
      exit(await runUpgrade(options, terminal));
    });
};
