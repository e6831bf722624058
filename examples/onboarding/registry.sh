# shellcheck shell=bash
# The list functions of the onboarding wizard, on the TSV files of @kei/registry. Source it in place of
# lib-onboarding-registry.sh: names and columns are the same.
#
# Needs bash 3.2 or later and any awk. REGISTRY_TSV names the folder of providers.tsv and models.tsv:
#   REGISTRY_TSV=node_modules/@kei/registry/data
#
# A file that is missing, of another kind or of a newer shape is an error with a message and status 1,
# never an empty list: an empty list looks like an answer.

# The shape of the files that this was written for.
REGISTRY_SCHEMA=2

# registry_rows NAME: the rows of NAME.tsv, without its first line.
registry_rows() {
  local file=${REGISTRY_TSV:?names the folder of providers.tsv}/$1.tsv kind schema
  if ! { IFS=$'\t' read -r kind schema _ <"$file"; } 2>/dev/null; then
    printf 'registry: cannot read %s\n' "$file" >&2
    return 1
  fi
  if [ "$kind" != "#kei-$1" ] || [ "$schema" != "$REGISTRY_SCHEMA" ]; then
    printf 'registry: %s is not a list of %s of schema version %s\n' "$file" "$1" "$REGISTRY_SCHEMA" >&2
    return 1
  fi
  awk 'NR > 1' "$file"
}

# Hash over the facts: two machines with the same one list the same.
registry_hash() {
  awk -F'\t' 'NR == 1 { print $3 }' "${REGISTRY_TSV:?}/providers.tsv"
}

# id, transport, display name, variables of the key joined by commas, or _ for none.
onboarding_list_providers() {
  local rows id transport name auth_env
  rows=$(registry_rows providers) || return
  while IFS=$'\t' read -r id transport name auth_env _; do
    [ -n "$id" ] || continue # no rows at all are an empty line here
    printf '%s\t%s\t%s\t%s\n' "$id" "$transport" "$name" "$auth_env"
  done <<<"$rows"
}

# The transports that there are, those that most people take first.
onboarding_list_transports() {
  local rows
  rows=$(onboarding_list_providers) || return
  awk -F'\t' '
    $2 != "" { if (!($2 in seen)) order[++count] = $2; seen[$2] = 1 }
    END {
      split("subscription direct-api", first, " ")
      for (i = 1; i <= 2; i++) if (first[i] in seen) { print first[i]; delete seen[first[i]] }
      for (i = 1; i <= count; i++) if (order[i] in seen) print order[i]
    }
  ' <<<"$rows"
}

# onboarding_providers_in_transport TRANSPORT: id, display name, variables of the key.
onboarding_providers_in_transport() {
  local rows
  rows=$(onboarding_list_providers) || return
  awk -F'\t' -v transport="$1" '$2 == transport { print $1 "\t" $3 "\t" $4 }' <<<"$rows"
}

# onboarding_models_for_provider PROVIDER: id and display name of its live models: one whose announced end
# has come is left out. REGISTRY_DAY is the day, today unless it says otherwise. A provider that has
# none and serves those of another (Bedrock, Azure, Vertex: parent_ref) has the other's.
onboarding_models_for_provider() {
  local providers models parent
  providers=$(registry_rows providers) || return
  models=$(registry_rows models) || return
  parent=$(awk -F'\t' -v id="$1" '$1 == id { print $5 }' <<<"$providers")
  awk -F'\t' -v provider="$1" -v parent="$parent" -v day="${REGISTRY_DAY:-$(date -u +%F)}" '
    $4 != "_" && $4 <= day { next }
    $1 == provider { own = own $2 "\t" $3 "\n" }
    $1 == parent { inherited = inherited $2 "\t" $3 "\n" }
    END { printf "%s", own == "" ? inherited : own }
  ' <<<"$models"
}

# onboarding_auth_env_for_provider PROVIDER: the variables of its key, joined by commas: the first
# that is set is used. _ for a provider that needs none.
onboarding_auth_env_for_provider() {
  local rows
  rows=$(registry_rows providers) || return
  awk -F'\t' -v id="$1" '$1 == id { print $4 }' <<<"$rows"
}
