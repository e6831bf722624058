import { Option } from "commander";
import type { Level } from "../../layers/change-kinds.ts";
import { type DefineCommand, jsonOption, registryOption } from "../context.ts";
import type { DiffOptions } from "./diff.ts";
import type { DiffFormat } from "./format-diff.ts";

const FORMATS: readonly DiffFormat[] = ["text", "json", "markdown"];
const LEVELS: readonly Level[] = ["major", "minor", "patch"];

export const defineDiff: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("diff")
    .description("say what changes for users between two registries: major, minor or patch")
    .argument(
      "[old]",
      "a folder, a git revision, or a published package's folder or .tgz; git:NAME is always a revision (default: HEAD)",
    )
    .argument("[new]", "the same (default: the registry as it is)")
    .addOption(registryOption())
    .addOption(new Option("--format <name>", "how changes are shown").choices(FORMATS))
    .addOption(jsonOption().conflicts("format"))
    .option("--changeset", "write a changeset for @kei/registry, with the heaviest level")
    .addOption(
      new Option("--fail-on <level>", "exit 1 when a change is of this level or heavier").choices(
        LEVELS,
      ),
    )
    .addHelpText("after", "\nExample:\n  kei diff v1.2.0 --changeset")
    .action(
      async (
        from: string | undefined,
        to: string | undefined,
        { json, format, ...options }: Partial<DiffOptions> & { json?: boolean },
      ) => {
        const { runDiff } = await import("./diff.ts");
        const chosen = json === true ? "json" : (format ?? "text");
        exit(await runDiff(from, to, { ...options, format: chosen }, terminal));
      },
    );
};
