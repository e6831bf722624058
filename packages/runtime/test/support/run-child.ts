import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/**
 * Runs code in a Node process of its own, `module` being a source file as it is bundled for Node, and
 * waits until it ends by itself.
 *
 * @param flags of Node
 */
export async function runChild(
  module: URL,
  code: string,
  flags: readonly string[] = [],
): Promise<{ code: number | null; stdout: string; stderr: string; elapsedMs: number }> {
  const folder = mkdtempSync(join(tmpdir(), "kei-child-"));
  try {
    const outfile = join(folder, "module.mjs");
    await build({
      entryPoints: [fileURLToPath(module)],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      logLevel: "error",
    });
    const started = performance.now();
    const child = spawn(
      process.execPath,
      [
        ...flags,
        "--input-type=module",
        "--eval",
        `import * as module from ${JSON.stringify(pathToFileURL(outfile).href)};\n${code}`,
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      stderr += String(chunk);
    });
    const exit = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { code: exit, stdout, stderr, elapsedMs: performance.now() - started };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
