import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runChild } from "../support/run-child.ts";

/**
 * V8 makes a hidden class anew where a field is added to a spread, and it lives until the next full
 * collection: a call that did so a dozen times took twice as long, for the memory that it filled.
 */
it("no call and no stream makes hidden classes of its own", async () => {
  const TIMES = 300;
  const folder = mkdtempSync(join(tmpdir(), "kei-maps-"));
  try {
    const logfile = join(folder, "v8.log");
    const { code, stdout, stderr } = await runChild(
      new URL("./many-calls.ts", import.meta.url),
      `await module.manyCalls(${TIMES}); console.log("made");`,
      ["--log-maps", "--no-logfile-per-isolate", `--logfile=${logfile}`],
    );
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: "made\n" });
    const made = new Map<string, number>();
    for (const line of readFileSync(logfile, "utf8").split("\n")) {
      if (!line.startsWith("map,")) continue;
      const [, kind, , , , , row, column, why, name] = line.split(",");
      const change = `${kind} ${why} ${name} at ${row}:${column}`;
      made.set(change, (made.get(change) ?? 0) + 1);
    }
    expect(made.size).toBeGreaterThan(100);
    expect([...made].filter(([, times]) => times >= TIMES / 2)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
