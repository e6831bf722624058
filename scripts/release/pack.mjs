// @ts-check
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { readManifest } from "./public-packages.mjs";
import { runTool } from "./run-tool.mjs";

/**
 * Packs a package of the workspace as it is published: pnpm puts versions where the workspace has
 * protocols, and the licence of the repository into it.
 *
 * @param {string} folder
 * @param {string} destination
 * @returns {Promise<string>} path of the tarball
 */
export async function packPackage(folder, destination) {
  const args = ["-y", "pnpm@10", "pack", "--json", "--pack-destination", destination];
  // The pnpm that npx has already: without a network it would try again for a minute.
  const env = { NPM_CONFIG_PREFER_OFFLINE: "true" };
  const out = await runTool("npx", args, { cwd: folder, env });
  return JSON.parse(out.slice(out.indexOf("{"))).filename;
}

/**
 * Packs what packages depend on, from where it is installed: there is no network to get it from. Peers
 * are packed as well, development dependencies only where they are asked for.
 *
 * @param {readonly string[]} folders of packages
 * @param {readonly string[]} also development dependencies that consumers may want
 * @returns {Promise<Buffer[]>} each once
 */
export async function packDependencies(folders, also) {
  /** @type {Set<string>} real folders */
  const found = new Set();
  const queue = [...folders];
  const ours = new Set(folders.map((folder) => readManifest(folder).name));
  for (const folder of queue) {
    const { dependencies, peerDependencies } = readManifest(folder);
    const extra = folders.includes(folder) ? also : [];
    for (const name of [...Object.keys({ ...dependencies, ...peerDependencies }), ...extra]) {
      const place = ours.has(name) ? undefined : findInstalled(name, folder);
      if (place === undefined || found.has(place)) continue;
      found.add(place);
      queue.push(place);
    }
  }
  const work = mkdtempSync(join(tmpdir(), "kei-dependencies-"));
  try {
    return await Promise.all([...found].map((folder, index) => archive(folder, work, index)));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * As Node looks for it. What is not there, such as an optional peer of a dependency, is no concern.
 *
 * @param {string} name
 * @param {string} from
 * @returns {string | undefined}
 */
function findInstalled(name, from) {
  for (let dir = from; ; dir = dirname(dir)) {
    const place = join(dir, "node_modules", name);
    if (existsSync(join(place, "package.json"))) return realpathSync(place);
    if (dirname(dir) === dir) return undefined;
  }
}

/**
 * @param {string} folder
 * @param {string} work
 * @param {number} index
 */
async function archive(folder, work, index) {
  const copy = join(work, String(index), "package");
  // What was installed for the package lies beside it or below it; neither is part of it.
  const inner = join(folder, "node_modules") + sep;
  cpSync(folder, copy, { recursive: true, filter: (path) => !`${path}${sep}`.startsWith(inner) });
  const path = join(work, `${index}.tgz`);
  await runTool("tar", ["-czf", path, "package"], { cwd: dirname(copy) });
  return readFileSync(path);
}
