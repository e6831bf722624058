import type { DefineCommand } from "../context.ts";
import { listOption } from "../context.ts";
import type { InitOptions } from "./init.ts";

/** Defines `kei init`. */
export const defineInit: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("init")
    .description("make a small registry of your own")
    .argument("<dir>", "folder to make it in")
    .addOption(listOption("--provider <id,...>", "begin with these providers in place of samples"))
    .option("--empty", "begin with no record")
    .option("--package", "make a package of your own around it, ready to build and publish")
    .addHelpText(
      "after",
      "\nExample:\n  kei init my-registry && cd my-registry && kei gen\n  kei init my-registry --provider mistral,groq",
    )
    .action(async (dir: string, options: InitOptions) => {
      const { runInit } = await import("./init.ts");
      exit(runInit(dir, { ...options, version: program.version() ?? "0.0.0" }, terminal));
    });
};
