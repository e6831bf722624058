import {
  type DefineCommand,
  dateOption,
  days,
  formatOption,
  maxDiagnosticsOption,
  registryOption,
} from "../context.ts";
import type { CheckOptions } from "./check.ts";

export const defineCheck: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("check")
    .description("check the registry; writes nothing")
    .addOption(registryOption())
    .addOption(formatOption())
    .addOption(maxDiagnosticsOption())
    .option(
      "--max-age <age>",
      "warn of live models whose facts were not verified for this long: 90d, 12w or 6m (30 days each)",
      days,
    )
    .option(
      "--retire-within <time>",
      "warn of live models that retire within this time: 60d, 8w or 2m (30 days each)",
      days,
    )
    .addOption(dateOption("check as of this day, such as 2026-12-01 (default: today)"))
    .option("--strict", "exit with 1 on warnings, too")
    .addHelpText(
      "after",
      "\nExample:\n  kei check --format github\n  kei check --max-age 90d --strict\n  kei check --retire-within 60d",
    )
    .action(async (options: CheckOptions) => {
      const { runCheck } = await import("./check.ts");
      exit(runCheck(options, terminal));
    });
};
