import { Argument, InvalidArgumentError } from "commander";
import { amountsIn } from "../../text/amount.ts";
import { type DefineCommand, jsonOption, listOption, registryOption } from "../context.ts";
import type { Listed, ListOptions } from "./list.ts";

export const defineList: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("list")
    .description("list what the registry has")
    .addArgument(
      new Argument("<what>", "what to list").choices(["providers", "models", "profiles"]),
    )
    .addOption(registryOption())
    .addOption(listOption("--provider <id,...>", "only of these providers"))
    .addOption(listOption("--capability <name,...>", "only models that can do all of these"))
    .addOption(
      listOption(
        "--input <kind,...>",
        "only models that read all of these: text, image, pdf, audio, video",
      ),
    )
    .option(
      "--max-output-price <amount>",
      "only models whose output costs at most this much per million tokens: 2.50, $2.50, 18 CNY",
      price,
    )
    .option(
      "--min-context <tokens>",
      "only models whose window is known to have so many: 200k",
      size,
    )
    .option(
      "--metered",
      "only models billed per token: neither free nor of a flat fee, nor unknown",
    )
    .option("--deprecated", "only deprecated models; without it only live ones")
    .option("--all", "live and deprecated models")
    .option("--sort <column>", "sort by this column; cost: 3,000 tokens in and 1,000 out")
    .option("--limit <number>", "so many records at most", whole)
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nExample:\n  kei list models --capability tools --min-context 200k --metered --sort cost --limit 3",
    )
    .action(async (what: Listed, options: Flags) => {
      const { runList } = await import("./list.ts");
      const { maxOutputPrice: most, ...rest } = options;
      const limit = most && { maxOutputPrice: most.amount, currencies: most.currencies };
      exit(runList(what, { ...rest, ...limit }, terminal));
    });
};

type Flags = Omit<ListOptions, "maxOutputPrice" | "currencies"> & {
  readonly maxOutputPrice?: Price;
};

/** Tokens: `200000`, `200_000`, `200k`, `1M`. */
function size(text: string): number {
  const [, digits, unit = ""] = /^(\d[\d_,]*)([kM]?)$/.exec(text) ?? [];
  const number = Number(digits?.replaceAll(/[_,]/g, "")) * { "": 1, k: 1e3, M: 1e6 }[unit as "k"];
  if (Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError("Write a number of tokens such as 200000, 200k or 1M.");
}

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number.");
}

/** What a person writes as a price, and the currencies that it may be in. */
interface Price {
  readonly amount: number;
  readonly currencies?: readonly string[];
}

function price(text: string): Price {
  if (/^\d+(\.\d+)?$/.test(text)) return { amount: Number(text) };
  const [stated] = amountsIn(text);
  if (stated?.text === text) {
    return { amount: stated.microCents / 1e8, currencies: stated.currencies };
  }
  throw new InvalidArgumentError("Write an amount such as 2.50, $2.50 or 18 CNY.");
}
