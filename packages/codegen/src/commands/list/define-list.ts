import { Argument, InvalidArgumentError } from "commander";
import { type DefineCommand, jsonOption, registryOption } from "../context.ts";
import type { Listed, ListOptions } from "./list.ts";

export const defineList: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("list")
    .description("list what the registry has")
    .addArgument(
      new Argument("<what>", "what to list").choices(["providers", "models", "profiles"]),
    )
    .addOption(registryOption())
    .option("--provider <id>", "only of this provider; may be given several times", collect)
    .option("--capability <name>", "only models that can do this; several: all of them", collect)
    .option("--input <kind>", "only models that read this: text, image, pdf, audio, video")
    .option(
      "--max-output-price <amount>",
      "only models whose output costs at most this much per million tokens, in their provider's currency",
      amount,
    )
    .option("--deprecated", "only deprecated models; without it only live ones")
    .option("--all", "live and deprecated models")
    .option("--sort <column>", "sort by this column")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nExample:\n  kei list models --capability tools --max-output-price 2.50 --sort out",
    )
    .action(async (what: Listed, options: ListOptions) => {
      const { runList } = await import("./list.ts");
      exit(runList(what, options, terminal));
    });
};

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function amount(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write an amount such as 2.50.");
}
