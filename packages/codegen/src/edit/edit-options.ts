import type { Command } from "commander";
import { jsonOption, registryOption } from "../commands/context.ts";

/** Adds the options that all commands have which edit a registry. */
export function addEditOptions(command: Command): Command {
  return command
    .addOption(registryOption())
    .option("--dry-run", "show what would change; write nothing")
    .addOption(jsonOption());
}
