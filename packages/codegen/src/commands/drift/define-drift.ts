import { Option } from "commander";
import { type DefineCommand, jsonOption, listOption, registryOption } from "../context.ts";
import type { DriftOptions } from "./drift.ts";

/** Defines `kei drift`. */
export const defineDrift: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("drift")
    .description("compare the registry's facts with public data sets")
    .addOption(
      listOption(
        "--against <source,...>",
        "files, folders, URLs or npm:NAME@VERSION (default: what sources.toml names)",
      ),
    )
    .addOption(registryOption())
    .addOption(listOption("--provider <id,...>", "compare the models of these providers only"))
    .option(
      "--date <day>",
      "compare prices in force on this day, YYYY-MM-DD (default: the newest verified_at of the registry)",
    )
    .addOption(
      new Option(
        "--fail-on <kind>",
        "exit 1 when there is a disagreement of this kind that disputes.toml does not explain",
      ).choices(["price", "limits", "ids", "any"]),
    )
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nExample:\n  kei drift --against api.json,data_slim.json --fail-on price",
    )
    .action(async (options: DriftOptions) => {
      const { runDrift } = await import("./drift.ts");
      exit(await runDrift(options, terminal));
    });
};
