// @ts-check
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./run-tool.mjs";

/**
 * Publishes a tarball as `npm publish` does, but for provenance: that needs a workflow to vouch for it.
 *
 * @param {string} tarball path
 * @param {string} url of the registry
 * @param {string} work an existing folder for npm's settings
 */
export async function publishTarball(tarball, url, work) {
  const args = ["publish", tarball, "--provenance=false", "--ignore-scripts", "--tag=latest"];
  await runTool("npm", args, { cwd: work, env: npmSettings(url, work) });
}

/**
 * Makes of an empty folder a downstream project with packages from a registry and from nowhere else:
 * no cache, no settings of the machine, no scripts.
 *
 * @param {readonly string[]} packages as `npm install` takes them
 * @param {string} url of the registry
 * @param {string} folder
 * @throws {Error} when npm fails, or when something came from elsewhere
 */
export async function installPublished(packages, url, folder) {
  const settings = join(folder, ".npm");
  mkdirSync(settings);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...packages];
  await runTool("npm", args, { cwd: folder, env: npmSettings(url, settings) });

  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
  for (const [place, { resolved, integrity }] of Object.entries(lock.packages)) {
    if (place === "") continue;
    if (!`${resolved}`.startsWith(`${url}/`) || !integrity) {
      throw new Error(`${place} came from ${resolved}, not from the registry on loopback`);
    }
  }
}

/**
 * @param {string} url
 * @param {string} folder where npm keeps what it writes
 */
function npmSettings(url, folder) {
  const userconfig = join(folder, "npmrc");
  // Any token: the registry asks for one, as others do.
  const token = `${url.replace(/^http:/, "")}/:_authToken=loopback`;
  writeFileSync(userconfig, `registry=${url}/\n@kei:registry=${url}/\n${token}\n`);
  return {
    NPM_CONFIG_USERCONFIG: userconfig,
    NPM_CONFIG_GLOBALCONFIG: join(folder, "no-global-npmrc"),
    NPM_CONFIG_CACHE: join(folder, "cache"),
    NPM_CONFIG_UPDATE_NOTIFIER: "false",
    NPM_CONFIG_NOPROXY: "127.0.0.1",
  };
}
