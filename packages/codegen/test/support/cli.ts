import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The project's root. */
export const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

const CLI = join(ROOT, "packages/codegen/bin/kei.js");
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder of its own, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kei-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the built `kei`. */
export function startKei(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs the built `kei` to its end. */
export function kei(
  args: readonly string[],
  options?: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
): Promise<Ran> {
  return ended(startKei(args, options));
}

/** Runs the TypeScript compiler in a folder. */
export function tsc(args: readonly string[], cwd: string): Promise<Ran> {
  return ended(spawn(process.execPath, [TSC, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] }));
}

function ended(child: ChildProcess): Promise<Ran> {
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

/** Writes files given by their paths in a folder, which is made. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** All files below a folder, by their paths in it. */
export function readFiles(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return Object.fromEntries(
    names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

/** Makes `@kei/registry` importable from a folder, as an installed package would be. */
export function linkRegistry(folder: string): void {
  linkPackage(folder, "registry");
}

/** The same for `@kei/runtime`. */
export function linkRuntime(folder: string): void {
  linkPackage(folder, "runtime");
}

function linkPackage(folder: string, name: string): void {
  const link = join(folder, "node_modules/@kei", name);
  if (existsSync(link)) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(ROOT, "packages", name), link, "dir");
}
