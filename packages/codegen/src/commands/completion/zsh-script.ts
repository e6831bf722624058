import type { CommandNode, Values } from "./command-tree.ts";
import { optionPattern, quote, subcommandPattern } from "./shell-text.ts";

/** Completion for zsh: to be sourced after `compinit`, or a file `_kei` in a folder of `fpath`. */
export function zshScript(tree: readonly CommandNode[]): string {
  return `#compdef kei
# Completion of kei for zsh. Made by: kei completion zsh
_kei_ask() {
  local -a answers asked
  asked=(__complete "$1")
  if [[ -n $registry ]]; then asked+=(--registry "$registry"); fi
  answers=("\${(@f)$("\${words[1]}" $asked 2>/dev/null)}")
  compadd -- \${answers:#}
}
_kei() {
  local cur=\${words[CURRENT]} command=kei option= count=0 registry= word i
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    if [[ $word == -* ]]; then
      option=$word count=0
      continue
    fi
    count=$((count + 1))
    if [[ $option == --registry && $count == 1 ]]; then registry=$word; fi
    case "$command $word" in
      ${subcommandPattern(tree)}) command="$command $word" option= count=0 ;;
    esac
  done
  case "$command $option $count" in
${tree
  .flatMap(({ path, options }) =>
    options.flatMap(({ flags, values }) =>
      values === undefined
        ? []
        : [
            `    (${optionPattern(path, flags)})\n      if [[ $cur != -* ]]; then ${offer([values])}; return; fi ;;`,
          ],
    ),
  )
  .join("\n")}
  esac
  case $command in
${tree
  .map(({ path, commands, options, values }) => {
    const flags = options.flatMap((option) => option.flags);
    const words = commands.map(({ name }) => name);
    return `    ${quote(path)})
      if [[ $cur == -* ]]; then compadd -- ${flags.join(" ")}; else ${offer([{ words }, ...values])}; fi ;;`;
  })
  .join("\n")}
  esac
}
if [[ $funcstack[1] == _kei ]]; then _kei "$@"; else compdef _kei kei; fi
`;
}

function offer(values: readonly Values[]): string {
  const words = values.flatMap((each) => each.words);
  const calls = [
    ...(words.length > 0 ? [`compadd -- ${words.map(quote).join(" ")}`] : []),
    ...new Set(values.flatMap(({ source }) => (source === undefined ? [] : [ask(source)]))),
  ];
  return calls.length === 0 ? ":" : calls.join("; ");
}

function ask(source: NonNullable<Values["source"]>): string {
  if (source === "directories") return "_files -/";
  return source === "files" ? "_files" : `_kei_ask ${source}`;
}
