import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codex } from "../../src/gen/codex.gen.ts";
import { createProcessTransport } from "../../src/protocols/codex-exec/process-transport.ts";
import { hasWire, recordings } from "../support/wire.ts";
import { runCodex } from "./support/run-codex.ts";

const FAKE = join(import.meta.dirname, "support/fake-codex.mjs");

/** Recorded runs that end without an event that says so. */
const SILENT: Readonly<Record<string, readonly [code: string, words: string]>> = {
  "codex/agentcmd-0-46-0-stream-output-multi-1": ["truncated", ""],
  "codex/cli-0-169-0-slow-sigterm": ["truncated", "exit code 124"],
  "codex/cli-0-169-0-nogit": ["config", "Not inside a trusted directory"],
  "codex/cli-0-169-0-resume-unknown": ["config", "no rollout found for thread id"],
};

/** Output, standard error and exit code of a recording, from a process. */
async function replay(response: object) {
  const folder = mkdtempSync(join(tmpdir(), "kei-replay-"));
  const file = join(folder, "response.json");
  writeFileSync(file, JSON.stringify(response));
  try {
    const env = { FAKE_CODEX: "replay", FAKE_REPLAY: file };
    return await runCodex(createProcessTransport({ command: FAKE, env }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!hasWire)("recorded runs, from a process", () => {
  const runs = recordings("codex-exec-jsonl").map(
    ({ name, response }) => [name, response] as const,
  );

  it.each(runs)("C11: %s", async (name, response) => {
    const { failure, builder } = await replay(response);
    const silent = SILENT[name];
    const types = response.body
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line).type);
    if (silent !== undefined) {
      expect(failure?.code).toBe(silent[0]);
      expect(failure?.message).toContain(silent[1]);
      expect(failure?.message).not.toContain("Reading additional input");
    } else if (types.includes("turn.failed")) {
      expect(failure).toBeDefined();
      expect(failure?.message).not.toContain("exit code");
    } else {
      expect(types).toContain("turn.completed");
      expect(failure).toBeUndefined();
      expect(builder.parts().text).not.toBe("");
    }
  });

  it.each(
    recordings("codex-exec-jsonl-legacy").map(({ name, response }) => [name, response] as const),
  )("C17: %s", async (_, response) => {
    const { failure } = await replay(response);
    expect(failure).toMatchObject({ code: "config" });
    expect(failure?.message).toContain("too old");
  });
});

describe("attempts", () => {
  /** A client of a codex that does this, and no more. */
  const client = (scenario: string, env: Readonly<Record<string, string>> = {}) =>
    codex({
      transport: createProcessTransport({ command: FAKE, env: { FAKE_CODEX: scenario, ...env } }),
      limiter: false,
      hooks: { onWarning() {} },
      retry: { max: 2, backoffMs: 0 },
    });
  const hello = { model: "gpt-5.5", messages: [{ role: "user", content: "Hello" }] } as const;

  it("C18: a program that fails before the turn is run again", async () => {
    const failing = client("complain", { FAKE_EXIT: "101" }).chat(hello);
    await expect(failing).rejects.toMatchObject({ code: "server", attempts: 3, retryable: true });
  });

  it("C18: a wrong configuration is no reason to run it again", async () => {
    const failing = client("complain", { FAKE_EXIT: "1" }).chat(hello);
    await expect(failing).rejects.toMatchObject({ code: "config", attempts: 1 });
  });

  it("C18: a turn that has begun is not begun again", async () => {
    for (const scenario of ["begin", "die"]) {
      const failing = client(scenario).chat(hello);
      await expect(failing).rejects.toMatchObject({ code: "truncated", attempts: 1 });
    }
  });
});
