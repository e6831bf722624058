import type { Argument, Command, Option } from "commander";

/** What can be typed in a place: words known now, or what only the shell or the registry knows. */
export interface Values {
  readonly words: readonly string[];
  /** `directories` and `files` are the shell's; the others are asked of `kei __complete`. */
  readonly source?: "directories" | "files" | "providers" | "refs";
}

/** An option of a command, as it completes. */
export interface OptionNode {
  /** `--format`, and its short form if it has one. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Absent when it takes no value. */
  readonly values?: Values;
}

/** A command and where it stands: `kei`, `kei gen`. */
export interface CommandNode {
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OptionNode[];
  /** What its arguments may be. */
  readonly values: readonly Values[];
}

/** All visible commands of a program, the program itself first. */
export function commandTree(command: Command, path = command.name()): readonly CommandNode[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  const node: CommandNode = {
    path,
    commands: commands.map((each) => ({ name: each.name(), description: each.description() })),
    options: help.visibleOptions(command).map(optionNode),
    values: command.registeredArguments.map((argument) => valuesOf(argument, argument.name())),
  };
  return [node, ...commands.flatMap((each) => commandTree(each, `${path} ${each.name()}`))];
}

function optionNode(option: Option): OptionNode {
  return {
    flags: [option.long, option.short].filter((flag) => flag !== undefined && flag !== null),
    description: option.description,
    ...(option.required || option.optional
      ? { values: valuesOf(option, option.name(), /[<[]([^>\].,]+)/.exec(option.flags)?.[1]) }
      : {}),
  };
}

/** Placeholders and names say what a value is: `<dir>`, `<ref>`, `--provider <id>`. */
function valuesOf({ argChoices }: Argument | Option, ...names: (string | undefined)[]): Values {
  const words = argChoices ?? [];
  const source = names.map((name) => SOURCES[name?.toLowerCase() ?? ""]).find(Boolean);
  return words.length > 0 || source === undefined ? { words } : { words, source };
}

const SOURCES: Readonly<Record<string, Values["source"]>> = {
  dir: "directories",
  file: "files",
  files: "files",
  provider: "providers",
  ref: "refs",
};
