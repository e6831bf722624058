import { type DefineCommand, jsonOption, registryOption } from "../context.ts";
import type { PriceOptions } from "./price.ts";

export const definePrice: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("price")
    .description("show what a model costs at a time, and every price that is known of it")
    .argument("<ref>", "ref, slug or alias of a model")
    .addOption(registryOption())
    .option(
      "--at <time>",
      "a day, or a time with its zone: 2026-07-15, 2026-07-15T02:00Z (default: now)",
    )
    .option("--service-tier <name>", "tier of service, in the vendor's words")
    .option("--region <name>", "region, in the vendor's words")
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  kei price openai/gpt-5.6-luna --at 2026-07-15")
    .action(async (ref: string, options: PriceOptions) => {
      const { runPrice } = await import("./price.ts");
      exit(runPrice(ref, options, terminal));
    });
};
