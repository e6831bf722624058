#!/usr/bin/env bash
# Builds both programs on the packages in node_modules, and tests them:
#   ./test.sh
# Needs what `npm install` puts there, and no network. Without cargo, TypeScript alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

PATH=$PATH:$HOME/.cargo/bin
if cargo --version >/dev/null 2>&1; then
  cargo build --offline --quiet --target-dir target
  cargo test --offline --quiet --target-dir target --test pricing
  export SELECT_RUST=$PWD/target/debug/select
else
  unset SELECT_RUST
  echo 'skipped: cargo is not here, so the Rust program is not compared'
fi
node node_modules/typescript/bin/tsc -p .
node --test --test-reporter=spec dist/test/*.test.js
