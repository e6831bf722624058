/// <reference types="node" />
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse, TomlError } from "smol-toml";
import { createRegistry, type RegistryOf } from "./create-registry.ts";
import * as packaged from "./gen/index.gen.js";
import type { LoadedTables } from "./load/read-folder.ts";
import type { Problem } from "./load/registry-error.ts";
import { parseUserOverride, type UserOverride } from "./parse-user-override.ts";

export type { LoadedTables } from "./load/read-folder.ts";
export type { Problem } from "./load/registry-error.ts";
export { RegistryError } from "./load/registry-error.ts";

/** Environment variable that names a folder with the three TOML files. */
const FOLDER_VARIABLE = "KEI_REGISTRIES_DIR";

/** As the wizard writes it, below the home folder. */
const OVERRIDE_FILE = ".claude/config/user-model-override.toml";

export interface LoadOptions {
  /** Folder with `providers.toml`, `models.toml` and `agent-profiles.toml`. */
  readonly dir?: string | undefined;
  /** Where `KEI_REGISTRIES_DIR` is looked up. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A registry with its tables, and where it came from. */
export interface LoadedRegistry extends RegistryOf<LoadedTables>, LoadedTables {
  /** The folder, or `"package"`. */
  readonly source: string;
  readonly contentHash: string;
  /** What is worth a look in the files of a folder, and no error. */
  readonly warnings: readonly Problem[];
}

/**
 * The registry of a folder: `dir`, else `KEI_REGISTRIES_DIR`, else the data of this package. A
 * variable that is empty counts as not set. The files are checked as `kei check` does, but for what
 * depends on the day.
 *
 * @throws RegistryError when a folder is named and is not there, or anything in it is wrong: no other
 * data is used in its place.
 */
export async function loadRegistry({
  dir,
  env = process.env,
}: LoadOptions = {}): Promise<LoadedRegistry> {
  const folder = dir ?? (env[FOLDER_VARIABLE] || undefined);
  if (folder === undefined) {
    const tables = packaged as unknown as LoadedTables;
    return loaded(tables, "package", packaged.contentHash, []);
  }
  const { readFolder } = await import("./load/read-folder.ts");
  const origin = dir === undefined ? `${FOLDER_VARIABLE}=${folder}` : folder || '""';
  const { tables, contentHash, warnings } = readFolder(folder, origin);
  return loaded(tables, folder, contentHash, warnings);
}

function loaded(
  { providers, models, modelAliases, profiles, history }: LoadedTables,
  source: string,
  contentHash: string,
  warnings: readonly Problem[],
): LoadedRegistry {
  const facts = { providers, models, modelAliases, profiles };
  const tables: LoadedTables = history === undefined ? facts : { ...facts, history };
  return { ...createRegistry<LoadedTables>(tables), ...tables, source, contentHash, warnings };
}

/**
 * The user's override in the TOML text of its file.
 *
 * @param file Named in messages.
 * @throws TypeError that says what is wrong, and for TOML that cannot be read, where.
 */
export function parseUserOverrideToml(
  toml: string,
  file = "user-model-override.toml",
): UserOverride {
  try {
    return parseUserOverride(parse(toml));
  } catch (error) {
    if (error instanceof TomlError) {
      const what = error.message.split("\n", 1)[0];
      throw new TypeError(`${file}:${error.line}:${error.column} ${what}`, { cause: error });
    }
    if (error instanceof TypeError) throw new TypeError(`${file}: ${error.message}`);
    throw error;
  }
}

/**
 * The user's override of this machine: `~/.claude/config/user-model-override.toml`, or `file`.
 * `undefined` when there is none.
 *
 * @throws TypeError when it is there and broken; what the system says when it cannot be read.
 */
export function loadUserOverride(file = join(homedir(), OVERRIDE_FILE)): UserOverride | undefined {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  return parseUserOverrideToml(decoded(readFileSync(file), file), file);
}

/** A mark of the byte order is dropped; a byte that is no UTF-8 would be another name. */
function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TypeError(`${file}: it is not UTF-8`, { cause });
  }
}
