import { addEditOptions, type DefineCommand, listOption } from "../context.ts";
import type { RefreshOptions } from "./refresh.ts";

/** Defines `kei refresh`. */
export const defineRefresh: DefineCommand = ({ program, terminal, exit }) => {
  addEditOptions(program.command("refresh"))
    .description("write into the registry what public data sets agree on, and list their disputes")
    .addOption(
      listOption(
        "--from <source,...>",
        "files, folders, URLs or npm:NAME@VERSION (default: what sources.toml names)",
      ),
    )
    .addOption(listOption("--provider <id,...>", "refresh the models of these providers only"))
    .option("--date <day>", "take prices in force on this day, YYYY-MM-DD (default: today)")
    .addHelpText(
      "after",
      "\nExample:\n  kei refresh --from https://models.dev/api.json,npm:@earendil-works/pi-ai@latest --dry-run",
    )
    .action(async (options: RefreshOptions) => {
      const { runRefresh } = await import("./refresh.ts");
      exit(await runRefresh(options, terminal));
    });
};
