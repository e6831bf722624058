import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LoopbackRegistry } from "./loopback-registry.ts";
import { runTool } from "./run-tool.ts";

/**
 * Publishes a tarball as `npm publish` does, but for provenance: that needs a workflow to vouch for it.
 *
 * @param tarball path
 * @param work an existing folder for npm's settings
 */
export async function publishTarball(
  tarball: string,
  { url, token }: Pick<LoopbackRegistry, "url" | "token">,
  work: string,
): Promise<void> {
  const args = ["publish", tarball, "--provenance=false", "--ignore-scripts", "--tag=latest"];
  await runTool("npm", args, { cwd: work, env: npmSettings(url, work, token) });
}

/**
 * Installs what a project depends on, and more packages if some are named, from a registry and from
 * nowhere else: no cache, no settings of the machine, no scripts.
 *
 * @param folder with a package.json
 * @param url of the registry
 * @param packages as `npm install` takes them
 * @throws {Error} when npm fails, or when something came from elsewhere
 */
export async function installPublished(
  folder: string,
  url: string,
  packages: readonly string[] = [],
): Promise<void> {
  const settings = `${folder}.npm`;
  mkdirSync(settings);
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...packages];
  await runTool("npm", args, { cwd: folder, env: npmSettings(url, settings) });

  const installed = readFileSync(join(folder, "node_modules/.package-lock.json"), "utf8");
  const places: Readonly<Record<string, Installed>> = JSON.parse(installed).packages;
  for (const [place, { resolved, integrity }] of Object.entries(places)) {
    // No address: it was in the project's lock file, by its hash, and this registry was asked for it.
    const isOurs = resolved === undefined || resolved.startsWith(`${url}/`);
    if (!isOurs || !integrity) {
      throw new Error(`${place} came from ${resolved}, not from the registry on loopback`);
    }
  }
}

interface Installed {
  readonly resolved?: string;
  readonly integrity?: string;
}

/**
 * @param folder where npm keeps what it writes
 * @param token of who publishes
 */
function npmSettings(
  url: string,
  folder: string,
  token?: string,
): Readonly<Record<string, string>> {
  const userconfig = join(folder, "npmrc");
  const lines = [`registry=${url}/`, `@kei:registry=${url}/`];
  if (token !== undefined) lines.push(`${url.replace(/^http:/, "")}/:_authToken=${token}`);
  writeFileSync(userconfig, `${lines.join("\n")}\n`);
  return {
    NPM_CONFIG_USERCONFIG: userconfig,
    NPM_CONFIG_GLOBALCONFIG: join(folder, "no-global-npmrc"),
    NPM_CONFIG_CACHE: join(folder, "cache"),
    NPM_CONFIG_UPDATE_NOTIFIER: "false",
    NPM_CONFIG_NOPROXY: "127.0.0.1",
  };
}
