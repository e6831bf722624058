import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Emitter } from "../emit/emitter.ts";
import { emitters as ours } from "../emit/emitters.ts";
import { KEBAB } from "../layers/patterns.ts";
import { UserError } from "../text/user-error.ts";
import { type Project, TARGETS } from "./config.ts";
import { guardEmitter, thrownBy } from "./guard-emitter.ts";

/** All emitters of a project. */
export interface LoadedEmitters {
  readonly emitters: readonly Emitter[];
  /** Folders of those that the project brings, by name. */
  readonly folders: Readonly<Record<string, string>>;
}

/**
 * Our emitters and those of the project, whose modules this runs.
 *
 * @throws UserError when a module cannot be loaded or its emitter is none.
 */
export async function loadEmitters({ emitters: own }: Project): Promise<LoadedEmitters> {
  const emitters = [...ours];
  // `gen` is the folder of the target `typescript` where nothing is configured.
  const taken = new Set([...TARGETS, "gen", ...emitters.map(({ name }) => name)]);
  const folders: Record<string, string> = {};
  for (const path of own.modules) {
    const emitter = await loadEmitter(path);
    const { name } = emitter;
    if (taken.has(name)) {
      throw new UserError(
        `${path}: there is an emitter or a target "${name}" already`,
        "give the emitter another name",
      );
    }
    taken.add(name);
    const named = Object.hasOwn(own.folders, name) ? own.folders[name] : undefined;
    folders[name] = named ?? join(own.below, name);
    emitters.push(guardEmitter(emitter, path));
  }
  const unknown = Object.keys(own.folders).find((name) => !Object.hasOwn(folders, name));
  if (unknown !== undefined) {
    throw new UserError(
      `kei.config.json has the target "${unknown}", which is not one of kei's, and no emitter has that name`,
      `its emitters are: ${Object.keys(folders).join(", ")}`,
    );
  }
  return { emitters, folders };
}

async function loadEmitter(path: string): Promise<Emitter> {
  if (!existsSync(path)) {
    throw new UserError(
      `there is no emitter ${path}`,
      "paths in kei.config.json are relative to that file, paths after --emitter to the working directory",
    );
  }
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    throw new UserError(`cannot load ${path}: ${thrownBy(path, error)}`, loadHint(error, path));
  }
  const emitter = module["emitter"];
  if (emitter === undefined) {
    const names = Object.keys(module);
    throw new UserError(
      `${path} does not export "emitter"${names.length === 0 ? "" : `, but ${names.join(", ")}`}`,
      SHAPE,
    );
  }
  const wrong = (what: string) => new UserError(`${path}: ${what}`, SHAPE);
  if (typeof emitter !== "object" || emitter === null) throw wrong('"emitter" is not an object');
  const { name, emit } = emitter as Readonly<Record<string, unknown>>;
  if (typeof name !== "string" || !KEBAB.test(name) || name.length > 64) {
    throw wrong('the "name" of the emitter must be in kebab-case, of at most 64 characters');
  }
  if (typeof emit !== "function") throw wrong('"emit" of the emitter is not a function');
  return emitter as Emitter;
}

const SHAPE =
  'such as: export const emitter = { name: "my-format", emit: (registry) => [{ path: "file.txt", text: "…" }] }';

/** What to do where Node's message leaves one alone. */
function loadHint(error: unknown, path: string): string | undefined {
  // Node knows the line, but tells it only when it starts the file.
  if (error instanceof SyntaxError) return `node --check ${path} says where`;
  return (error as NodeJS.ErrnoException | undefined)?.code === "ERR_UNKNOWN_FILE_EXTENSION" &&
    path.endsWith("ts")
    ? "Node takes TypeScript from 22.18 on: use that, or compile the module and name the .mjs"
    : undefined;
}
