import type { CommandNode } from "./command-tree.ts";

/** A text as one word of bash and zsh. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A pattern of `case` for every command below the program: `'kei gen'|'kei check'`. */
export function subcommandPattern(tree: readonly CommandNode[]): string {
  return tree
    .slice(1)
    .map(({ path }) => quote(path))
    .join("|");
}

/** A pattern of `case` for the place of an option's value: command, option, values so far. */
export function optionPattern(path: string, flags: readonly string[]): string {
  return flags.map((flag) => quote(`${path} ${flag} 0`)).join("|");
}
