import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Material } from "../../sources/material.ts";
import { UserError } from "../../text/user-error.ts";
import { reason } from "../read-registry.ts";
import { type Environment, findCached, hashOf, keep } from "./cache.ts";
import { download, shownUrl } from "./download.ts";
import { isPackage, readPackage } from "./npm-package.ts";

const MIB = 1024 ** 2;

/** Largest file or folder that is read, and most files of a folder. */
const MAX_BYTES = 64 * MIB;
const MAX_FILES = 5_000;

/** What is read of a folder. */
const LOOKED_AT = /\.json$|\.d\.ts$|\.[cm]?js$/;

/** Where a data set is, and what is known of it already. */
export interface Wanted {
  /** A file, a folder, an `http(s)` URL, or `npm:name@version`. */
  readonly from: string;
  /** Its hash: a page that was kept under it is not fetched again. */
  readonly hash?: string;
}

/**
 * Reads a data set. The network is used for URLs and packages that are not kept, and for nothing else.
 *
 * @throws UserError that says why it cannot be read.
 */
export async function readMaterial(
  { from, hash }: Wanted,
  { cwd, env }: { readonly cwd: string; readonly env: Environment },
): Promise<Material> {
  if (isPackage(from)) return await readPackage(from, { cwd, env });
  if (/^https?:\/\//i.test(from)) return await readPage(from, hash, env);
  const path = resolve(cwd, from);
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return readFolder(path, from);
    // A pipe never ends, and neither does a device.
    if (!stats.isFile()) throw new UserError(`${from} cannot be read: it is no file and no folder`);
    refuseLarge(stats.size, from);
    const bytes = readFileSync(path);
    const files = new Map([[basename(path), bytes]]);
    return { name: from, from, files, hash: hashOf(bytes) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${from} cannot be read: ${reason(error)}`);
  }
}

async function readPage(
  from: string,
  hash: string | undefined,
  env: Environment,
): Promise<Material> {
  const known = hash === undefined ? undefined : findPage(hash, env);
  const page = known ?? (await download(from));
  const found = hashOf(page.bytes);
  if (known === undefined) {
    keep(env, pagePath(found), page.bytes);
  }
  const name = shownUrl(from);
  return {
    name,
    from,
    files: new Map([[basename(new URL(from).pathname) || "page", page.bytes]]),
    hash: found,
    ...(page.datedAt === undefined ? {} : { datedAt: page.datedAt }),
  };
}

function findPage(hash: string, env: Environment) {
  const bytes = /^sha256-[0-9a-f]+$/.test(hash) ? findCached(env, pagePath(hash)) : undefined;
  return bytes !== undefined && hashOf(bytes) === hash ? { bytes, datedAt: undefined } : undefined;
}

function pagePath(hash: string): string {
  return join("pages", hash);
}

/** The files of a folder and of those in it, links left out. Its hash is over paths and bytes. */
function readFolder(folder: string, from: string): Material {
  const files = new Map<string, Uint8Array>();
  let size = 0;
  for (const path of pathsIn(folder, from)) {
    const { size: more } = lstatSync(join(folder, path));
    size += more;
    refuseLarge(size, from);
    files.set(path, readFileSync(join(folder, path)));
  }
  const sum = createHash("sha256");
  for (const [path, bytes] of files) sum.update(`${path}\0${bytes.length}\0`).update(bytes);
  return { name: from, from, files, hash: `sha256-${sum.digest("hex")}` };
}

function pathsIn(folder: string, from: string, below = ""): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== "node_modules")
      found.push(...pathsIn(folder, from, path));
    else if (entry.isFile() && LOOKED_AT.test(path)) found.push(path);
    if (found.length > MAX_FILES) {
      throw new UserError(`${from} has more than ${MAX_FILES} files: name the folder of the data`);
    }
  }
  return found.sort();
}

function refuseLarge(size: number, from: string): void {
  if (size > MAX_BYTES) throw new UserError(`${from} has more than ${MAX_BYTES / MIB} MiB`);
}
