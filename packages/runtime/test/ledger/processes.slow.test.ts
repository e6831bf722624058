import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { LedgerRow } from "../../src/ledger/ledger-row.ts";
import { runChild } from "../support/run-child.ts";

const PROCESSES = 4;
const ROWS = 2000;

const folder = mkdtempSync(join(tmpdir(), "kei-ledger-"));
afterAll(() => rmSync(folder, { recursive: true }));

const LEDGER = new URL("../../src/ledger.ts", import.meta.url);

/** Calls that end in bursts, so that some rows go alone and some together. */
const write = (path: string, agentId: string) => `
  const ledger = module.createLedger({
    to: ${JSON.stringify(path)},
    contentHash: "sha256-0",
    agentId: ${JSON.stringify(agentId)},
  });
  const call = { provider: "p", protocol: "openai-chat", isStream: false, startedAt: 0, elapsedMs: 1 };
  for (let i = 0; i < ${ROWS}; i += 1) {
    const model = "m".repeat(1 + (i % 200));
    ledger.hooks.onError({ code: "server" }, { ...call, model, attempts: i + 1 });
    if (i % 100 < 10) await ledger.flush();
  }
`;

it("D5: lines of several processes stand whole, each in the order of its process", async () => {
  const path = join(folder, "calls.jsonl");
  const names = Array.from({ length: PROCESSES }, (_, i) => `agent-${i}`);
  const ends = await Promise.all(names.map((name) => runChild(LEDGER, write(path, name))));
  expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual(names.map(() => [0, ""]));
  const lines = readFileSync(path, "utf8").split("\n");
  expect(lines.pop()).toBe("");
  const rows = lines.map((line) => JSON.parse(line) as LedgerRow);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(PROCESSES * ROWS);
  for (const name of names) {
    const numbers = rows.filter(({ agent_id }) => agent_id === name).map((row) => row.attempts);
    expect(numbers).toEqual(Array.from({ length: ROWS }, (_, i) => i + 1));
  }
  // Else they wrote one after the other, and nothing was shown.
  const changes = rows.filter((row, i) => row.agent_id !== rows[i - 1]?.agent_id).length;
  expect(changes).toBeGreaterThan(PROCESSES * 2);
});
