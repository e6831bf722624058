import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import type { CheckOptions } from "./commands/check.ts";
import type { GenOptions } from "./commands/gen.ts";
import type { Terminal } from "./commands/terminal.ts";
import { UserError } from "./user-error.ts";

/**
 * The `kei` command: the only file that knows arguments, streams and exit codes. Commands are loaded when they are
 * called, so that a run with nothing to do is over before the parsers would be loaded.
 */

const FORMATS = ["pretty", "plain", "json", "github", "sarif"];

const terminal: Terminal = {
  cwd: process.cwd(),
  color: colors(),
  today: new Date().toISOString().slice(0, 10),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};

/** https://no-color.org, and the opposite that test runners set. */
function colors(): boolean {
  if (process.env["NO_COLOR"]) return false;
  if (process.env["FORCE_COLOR"]) return process.env["FORCE_COLOR"] !== "0";
  return process.stdout.isTTY === true;
}

const registryOption = () =>
  new Option(
    "--registry <dir>",
    "folder of providers.toml, models.toml and agent-profiles.toml (default: the one that kei.config.json names, ./registry, or this folder)",
  );
const formatOption = () =>
  new Option("--format <name>", "how diagnostics are shown").choices(FORMATS).default("pretty");

const program = new Command("kei")
  .description(
    "Checks a registry of LLM providers kept in TOML, and generates code and data from it.",
  )
  .version(version())
  .showHelpAfterError("(kei --help shows all commands)")
  .exitOverride();

program
  .command("gen")
  .description("check the registry and write what is generated from it")
  .addOption(registryOption())
  .option("--out <dir>", "write every target below this folder, as schema/, gen/ and data/")
  .option("--check", "write nothing; exit 1 and name the files that differ from what is on disk")
  .option("--watch", "generate again after every change, until interrupted")
  .addOption(formatOption())
  .addHelpText("after", "\nExample:\n  kei gen --registry my-registry --out build/registry")
  .action(async (options: GenOptions & { watch?: boolean }) => {
    if (options.watch !== true) {
      const { runGen } = await import("./commands/gen.ts");
      process.exitCode = await runGen(options, terminal);
      return;
    }
    if (options.check === true) throw new UserError("--watch writes, --check does not: choose one");
    const { runWatch } = await import("./commands/watch.ts");
    const interrupted = new AbortController();
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      process.once(name, () => interrupted.abort());
    }
    await runWatch(options, terminal, interrupted.signal);
  });

program
  .command("check")
  .description("check the registry; writes nothing")
  .addOption(registryOption())
  .addOption(formatOption())
  .addHelpText("after", "\nExample:\n  kei check --format github")
  .action(async (options: CheckOptions) => {
    const { runCheck } = await import("./commands/check.ts");
    process.exitCode = runCheck(options, terminal);
  });

program
  .command("init")
  .description("make a small registry of your own")
  .argument("<dir>", "folder to make it in")
  .addHelpText("after", "\nExample:\n  kei init my-registry && cd my-registry && kei gen")
  .action(async (dir: string) => {
    const { runInit } = await import("./commands/init.ts");
    process.exitCode = runInit(dir, terminal);
  });

// A reader that has seen enough (`kei check | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 1;
  } else if (error instanceof UserError) {
    terminal.err(
      `kei: ${error.message}\n${error.hint === undefined ? "" : `  hint: ${error.hint}\n`}`,
    );
    process.exitCode = 1;
  } else {
    terminal.err(
      `kei: this is a bug of kei, not of your registry. Please report it with:\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = 2;
  }
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
