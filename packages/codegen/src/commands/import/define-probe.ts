import { type DefineCommand, jsonOption } from "../context.ts";
import type { ProbeCommandOptions } from "./probe.ts";

/** Defines `kei probe`. */
export const defineProbe: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("probe")
    .description("ask a server what it is and which models it has")
    .argument("<url>", "where it is, such as http://127.0.0.1:1234/v1")
    .option("--registry <dir>", "write what was seen into this registry")
    .option("--provider <id>", "id of the provider (default: by what answers)")
    .option("--key-env <name>", "environment variable that has the key")
    .option("--paid", "ask a model what it can do also where somebody may bill it")
    .option("--model <id>", "the model to ask (default: the first that is loaded)")
    .option("--dry-run", "show what would change; write nothing")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nAsks at most five times and for two seconds. A model is asked for a few tokens, to see tools, schemas,\nimages and usage, where it runs on this machine; elsewhere only with --paid.\n\nExample:\n  kei probe http://127.0.0.1:11434 --registry registry",
    )
    .action(async (url: string, options: ProbeCommandOptions) => {
      const { runProbe } = await import("./probe.ts");
      exit(await runProbe(url, options, terminal, { fetch }));
    });
};
