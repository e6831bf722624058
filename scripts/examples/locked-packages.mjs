// @ts-check
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * An entry of a package-lock.json, as far as it is read here.
 *
 * @typedef {object} Locked
 * @property {string} version
 * @property {string} [integrity]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 */

/** Tarballs as they were published. Next.js with its compiler is 100 MB: nobody gets it by cloning. */
const CACHE =
  process.env["KEI_EXAMPLE_PACKAGES"] || join(homedir(), ".cache", "kei-example-packages");

/**
 * The packages that a lock file names for this machine. What is not there yet is fetched by npm, with
 * the machine's own settings; after that no network is needed.
 *
 * @param {string} lockFile path of a package-lock.json
 * @param {string} [cache] folder in which they are kept
 * @returns {Promise<Buffer[]>} tarballs, each with the hash of the lock file
 * @throws {Error} when one cannot be had, or is another than the one that was locked
 */
export async function lockedPackages(lockFile, cache = CACHE) {
  /** @type {[place: string, Locked][]} */
  const entries = Object.entries(JSON.parse(readFileSync(lockFile, "utf8")).packages);
  // By name and version: one that stands at two places is one tarball.
  const wanted = new Map(
    entries
      .filter(([place, locked]) => place !== "" && isForThisMachine(locked))
      .map(([place, { version, integrity }]) => {
        const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
        const file = join(cache, `${name.replace("/", "+")}@${version}.tgz`);
        const specifier = `${name}@${version}`;
        return [specifier, { specifier, file, integrity }];
      }),
  );
  const missing = [...wanted.values()].filter(({ file }) => !existsSync(file));
  if (missing.length > 0) {
    await fetchTarballs(missing, cache).catch((error) => {
      throw new Error(`not all that ${lockFile} names could be fetched: ${error.message}`);
    });
  }

  return Array.from(wanted.values(), ({ specifier, file, integrity }) => {
    const tarball = readFileSync(file);
    if (integrity !== `sha512-${createHash("sha512").update(tarball).digest("base64")}`) {
      throw new Error(`${specifier} is not the one of ${lockFile}: remove ${file}, and run again`);
    }
    return tarball;
  });
}

/**
 * @param {readonly { specifier: string, file: string }[]} missing
 * @param {string} cache
 */
async function fetchTarballs(missing, cache) {
  console.log(`fetching ${missing.length} packages into ${cache}, once`);
  mkdirSync(cache, { recursive: true });
  // Beside their places, then moved there: half a file is never found.
  const folder = mkdtempSync(join(cache, ".new-"));
  try {
    const specifiers = missing.map(({ specifier }) => specifier);
    const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    const options = { cwd: folder, maxBuffer: 64 * 1024 ** 2 };
    const { stdout } = await promisify(execFile)("npm", [...args, ...specifiers], options);
    /** @type {Map<string, string>} */
    const files = new Map(
      JSON.parse(stdout).map((/** @type {{ id: string, filename: string }} */ packed) => [
        packed.id,
        packed.filename,
      ]),
    );
    for (const { specifier, file } of missing) {
      renameSync(join(folder, files.get(specifier) ?? ""), file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {Locked} locked */
function isForThisMachine({ os, cpu, libc }) {
  const fits = (/** @type {string[] | undefined} */ names, /** @type {string} */ ours) =>
    names === undefined || names.includes(ours);
  return (
    fits(os, process.platform) &&
    fits(cpu, process.arch) &&
    (process.platform !== "linux" || libc === undefined || fits(libc, libcOfThisMachine()))
  );
}

/** As npm tells them apart. */
function libcOfThisMachine() {
  /** @type {{ header?: { glibcVersionRuntime?: string } }} */
  const report = process.report?.getReport() ?? {};
  return report.header?.glibcVersionRuntime === undefined ? "musl" : "glibc";
}
