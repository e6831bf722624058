import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runTool } from "./run-tool.ts";

/** An entry of a package-lock.json, as far as it is read here. */
interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

/** Tarballs as they were published. Next.js with its compiler is 100 MB: nobody gets it by cloning. */
const CACHE =
  process.env["KEI_EXAMPLE_PACKAGES"] || join(homedir(), ".cache", "kei-example-packages");

/**
 * The packages that a lock file names for this machine. What is not there yet is fetched by npm, with
 * the machine's own settings; after that no network is needed.
 *
 * @param lockFile path of a package-lock.json
 * @param cache folder in which they are kept
 * @returns tarballs, each with the hash of the lock file
 * @throws {Error} when one cannot be had, or is another than the one that was locked
 */
export async function lockedPackages(lockFile: string, cache = CACHE): Promise<readonly Buffer[]> {
  const lock = JSON.parse(readFileSync(lockFile, "utf8"));
  const entries = Object.entries(lock.packages as Readonly<Record<string, Locked>>);
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

async function fetchTarballs(
  missing: readonly { readonly specifier: string; readonly file: string }[],
  cache: string,
): Promise<void> {
  console.log(`fetching ${missing.length} packages into ${cache}, once`);
  mkdirSync(cache, { recursive: true });
  // Beside their places, then moved there: half a file is never found.
  const folder = mkdtempSync(join(cache, ".new-"));
  try {
    const specifiers = missing.map(({ specifier }) => specifier);
    const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    const options = { cwd: folder, ownSettings: true };
    const out = await runTool("npm", [...args, ...specifiers], options);
    const packed: readonly { readonly id: string; readonly filename: string }[] = JSON.parse(out);
    const files = new Map(packed.map(({ id, filename }) => [id, filename]));
    for (const { specifier, file } of missing) {
      renameSync(join(folder, files.get(specifier) ?? ""), file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isForThisMachine({ os, cpu, libc }: Locked): boolean {
  const fits = (names: readonly string[] | undefined, ours: string) =>
    names === undefined || names.includes(ours);
  return (
    fits(os, process.platform) &&
    fits(cpu, process.arch) &&
    (process.platform !== "linux" || libc === undefined || fits(libc, libcOfThisMachine()))
  );
}

/** As npm tells them apart. */
function libcOfThisMachine(): string {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime === undefined ? "musl" : "glibc";
}
