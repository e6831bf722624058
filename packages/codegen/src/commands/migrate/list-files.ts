import { execFile } from "node:child_process";
import { lstatSync, readdirSync, realpathSync, type Stats } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { reason } from "../../project/read-registry.ts";
import { UserError } from "../../text/user-error.ts";

/** A file that is not looked at. */
export interface Skipped {
  /** As shown to people. */
  readonly file: string;
  readonly why: string;
}

/** Files below some paths. */
export interface ListedFiles {
  /** Absolute, each once, sorted. */
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
}

/** Names of files that may have names of models: code, and configurations. */
const LOOKED_AT = /\.(?:[cm]?[jt]sx?|jsonc?|ya?ml|toml)$/;

/** Of these: declarations, what tools write. */
const WRITTEN_BY_TOOLS =
  /\.d\.[cm]?ts$|\.min\.[cm]?js$|^(?:package-lock|npm-shrinkwrap|deno|bun)\.(?:json|lock)$|^pnpm-lock\.yaml$|\.tsbuildinfo$/;

/** Folders that are nobody's own work. */
const NOT_ENTERED: readonly string[] = ["node_modules", ".git"];

/**
 * The files of code and configuration below some paths. What git ignores is left out, and so are
 * `node_modules` and links: what they lead to is elsewhere. A file that is named is taken whatever it is called
 * by git.
 *
 * @throws UserError for a path that is not there.
 */
export async function listFiles(paths: readonly string[], cwd: string): Promise<ListedFiles> {
  const files = new Set<string>();
  const skipped: Skipped[] = [];
  const shown = (path: string) => (relative(cwd, path) || path).split(sep).join("/");
  for (const path of paths) {
    const asked = resolve(cwd, path);
    let file: string;
    try {
      file = realpathSync(asked);
    } catch (error) {
      throw new UserError(`cannot read ${path}: ${reason(error)}`);
    }
    const stats = lstatSync(file);
    if (stats.isDirectory()) {
      for (const each of (await ownFiles(file)) ?? walk(file, skipped, shown)) {
        if (!isLookedAt(each)) continue;
        const found = statsOf(each);
        if (found === undefined || found.isSymbolicLink() || found.isDirectory()) continue;
        if (found.isFile()) files.add(each);
        else skipped.push({ file: shown(each), why: SPECIAL });
      }
    } else if (!stats.isFile()) skipped.push({ file: shown(file), why: SPECIAL });
    else if (LOOKED_AT.test(file)) files.add(file);
    else
      skipped.push({
        file: shown(file),
        why: "it is no TypeScript, JavaScript, JSON, YAML or TOML",
      });
  }
  return { files: [...files].sort(), skipped };
}

const SPECIAL = "it is no file, but a pipe, a socket or a device";

function isLookedAt(path: string): boolean {
  return LOOKED_AT.test(path) && !WRITTEN_BY_TOOLS.test(basename(path));
}

function statsOf(path: string): Stats | undefined {
  // What git knows may have been deleted.
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Files of a folder that git does not ignore; `undefined` where there is no git, or no repository. */
function ownFiles(folder: string): Promise<readonly string[] | undefined> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  return new Promise((done) => {
    // No program that the folder's own configuration names is run.
    const all = ["-c", "core.fsmonitor=false", ...args];
    execFile("git", all, { cwd: folder, maxBuffer: 2 ** 30 }, (error, stdout) => {
      if (error !== null) return done(undefined);
      const names = stdout.split("\0").filter((name) => name !== "");
      // A folder that is ignored and asked for by name is looked at.
      if (names.length === 0) return done(undefined);
      const own = names.filter(
        (name) => !name.split("/").some((part) => NOT_ENTERED.includes(part)),
      );
      done(own.map((name) => join(folder, name)));
    });
  });
}

function walk(
  folder: string,
  skipped: Skipped[],
  shown: (path: string) => string,
): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return [path];
      return NOT_ENTERED.includes(entry.name) ? [] : walk(path, skipped, shown);
    });
  } catch (error) {
    skipped.push({ file: shown(folder), why: reason(error) });
    return [];
  }
}
