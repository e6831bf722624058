import { Option } from "commander";
import { type DefineCommand, jsonOption, registryOption } from "../context.ts";
import type { DriftOptions } from "./drift.ts";

/** Defines `kei drift`. */
export const defineDrift: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("drift")
    .description("compare the registry's facts with public data sets")
    .requiredOption(
      "--against <file...>",
      "models.dev's api.json and genai-prices' data_slim.json; a URL is downloaded",
    )
    .addOption(registryOption())
    .option("--provider <id>", "compare the models of one provider")
    .option(
      "--date <day>",
      "compare prices in force on this day, YYYY-MM-DD (default: the newest verified_at of the registry; with --update, today)",
    )
    .addOption(
      new Option("--fail-on <kind>", "exit 1 when there is a disagreement of this kind").choices([
        "price",
        "limits",
        "ids",
        "any",
      ]),
    )
    .option(
      "--update",
      "write into models.toml what all data sets agree on; a price needs two of them",
    )
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nExample:\n  kei drift --against api.json data_slim.json --fail-on price",
    )
    .action(async (options: DriftOptions) => {
      const { runDrift } = await import("./drift.ts");
      exit(await runDrift(options, terminal));
    });
};
