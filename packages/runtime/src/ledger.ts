/**
 * `@kei/runtime/ledger`: a row of each call, for files, databases and kei-ledger.
 *
 * ```ts
 * import { contentHash } from "@kei/registry";
 * import { anthropic } from "@kei/runtime/anthropic";
 * import { createLedger } from "@kei/runtime/ledger";
 *
 * const ledger = createLedger({ to: "calls.jsonl", contentHash });
 * const claude = anthropic({ hooks: ledger.hooks });
 * ```
 *
 * @module
 */

export type { Ledger, LedgerOptions } from "./ledger/create-ledger.ts";
export { createLedger } from "./ledger/create-ledger.ts";
export type { LedgerRow } from "./ledger/ledger-row.ts";
