import { pathToFileURL } from "node:url";
import type { Emitter, OutputFile } from "../emit/emitter.ts";
import { quote } from "../text/quote.ts";
import { UserError } from "../text/user-error.ts";

/**
 * An emitter that is not ours: it can change no record under the hands of the others, and what it
 * returns is looked at before anything is written.
 *
 * @param path Of its module, for messages.
 */
export function guardEmitter(emitter: Emitter, path: string): Emitter {
  const { name } = emitter;
  return {
    name,
    async emit(registry, options) {
      let files: unknown;
      try {
        files = await emitter.emit(freeze(registry), freeze({ ...options }));
      } catch (error) {
        throw new UserError(`the emitter "${name}" (${path}) failed: ${thrownBy(path, error)}`);
      }
      return checkFiles(files, (what, hint) => {
        throw new UserError(`the emitter "${name}" (${path}) ${what}`, hint);
      });
    },
  };
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  }
  return value;
}

type Refuse = (what: string, hint?: string) => never;

function checkFiles(files: unknown, refuse: Refuse): readonly OutputFile[] {
  if (!Array.isArray(files)) return refuse("returned no list of files", FILE);
  const checked = files.map((file: unknown) => checkFile(file, refuse));
  const paths = new Map<string, string>();
  for (const { path } of checked) {
    const other = paths.get(folded(path));
    if (other === path) refuse(`made ${quote(path)} twice`);
    if (other !== undefined) {
      refuse(`made ${quote(other)} and ${quote(path)}, which are one file on many systems`);
    }
    paths.set(folded(path), path);
  }
  for (const { path } of checked) {
    const parts = path.split("/");
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = paths.get(folded(parts.slice(0, depth).join("/")));
      if (folder !== undefined) {
        refuse(`made ${quote(folder)} and ${quote(path)}: a file cannot also be a folder`);
      }
    }
  }
  return checked;
}

/** A path as the file systems of macOS and Windows tell it from others. */
function folded(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

const FILE = 'a file is { path: "file.txt", text: "…" }';

/** A part of a path that is one on every system, and leads nowhere else. */
const SEGMENT = /^(?!\.{1,2}$)[^\\/:*?"<>|\p{Cc}]+$/u;

function checkFile(file: unknown, refuse: Refuse): OutputFile {
  if (typeof file !== "object" || file === null)
    return refuse("returned something that is not a file", FILE);
  const { target, path, text } = file as Readonly<Record<string, unknown>>;
  if (typeof path !== "string") return refuse("returned a file without a path", FILE);
  if (!path.split("/").every((part) => SEGMENT.test(part))) {
    return refuse(
      `cannot write ${quote(path)}`,
      "paths are relative to the emitter's folder, with forward slashes, and stay in it",
    );
  }
  if (target !== undefined) {
    return refuse(
      `named the target ${quote(String(target))} for ${quote(path)}`,
      "leave target out: an emitter writes into a folder of its own",
    );
  }
  if (typeof text !== "string") return refuse(`gave ${quote(path)} no text`, FILE);
  // It would be written as another character, and differ from what is on disk for ever.
  if (/\p{Surrogate}/u.test(text)) return refuse(`gave ${quote(path)} text that is not Unicode`);
  return { path, text };
}

/** What somebody else's module threw, and at which line of it, where the stack says so. */
export function thrownBy(path: string, error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const url = pathToFileURL(path).href;
  const frame = (error.stack ?? "").split("\n").find((line) => line.includes(`${url}:`));
  const line = frame === undefined ? undefined : /:(\d+):\d+\)?$/.exec(frame)?.[1];
  return `${error.name}: ${error.message}${line === undefined ? "" : ` (line ${line})`}`;
}
