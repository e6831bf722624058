import type { Command } from "commander";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { bashScript } from "./bash-script.ts";
import { type CommandNode, commandTree } from "./command-tree.ts";
import { fishScript } from "./fish-script.ts";
import { zshScript } from "./zsh-script.ts";

export type ShellName = "bash" | "zsh" | "fish";

const scripts: Readonly<Record<ShellName, (tree: readonly CommandNode[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `kei completion SHELL`: a script made of the commands and options that the program has. */
export function runCompletion(shell: ShellName, program: Command, { out }: Terminal): ExitCode {
  out(scripts[shell](commandTree(program)));
  return 0;
}
