import type { Emitter, OutputFile } from "./emit/emitter.ts";
import { quote } from "./quote.ts";
import { thrownBy } from "./thrown-by.ts";
import { UserError } from "./user-error.ts";

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
  const paths = new Set<string>();
  return files.map((file: unknown) => {
    const checked = checkFile(file, refuse);
    if (paths.has(checked.path)) refuse(`made ${quote(checked.path)} twice`);
    paths.add(checked.path);
    return checked;
  });
}

const FILE = 'a file is { path: "file.txt", text: "…" }';

/** A part of a path that is one on every system, and leads nowhere else. */
const SEGMENT = /^(?!\.{1,2}$)[^\\/:*?"<>|\p{Cc}]+$/u;

function checkFile(file: unknown, refuse: Refuse): OutputFile {
  if (typeof file !== "object" || file === null)
    return refuse("returned a file that is none", FILE);
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
