import type { Hooks } from "../call/options.ts";
import { KeiError } from "../chat/errors.ts";
import { callHook } from "../platform/call-hook.ts";
import { isRecord } from "../platform/records.ts";
import { unknownKey } from "../platform/unknown-key.ts";
import { createAppender } from "./append-lines.ts";
import { type LedgerRow, type RowHead, rowOfFailure, rowOfReply } from "./ledger-row.ts";

/** How a ledger is set up. */
export interface LedgerOptions {
  /**
   * Path of a file that rows are appended to, a line of JSON each, or a function that takes each row. The
   * next row waits for the promise that it gives.
   */
  readonly to: string | ((row: LedgerRow) => void | Promise<void>);
  /**
   * Hash of the facts that costs are by: `contentHash` of `@kei/registry`, of the module that `kei gen`
   * wrote for a registry of your own, or of what `load` gave.
   */
  readonly contentHash: string;
  /** Whose calls these are: the id of an agent in kei-ledger. @default none */
  readonly agentId?: string | undefined;
  /** A row could not be written, and is nowhere else. @default `console.warn`, once until one could again */
  readonly onError?: ((error: Error, row: LedgerRow) => void) | undefined;
}

/** Keeps a row of each call of the clients that have its hooks. */
export interface Ledger {
  /**
   * For `hooks` of clients, or of a router that makes its clients. They take rows, never wait and never
   * throw.
   */
  readonly hooks: { readonly [K in "onReply" | "onError"]: NonNullable<Hooks[K]> };
  /** Resolves when all rows of calls that are over are written, or `onError` knows of them. */
  flush(): Promise<void>;
  /** As {@link Ledger.flush}; rows that come later are not written, and `onError` hears of them. */
  close(): Promise<void>;
}

const OPTIONS = ["to", "contentHash", "agentId", "onError"] satisfies (keyof LedgerOptions)[];

/** About 50 KB: as much goes to the file at once. */
const MOST_AT_ONCE = 64;

/** About 8 MB. A disk that hangs must not fill the memory of a program. */
const MOST_WAITING = 10_000;

/** @throws KeiError of code `config` for a wrong option */
export function createLedger(options: LedgerOptions): Ledger {
  checkOptions(options);
  const { to, contentHash, agentId, onError } = options;
  const head: RowHead = { contentHash, agentId };
  let waiting: LedgerRow[] = [];
  let writing: Promise<void> | undefined;
  let isClosed = false;
  let lost = 0;
  let isWarned = false;

  const lose: Lose = (thrown, row) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    lost += 1;
    if (onError !== undefined) return callHook((each: Error) => onError(each, row), error);
    if (!isWarned) console.warn(`kei: rows of the ledger are lost: ${error.message}`);
    isWarned = true;
  };

  const write = typeof to === "string" ? toFile(to, lose) : toFunction(to, lose);

  const writeAll = async () => {
    while (waiting.length > 0) {
      const rows = waiting.slice(0, MOST_AT_ONCE);
      waiting = waiting.slice(MOST_AT_ONCE);
      const before = lost;
      await write(rows);
      if (lost === before) isWarned = false;
    }
    writing = undefined;
  };

  const add = (row: LedgerRow) => {
    if (isClosed) return lose(new Error("the ledger is closed"), row);
    if (waiting.length >= MOST_WAITING) {
      return lose(new Error(`${MOST_WAITING} rows wait to be written already`), row);
    }
    waiting.push(row);
    writing ??= writeAll();
  };

  const flush = async () => {
    await writing;
  };

  return {
    hooks: {
      onReply: (info) => add(rowOfReply(head, info)),
      onError(error, call) {
        // What nothing was sent for is no call that anybody pays for.
        if (call !== undefined && call.attempts > 0) add(rowOfFailure(head, call, error));
      },
    },
    flush,
    close() {
      isClosed = true;
      return flush();
    },
  };
}

type Write = (rows: readonly LedgerRow[]) => Promise<void>;
type Lose = (error: unknown, row: LedgerRow) => void;

function toFile(path: string, lose: Lose): Write {
  const append = createAppender(path);
  return async (rows) => {
    const { lines, error } = await append(rows.map((row) => JSON.stringify(row)));
    for (const row of rows.slice(lines)) lose(error, row);
  };
}

function toFunction(take: (row: LedgerRow) => void | Promise<void>, lose: Lose): Write {
  return async (rows) => {
    for (const row of rows) {
      try {
        await take(row);
      } catch (thrown) {
        lose(thrown, row);
      }
    }
  };
}

function checkOptions(options: LedgerOptions): void {
  if (!isRecord(options)) throw wrong("the options must be an object with to and contentHash");
  const unknown = unknownKey(options, OPTIONS, `there are ${OPTIONS.join(", ")}`);
  if (unknown !== undefined) throw wrong(`there is no option ${unknown.key}: ${unknown.hint}`);
  const { to, contentHash, agentId, onError } = options;
  if (!isText(to) && typeof to !== "function") {
    throw wrong("to must be the path of a file, or a function that takes rows");
  }
  if (!isText(contentHash)) {
    throw wrong("contentHash must be that of the registry: contentHash of @kei/registry");
  }
  if (agentId !== undefined && !isText(agentId)) throw wrong("agentId must be a text");
  if (onError !== undefined && typeof onError !== "function") {
    throw wrong("onError must be a function");
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function wrong(message: string): KeiError {
  return new KeiError({ code: "config", message: `createLedger: ${message}` });
}
