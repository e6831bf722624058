import type { CommandNode, Values } from "./command-tree.ts";
import { optionPattern, quote, subcommandPattern } from "./shell-text.ts";

/**
 * Completion for bash 3.2 and later. Words are compared by the script itself: `compgen -W` would
 * expand what it is given, and ids come from a file.
 */
export function bashScript(tree: readonly CommandNode[]): string {
  return `# Completion of kei for bash. Made by: kei completion bash
_kei_offer() {
  local word
  for word in "$@"; do
    if [[ $word == "$cur"* ]]; then COMPREPLY+=("$word"); fi
  done
}
_kei_ask() {
  local word
  while IFS= read -r word; do
    _kei_offer "$word"
  done < <("\${COMP_WORDS[0]}" __complete "$1" \${registry:+--registry "$registry"} 2>/dev/null)
}
_kei_paths() {
  local word
  compopt -o filenames 2>/dev/null
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$1" -- "$cur")
}
_kei() {
  local cur=\${COMP_WORDS[COMP_CWORD]} at=$COMP_CWORD command=kei option= count=0 registry= word i
  COMPREPLY=()
  # bash splits words at colons, which refs have, and at the sign of --option=value.
  while ((at > 1)) && [[ \${COMP_WORDS[at]} == : || \${COMP_WORDS[at - 1]} == : ]]; do
    at=$((at - 1))
    cur=\${COMP_WORDS[at]}$cur
  done
  if [[ $cur == = ]]; then cur=; fi
  for ((i = 1; i < at; i++)); do
    word=\${COMP_WORDS[i]}
    case $word in
      =) continue ;;
      -*) option=$word count=0; continue ;;
    esac
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
            `    ${optionPattern(path, flags)})\n      ${offer([values])}\n      _kei_trim; return ;;`,
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
      if [[ $cur == -* ]]; then _kei_offer ${flags.join(" ")}; else ${offer([{ words }, ...values])}; fi ;;`;
  })
  .join("\n")}
  esac
  _kei_trim
}
# bash replaces only what stands behind the last colon.
_kei_trim() {
  local prefix=\${cur%"\${cur##*:}"} i
  if [[ -z $prefix ]]; then return; fi
  for i in "\${!COMPREPLY[@]}"; do COMPREPLY[i]=\${COMPREPLY[i]#"$prefix"}; done
}
complete -F _kei kei
`;
}

function offer(values: readonly Values[]): string {
  const words = values.flatMap((each) => each.words);
  const calls = [
    ...(words.length > 0 ? [`_kei_offer ${words.map(quote).join(" ")}`] : []),
    ...new Set(values.flatMap(({ source }) => (source === undefined ? [] : [ask(source)]))),
  ];
  return calls.length === 0 ? ":" : calls.join("; ");
}

function ask(source: NonNullable<Values["source"]>): string {
  if (source === "directories") return "_kei_paths -d";
  return source === "files" ? "_kei_paths -f" : `_kei_ask ${source}`;
}
