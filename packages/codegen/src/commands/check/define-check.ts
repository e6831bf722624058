import { InvalidArgumentError } from "commander";
import {
  type DefineCommand,
  dateOption,
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

const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30 };

function days(age: string): number {
  const [, count, unit = ""] = /^(\d{1,5})([dwm])$/.exec(age) ?? [];
  const each = DAYS[unit];
  if (each === undefined) throw new InvalidArgumentError("Write an age such as 90d, 12w or 6m.");
  return Number(count) * each;
}
