import type { CheckOptions } from "../commands/check.ts";
import { type DefineCommand, formatOption, registryOption } from "./context.ts";

export const defineCheck: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("check")
    .description("check the registry; writes nothing")
    .addOption(registryOption())
    .addOption(formatOption())
    .addHelpText("after", "\nExample:\n  kei check --format github")
    .action(async (options: CheckOptions) => {
      const { runCheck } = await import("../commands/check.ts");
      exit(runCheck(options, terminal));
    });
};
