import { cpSync, existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { readManifest, root } from "./public-packages.ts";
import { runTool } from "./run-tool.ts";

/**
 * Packs a package of the workspace as it is published: pnpm puts versions where the workspace has
 * protocols, and the licence of the repository into it.
 *
 * @returns path of the tarball
 */
export async function packPackage(folder: string, destination: string): Promise<string> {
  const { packageManager = "pnpm" } = readManifest(root);
  const args = ["-y", packageManager, "pack", "--json", "--pack-destination", destination];
  // The pnpm that npx has already: without a network it would try again for a minute.
  const env = { NPM_CONFIG_PREFER_OFFLINE: "true" };
  const out = await runTool("npx", args, { cwd: folder, env });
  return JSON.parse(out.slice(out.indexOf("{"))).filename;
}

/**
 * Packs what packages depend on, from where it is installed: there is no network to get it from. Peers
 * are packed as well, development dependencies only where they are asked for.
 *
 * @param folders of packages
 * @param also development dependencies that consumers may want
 * @param destination an existing folder
 * @returns paths of the tarballs, each package once
 */
export async function packDependencies(
  folders: readonly string[],
  also: readonly string[],
  destination: string,
): Promise<readonly string[]> {
  /** Real folders. */
  const found = new Set<string>();
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
  return await Promise.all([...found].map((folder) => archive(folder, destination)));
}

/** As Node looks for it. What is not there, such as an optional peer of a dependency, is no concern. */
function findInstalled(name: string, from: string): string | undefined {
  for (let dir = from; ; dir = dirname(dir)) {
    const place = join(dir, "node_modules", name);
    if (existsSync(join(place, "package.json"))) return realpathSync(place);
    if (dirname(dir) === dir) return undefined;
  }
}

async function archive(folder: string, destination: string): Promise<string> {
  const { name, version } = readManifest(folder);
  const path = join(destination, `${name.replace("/", "+")}@${version}.tgz`);
  const work = `${path}.unpacked`;
  // What was installed for the package lies beside it or below it; neither is part of it.
  const inner = join(folder, "node_modules") + sep;
  cpSync(folder, join(work, "package"), {
    recursive: true,
    filter: (file) => !`${file}${sep}`.startsWith(inner),
  });
  await runTool("tar", ["-czf", `../${basename(path)}`, "package"], { cwd: work });
  return path;
}
