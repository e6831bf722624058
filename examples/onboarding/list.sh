#!/usr/bin/env bash
# The lists of the wizard, as it would show them:
#   ./list.sh FOLDER                     all providers
#   ./list.sh FOLDER PROVIDER            the models of one
# FOLDER holds providers.tsv and models.tsv, as in node_modules/@kei/registry/data.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=registry.sh
. "$here/registry.sh"

REGISTRY_TSV=${1:?usage: list.sh FOLDER [PROVIDER]}
if [ $# -gt 1 ]; then onboarding_models_for_provider "$2"; else onboarding_list_providers; fi
