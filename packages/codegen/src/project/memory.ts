import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Inputs } from "../layers/layer-names.ts";
import type { Project } from "./config.ts";
import { findStale } from "./stale.ts";

/**
 * What a run remembers for the next one, so that a run with nothing to do parses nothing: the hash
 * of everything that went in, and of every file that came out. It is believed only when all of them
 * are what they were. It lies in the user's cache folder; losing it costs one full run.
 */
export interface Memory {
  readonly inputs: string;
  /** Hashes by absolute path. */
  readonly files: Readonly<Record<string, string>>;
  /** Warnings, which are shown again. */
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: Counts;
}

export interface Counts {
  readonly providers: number;
  readonly models: number;
  readonly profiles: number;
}

/** Hash over the three files, where they go, and this program itself. */
export function hashInputs(inputs: Inputs, project: Project): string {
  const hash = createHash("sha256").update(programHash()).update(JSON.stringify(project));
  for (const { path, bytes } of Object.values(inputs)) {
    hash.update(`\0${path}\0`).update(bytes instanceof Uint8Array ? bytes : bytes.unreadable);
  }
  return hash.digest("hex");
}

/** The memory of an equal run whose files are all as it left them, or `undefined`. */
export function recall(inputs: string, project: Project): Memory | undefined {
  try {
    const memory = JSON.parse(readFileSync(memoryPath(project), "utf8")) as Memory;
    if (memory.inputs !== inputs) return undefined;
    const intact = Object.entries(memory.files).every(
      ([path, hash]) => hashText(readFileSync(path)) === hash,
    );
    const known = new Set(Object.keys(memory.files));
    const stale = findStale(project.folders, known);
    return intact && stale.length === 0 ? memory : undefined;
  } catch {
    return undefined;
  }
}

/** Best effort: a cache that cannot be written is no error. */
export function remember(
  project: Project,
  run: Omit<Memory, "files"> & { readonly files: ReadonlyMap<string, string> },
): void {
  const files = Object.fromEntries([...run.files].map(([path, text]) => [path, hashText(text)]));
  store(memoryPath(project), { ...run, files });
}

function store(path: string, value: unknown): void {
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(cacheFolder(), { recursive: true });
    writeFileSync(temporary, JSON.stringify(value));
    renameSync(temporary, path);
    prune();
  } catch {
    // The next run does the work again.
  }
}

/** How long a memory is kept that no run has renewed. */
const KEPT_DAYS = 30;

/** Each `--out` folder leaves a memory behind: temporary ones would pile up. */
function prune(): void {
  const oldest = Date.now() - KEPT_DAYS * 24 * 60 * 60 * 1000;
  for (const name of readdirSync(cacheFolder())) {
    const path = join(cacheFolder(), name);
    if (statSync(path).mtimeMs < oldest) rmSync(path, { force: true });
  }
}

/** A text that an earlier run of this program built of an equal input. */
export function recallText(input: unknown): string | undefined {
  try {
    const [hash, text] = JSON.parse(readFileSync(textPath(input), "utf8")) as [string, string];
    return hashText(text) === hash ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Best effort, like {@link remember}. */
export function rememberText(input: unknown, text: string): void {
  store(textPath(input), [hashText(text), text]);
}

function textPath(input: unknown): string {
  return join(cacheFolder(), `text-${hashText(programHash() + JSON.stringify(input))}.json`);
}

function memoryPath(project: Project): string {
  return join(cacheFolder(), `${hashText(JSON.stringify(project))}.json`);
}

function cacheFolder(): string {
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "kei");
}

let program: string | undefined;

/** Every file of this program: a new version of it may write other bytes. */
function programHash(): string {
  program ??= hashProgram();
  return program;
}

function hashProgram(): string {
  const folder = import.meta.dirname;
  // The manifest has the version of ts-morph, which is not among the files below.
  const hash = createHash("sha256").update(readFileSync(join(folder, "../package.json")));
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if (name.endsWith(".js")) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest("hex");
}

function hashText(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}
