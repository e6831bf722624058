import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { defineAdd } from "./commands/add/define-add.ts";
import { defineCatalog } from "./commands/catalog/define-catalog.ts";
import { defineCheck } from "./commands/check/define-check.ts";
import { defineCompletion } from "./commands/completion/define-completion.ts";
import type { CliContext, DefineCommand } from "./commands/context.ts";
import { defineDeprecate } from "./commands/deprecate/define-deprecate.ts";
import { defineDiff } from "./commands/diff/define-diff.ts";
import { defineDoctor } from "./commands/doctor/define-doctor.ts";
import { defineDrift } from "./commands/drift/define-drift.ts";
import { defineExplain } from "./commands/explain/define-explain.ts";
import { defineGen } from "./commands/gen/define-gen.ts";
import { defineImport } from "./commands/import/define-import.ts";
import { defineProbe } from "./commands/import/define-probe.ts";
import { defineInit } from "./commands/init/define-init.ts";
import { defineList } from "./commands/list/define-list.ts";
import { defineMigrate } from "./commands/migrate/define-migrate.ts";
import { definePrice } from "./commands/price/define-price.ts";
import { defineRefresh } from "./commands/refresh/define-refresh.ts";
import { defineRemove } from "./commands/remove/define-remove.ts";
import { defineSet } from "./commands/set/define-set.ts";
import { createProgress } from "./terminal/progress.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { UserError } from "./text/user-error.ts";

/**
 * The `kei` command: the only file that knows arguments, streams and exit codes. Each command is
 * a folder of `commands/`.
 */

const commands: readonly DefineCommand[] = [
  defineList,
  defineExplain,
  definePrice,
  defineCheck,
  defineGen,
  defineInit,
  defineAdd,
  defineSet,
  defineDeprecate,
  defineRemove,
  defineDiff,
  defineImport,
  defineProbe,
  defineMigrate,
  defineRefresh,
  defineDrift,
  defineCatalog,
  defineDoctor,
  defineCompletion,
];

const terminal: Terminal = {
  cwd: process.cwd(),
  env: process.env,
  color: colors(),
  width: process.stdout.columns ?? 0,
  person:
    process.stdin.isTTY === true && process.stdout.isTTY === true
      ? { input: process.stdin, output: process.stdout }
      : undefined,
  today: new Date().toISOString().slice(0, 10),
  progress: createProgress(process.stderr),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};

/** https://no-color.org, and the opposite that test runners set. */
function colors(): boolean {
  if (process.env["NO_COLOR"]) return false;
  if (process.env["FORCE_COLOR"]) return process.env["FORCE_COLOR"] !== "0";
  return process.stdout.isTTY === true;
}

const program = new Command("kei")
  .description(
    "Checks a registry of LLM providers kept in TOML, and generates code and data from it.",
  )
  .version(version())
  .showHelpAfterError("(kei --help shows all commands)")
  .exitOverride();

let interruption: AbortController | undefined;

const context: CliContext = {
  program,
  terminal,
  exit: (code) => {
    process.exitCode = code;
  },
  interrupted: () => {
    if (interruption === undefined) {
      const controller = new AbortController();
      for (const name of ["SIGINT", "SIGTERM"] as const) {
        process.once(name, () => controller.abort());
      }
      interruption = controller;
    }
    return interruption.signal;
  },
};

for (const define of commands) define(context);

// A reader that has seen enough (`kei check | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

// Node would end with 13, which is none of ours, or with what somebody else said.
let done = false;
process.on("exit", () => {
  if (done) return;
  terminal.err(
    "kei: stopped before its work was done: does an emitter call process.exit, or return a promise that never settles?\n",
  );
  process.exitCode = 1;
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
} finally {
  done = true;
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
