// @ts-check
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packPackage } from "@kei/consumers/pack";
import { publicPackages, root } from "@kei/consumers/public-packages";
import { runTool } from "@kei/consumers/run-tool";

/**
 * `node scripts/publish.mjs [OPTIONS OF npm]`: publishes the built packages whose version the registry
 * does not have. Run again after a failure, it does what is left.
 *
 * pnpm packs, as in `pnpm release:dry`; npm publishes the tarball, since npm's own command is the one
 * that trusted publishing is made for. `changeset publish` has pnpm do both.
 */

const options = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "kei-publish-"));
try {
  for (const { folder, manifest } of publicPackages()) {
    const name = `${manifest.name}@${manifest.version}`;
    if (await isPublished(name, manifest.version)) {
      console.log(`${name} was published before`);
      continue;
    }
    const tarball = await packPackage(folder, work);
    await npm("publish", tarball, "--ignore-scripts", "--tag=latest");
    console.log(`${name} published`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/**
 * @param {string} name with the version
 * @param {string} version
 */
async function isPublished(name, version) {
  try {
    return (await npm("view", name, "version")).trim() === version;
  } catch (error) {
    if (String(error).includes("E404")) return false;
    throw error;
  }
}

/** @param {readonly string[]} args */
function npm(...args) {
  return runTool("npm", [...args, ...options], { cwd: root });
}
