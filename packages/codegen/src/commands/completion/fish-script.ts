import type { CommandNode, Values } from "./command-tree.ts";

/** Completion for fish, to be sourced or put into `~/.config/fish/completions/kei.fish`. */
export function fishScript(tree: readonly CommandNode[]): string {
  const paths = tree.slice(1).map(({ path }) => quote(path));
  const lines = tree.flatMap(({ path, commands, options, values }) => {
    const here = `complete -c kei -n ${quote(`test (__kei_command) = ${quote(path)}`)}`;
    return [
      ...commands.map(
        ({ name, description }) => `${here} -a ${quote(name)} -d ${quote(description)}`,
      ),
      ...values.flatMap((each) => argumentsOf(each).map((answers) => `${here} ${answers}`)),
      ...options.map(({ flags, description, values: taken }) => {
        const names = flags.map((flag) =>
          flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
        );
        // Without files, unless it takes one: they would stand between the answers.
        const requires = taken?.source === "files" ? "-r" : "-x";
        const answers = taken === undefined ? [] : [requires, ...argumentsOf(taken)];
        return [here, ...names, ...answers, `-d ${quote(description)}`].join(" ");
      }),
    ];
  });
  return `# Completion of kei for fish. Made by: kei completion fish
function __kei_command
    set -l command kei
    for word in (commandline -opc)[2..-1]
        switch "$command $word"
            case ${paths.join(" ")}
                set command "$command $word"
        end
    end
    echo $command
end
function __kei_ask
    set -l words (commandline -opc)
    set -l registry
    if set -l at (contains -i -- --registry $words)
        set registry --registry $words[(math $at + 1)]
    end
    $words[1] __complete $argv[1] $registry 2>/dev/null
end
complete -c kei -f
${lines.join("\n")}
`;
}

function argumentsOf({ words, source }: Values): readonly string[] {
  if (words.length > 0) return [`-a ${quote(words.join(" "))}`];
  if (source === undefined) return [];
  if (source === "directories") return ["-a '(__fish_complete_directories)'"];
  return [source === "files" ? "-F" : `-a '(__kei_ask ${source})'`];
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
