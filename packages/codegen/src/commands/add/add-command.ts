import { Command, Option } from "commander";
import type * as z from "zod";
import type { EditOptions } from "../../edit/apply-edit.ts";
import {
  choicesOf,
  defaultOf,
  firstSentence,
  isOptional,
  takesSeveral,
} from "../../edit/parse-value.ts";
import { type Layer, layers } from "../../layers/layer-names.ts";
import { pages } from "../../layers/pages.ts";
import type { CliContext } from "../context.ts";
import { addEditOptions } from "../context.ts";
import { addPriceOptions, pricesOf } from "../price-options.ts";
import { flagOf, runAdd } from "./add.ts";

const EXAMPLES: Readonly<Record<Layer, string>> = {
  provider:
    "kei add provider --id mistral --display-name Mistral --endpoint https://api.mistral.ai/v1/chat/completions --auth-scheme bearer --auth-env MISTRAL_API_KEY",
  model:
    'kei add model --provider-ref anthropic --id claude-next --slug next --display-name "Claude Next" --context-window 1_000_000 --input-price 3.00 --output-price 15',
  profile:
    'kei add profile --id reviewer --role reviewer --caps RO-FS --default-model-ref anthropic/claude-sonnet-4-6 --description "Reads a change and says what is wrong."',
  price:
    "kei add price --model-ref deepseek/deepseek-v4-pro --to 2026-08-16T16:00Z --input-price 0.435 --output-price 0.87",
  source:
    "kei add source --id models-dev --adapter models-dev --from https://models.dev/api.json --license MIT",
  dispute:
    'kei add dispute --model-refs openai/gpt-5-pro --fact maxOutputTokens --ours 128000 --says models-dev=272000 --reason "272,000 is the limit of input." --decided-at 2026-11-29',
};

/** `kei add` with a command for each layer, whose flags are the keys of its schema. */
export function createAddCommand({ program, terminal, exit }: CliContext): Command {
  const add = new Command("kei add")
    .copyInheritedSettings(program)
    .description("add a record to its TOML file; on a terminal, kei asks for missing keys")
    .addHelpText("after", `\nExample:\n  ${EXAMPLES.model}`);
  for (const layer of layers) {
    const command = addEditOptions(add.command(layer))
      .description(`add a ${layer}`)
      .addHelpText("after", `\nExample:\n  ${EXAMPLES[layer]}`);
    const keys = Object.entries(pages[layer].record.shape) as unknown as [string, z.ZodType][];
    for (const [key, schema] of keys) command.addOption(keyOption(key, schema));
    if (layer === "model" || layer === "price") addPriceOptions(command);
    command.action(async (options: EditOptions & Readonly<Record<string, unknown>>) => {
      const values = keys.flatMap(([key, schema]) => {
        const words = options[keyOption(key, schema).attributeName()];
        return words === undefined ? [] : [[key, [words].flat() as string[]] as const];
      });
      const request = { layer, values: Object.fromEntries(values), prices: pricesOf(options) };
      exit(await runAdd(request, options, terminal));
    });
  }
  return add;
}

/** The flag of a key. Flags of lists may be repeated. */
function keyOption(key: string, schema: z.ZodType): Option {
  const choices = choicesOf(schema);
  const usual = defaultOf(schema);
  const option = new Option(
    `${flagOf(key)} <${takesSeveral(schema) ? "value,..." : "value"}>`,
    [
      firstSentence(schema),
      ...(choices === undefined ? [] : [`one of ${choices.join(", ")}`]),
      ...(isOptional(schema) ? [] : [usual === undefined ? "required" : `default: ${usual}`]),
    ].join("; "),
  );
  return takesSeveral(schema)
    ? option.argParser((word: string, before: string[] = []) => [...before, word])
    : option;
}
