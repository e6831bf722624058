import { Command } from "commander";
import { defineAdd } from "./add/define-add.ts";
import { defineCatalog } from "./catalog/define-catalog.ts";
import { defineCheck } from "./check/define-check.ts";
import { defineCompletion } from "./completion/define-completion.ts";
import type { CliContext, DefineCommand } from "./context.ts";
import { defineDeprecate } from "./deprecate/define-deprecate.ts";
import { defineDiff } from "./diff/define-diff.ts";
import { defineDoctor } from "./doctor/define-doctor.ts";
import { defineDrift } from "./drift/define-drift.ts";
import { defineExplain } from "./explain/define-explain.ts";
import { defineGen } from "./gen/define-gen.ts";
import { defineImport } from "./import/define-import.ts";
import { defineProbe } from "./import/define-probe.ts";
import { defineInit } from "./init/define-init.ts";
import { defineList } from "./list/define-list.ts";
import { defineMigrate } from "./migrate/define-migrate.ts";
import { definePrice } from "./price/define-price.ts";
import { defineRefresh } from "./refresh/define-refresh.ts";
import { defineRemove } from "./remove/define-remove.ts";
import { defineSet } from "./set/define-set.ts";
import { defineUpgrade } from "./upgrade/define-upgrade.ts";

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
  defineUpgrade,
  defineRefresh,
  defineDrift,
  defineCatalog,
  defineDoctor,
  defineCompletion,
];

/** The `kei` command with all of its commands, each a folder beside this file. */
export function createProgram({
  version,
  ...context
}: Omit<CliContext, "program"> & { readonly version: string }): Command {
  const { out, err, width } = context.terminal;
  const columns = () => width || 80;
  const program = new Command("kei")
    .description(
      "Checks a registry of LLM providers kept in TOML, and generates code and data from it.",
    )
    .version(version)
    .showHelpAfterError("(kei --help shows all commands)")
    .configureOutput({
      writeOut: out,
      writeErr: err,
      getOutHelpWidth: columns,
      getErrHelpWidth: columns,
    })
    .addHelpText(
      "after",
      "\nAn option shown as <id,...> takes a list: with commas, or the option again.",
    )
    .exitOverride();
  for (const define of commands) define({ ...context, program });
  return program;
}
