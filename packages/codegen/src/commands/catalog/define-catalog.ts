import { type DefineCommand, dateOption, listOption, registryOption } from "../context.ts";
import type { CatalogOptions } from "./catalog.ts";

export const defineCatalog: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("catalog")
    .description("write the registry as a static site: models, prices, costs, changes")
    .addOption(registryOption())
    .requiredOption("--out <dir>", "folder of the site: an empty one, or one of an older site")
    .option(
      "--since <old>",
      "say what differs from an earlier registry: a folder, a git revision, or a published package's folder or .tgz",
    )
    .addOption(
      listOption(
        "--docs <path,...>",
        "show Markdown as pages of the site: files, and folders of them",
      ),
    )
    .addOption(dateOption("ages and states are as of that day (default: today)"))
    .addHelpText("after", "\nExample:\n  kei catalog --registry my-registry --out site")
    .action(async (options: CatalogOptions) => {
      const { runCatalog } = await import("./catalog.ts");
      exit(await runCatalog(options, terminal));
    });
};
