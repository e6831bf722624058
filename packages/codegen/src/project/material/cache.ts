import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { makeFolder, replaceFile } from "../replace-file.ts";

/** What the environment says. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where data sets are kept that were fetched: `KEI_CACHE`, else the place that the system has for such
 * things.
 */
export function cacheFolder(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env["KEI_CACHE"]) return env["KEI_CACHE"];
  if (platform === "win32" && env["LOCALAPPDATA"]) return join(env["LOCALAPPDATA"], "kei", "Cache");
  if (platform === "darwin") return join(homedir(), "Library", "Caches", "kei");
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "kei");
}

/** A file of the cache; `undefined` when it is not there or cannot be read. */
export function findCached(env: Environment, name: string): Uint8Array | undefined {
  try {
    return readFileSync(join(cacheFolder(env), name));
  } catch {
    return undefined;
  }
}

/** Keeps a file, if that is possible: without a cache everything is fetched again. */
export function keep(env: Environment, name: string, content: Uint8Array | string): void {
  const path = join(cacheFolder(env), name);
  try {
    makeFolder(dirname(path));
    replaceFile(path, content);
  } catch {
    // A home that cannot be written, as in some containers.
  }
}

/** Hash of bytes, in hex: base64 looks like a key, and keys have no place in a registry. */
export function hashOf(bytes: Uint8Array, algorithm: "sha256" | "sha512" = "sha256"): string {
  return `${algorithm}-${createHash(algorithm).update(bytes).digest("hex")}`;
}
