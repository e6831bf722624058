#!/usr/bin/env bash
# Tests the list functions against the files of an installed @kei/registry, with bash and awk alone:
#   ./test.sh node_modules/@kei/registry/data
# Prints a line a test; the status is 1 when one failed.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=registry.sh
. "$here/registry.sh"

REGISTRY_TSV=${1:?usage: test.sh FOLDER}
tab=$'\t'
failed=0

same() { # NAME WANT GOT
  if [ "$2" = "$3" ]; then
    printf 'ok: %s\n' "$1"
  else
    printf 'not ok: %s\n  want: %s\n  got:  %s\n' "$1" "$2" "$3"
    failed=1
  fi
}

# The files as such, read with nothing of ours: a first line, then rows of as many cells as promised.
for file in providers:5 models:14; do
  name=${file%:*}
  want=${file#*:}
  same "$name.tsv has $want cells in every row, none of them empty" "" "$(
    awk -F'\t' -v want="$want" 'NR > 1 { bad = NF != want; for (i = 1; i <= NF; i++) bad = bad || $i == ""; if (bad) print NR ": " $0 }' "$REGISTRY_TSV/$name.tsv"
  )"
  rows=0
  while IFS=$'\t' read -r first second third _; do
    case $first in
      '#'*) same "$name.tsv says what it is" "#kei-$name 2 sha256-" "$first $second ${third%%-*}-" ;;
      *) rows=$((rows + 1)) ;;
    esac
  done <"$REGISTRY_TSV/$name.tsv"
  same "$name.tsv is read whole" "$(awk 'END { print NR - 1 }' "$REGISTRY_TSV/$name.tsv")" "$rows"
done

# What broke once: every provider has a transport, none is lost, keys are where they are looked for.
same "no provider is lost" "$(awk 'END { print NR - 1 }' "$REGISTRY_TSV/providers.tsv")" \
  "$(onboarding_list_providers | awk 'END { print NR }')"
same "anthropic" "anthropic${tab}direct-api${tab}Anthropic${tab}ANTHROPIC_API_KEY" \
  "$(onboarding_list_providers | awk -F'\t' '$1 == "anthropic"')"
same "codex has no key" "codex${tab}subscription${tab}OpenAI Codex (ChatGPT OAuth)${tab}_" \
  "$(onboarding_list_providers | awk -F'\t' '$1 == "codex"')"
same "transports, the usual ones first" "subscription direct-api proxy local" \
  "$(onboarding_list_transports | tr '\n' ' ' | sed 's/ $//')"
same "providers of a transport" "litellm-proxy${tab}LiteLLM proxy (keisei.app)${tab}KEI_LITELLM_KEY" \
  "$(onboarding_providers_in_transport proxy)"
same "every provider is of a transport that is listed" "$(onboarding_list_providers | awk 'END { print NR }')" \
  "$(for transport in $(onboarding_list_transports); do onboarding_providers_in_transport "$transport"; done | awk 'END { print NR }')"
same "models of a provider" "claude-sonnet-4-6${tab}Claude Sonnet 4.6" \
  "$(onboarding_models_for_provider anthropic | awk -F'\t' '$1 == "claude-sonnet-4-6"')"
same "the key of a provider" "GEMINI_API_KEY" "$(onboarding_auth_env_for_provider google)"
same "no key" "_" "$(onboarding_auth_env_for_provider ollama-local)"
same "no such provider" "" "$(onboarding_models_for_provider nobody)"

# A registry that has what ours has not: parents, several keys, names with everything in them.
other=$(mktemp -d) || exit 1
trap 'rm -rf "$other"' EXIT
printf '#kei-providers\t2\tsha256-0\n%s\n%s\n' \
  "anthropic${tab}direct-api${tab}A 'b' \"c\" \$d \`e\` %s *${tab}FIRST_KEY,SECOND_KEY${tab}_" \
  "bedrock${tab}aws-bedrock${tab}Bedrock${tab}_${tab}anthropic" >"$other/providers.tsv"
printf '#kei-models\t2\tsha256-0\n%s\n%s\n' "anthropic${tab}large${tab}Large${tab}_" \
  "anthropic${tab}small${tab}Small${tab}2026-12-01" >"$other/models.tsv"
REGISTRY_TSV=$other
same "text is text" "A 'b' \"c\" \$d \`e\` %s *" "$(onboarding_list_providers | awk -F'\t' 'NR == 1 { print $3 }')"
same "several keys" "FIRST_KEY,SECOND_KEY" "$(onboarding_auth_env_for_provider anthropic)"
same "models of the parent" "large${tab}Large" "$(REGISTRY_DAY=2026-12-01 onboarding_models_for_provider bedrock)"
same "one is listed until it ends" "small${tab}Small" \
  "$(REGISTRY_DAY=2026-11-30 onboarding_models_for_provider anthropic | awk 'NR == 2')"
printf 'bedrock\town\tOwn\t_\n' >>"$other/models.tsv"
same "own models before the parent's" "own${tab}Own" "$(onboarding_models_for_provider bedrock)"
same "the hash" "sha256-0" "$(registry_hash)"

printf '#kei-providers\t2\tsha256-0\n' >"$other/providers.tsv"
same "a list without rows" "" "$(onboarding_list_providers)$(onboarding_list_transports)"

# An error is not an empty list.
refused() { # NAME
  if onboarding_list_providers >/dev/null 2>&1; then same "$1" "an error" "a list"; else same "$1" "" ""; fi
}
printf '#kei-providers\t3\tsha256-0\n' >"$other/providers.tsv"
refused "a newer schema is refused"
cp "$other/models.tsv" "$other/providers.tsv"
refused "another file is refused"
: >"$other/providers.tsv"
refused "an empty file is refused"
rm "$other/providers.tsv"
refused "a missing file is refused"

exit "$failed"
