import { UserError } from "../../text/user-error.ts";
import {
  type DefineCommand,
  formatOption,
  listOption,
  maxDiagnosticsOption,
  registryOption,
} from "../context.ts";
import type { GenOptions } from "./gen.ts";

export const defineGen: DefineCommand = ({ program, terminal, exit, interrupted }) => {
  program
    .command("gen")
    .description("check the registry and write what is generated from it")
    .addOption(registryOption())
    .option(
      "--out <dir>",
      "write every target below this folder, as schema/, gen/, clients/ and data/",
    )
    .addOption(
      listOption(
        "--emitter <file,...>",
        "also write what the emitters of these JavaScript modules make",
      ),
    )
    .option("--check", "write nothing; exit 1 and name the files that differ from what is on disk")
    .option("--watch", "generate again after every change, until interrupted")
    .addOption(formatOption())
    .addOption(maxDiagnosticsOption())
    .addHelpText("after", "\nExample:\n  kei gen --registry my-registry --out build/registry")
    .action(async (options: GenOptions & { watch?: boolean }) => {
      if (options.watch !== true) {
        const { runGen } = await import("./gen.ts");
        exit(await runGen(options, terminal));
        return;
      }
      if (options.check === true) {
        throw new UserError("--watch writes, --check does not: choose one");
      }
      const { runWatch } = await import("./watch.ts");
      await runWatch(options, terminal, interrupted());
    });
};
