import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it, vi } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const FAKE = join(import.meta.dirname, "support/fake-codex.mjs");

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kei-bundle-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function bundle(platform: "browser" | "node", contents: string): Promise<string> {
  const outfile = join(folder, `${platform}.mjs`);
  await build({
    stdin: { contents, resolveDir: ROOT, loader: "ts" },
    outfile,
    platform,
    bundle: true,
    format: "esm",
    logLevel: "silent",
  });
  return outfile;
}

it("goes into a bundle for browsers, and says there what it takes", async () => {
  const file = await bundle(
    "browser",
    'export { codexExec } from "./src/protocols/codex-exec/protocol.ts";',
  );
  expect(readFileSync(file, "utf8")).not.toMatch(/\b(import|require)\b\s*[("']/);
  const script = `
    globalThis.process = undefined;
    const { codexExec } = await import(${JSON.stringify(file)});
    const request = { url: "local:codex-cli", body: '{"args":[],"prompt":"x"}' };
    codexExec.transport.send(request, new AbortController().signal)
      .catch((error) => console.log(error.failure.code, error.message));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script]);
  expect(stdout).toMatch(/^config .*Node/);
});

it("C16: codex ends with the process that runs it, and leaves no files", async () => {
  const temporary = mkdtempSync(join(folder, "tmp-"));
  const shared = mkdtempSync(join(folder, "shared-"));
  const file = await bundle(
    "node",
    `import { existsSync } from "node:fs";
     import { createProcessTransport } from "./src/protocols/codex-exec/process-transport.ts";
     const env = { FAKE_CODEX: "stubborn", FAKE_FOLDER: ${JSON.stringify(shared)} };
     const transport = createProcessTransport({ command: ${JSON.stringify(FAKE)}, env });
     const request = { url: "local:codex-cli", body: '{"args":[],"prompt":"x"}' };
     await transport.send(request, new AbortController().signal);
     setInterval(() => {
       if (existsSync(${JSON.stringify(join(shared, "ready"))})) process.exit(7);
     }, 5);`,
  );
  const run = promisify(execFile)(process.execPath, [file], {
    env: { ...process.env, TMPDIR: temporary },
  });
  await expect(run).rejects.toMatchObject({ code: 7 });
  const pids = readFileSync(join(shared, "pids"), "utf8").split(" ");
  expect(pids).toHaveLength(2);
  await vi.waitFor(() => {
    for (const pid of pids) expect(isRunning(pid)).toBe(false);
  });
  expect(readdirSync(temporary)).toEqual([]);
});

function isRunning(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/status`;
  return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
}
