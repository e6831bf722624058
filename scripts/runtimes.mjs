// @ts-check
import { existsSync } from "node:fs";
import { arch, homedir, platform } from "node:os";
import { join } from "node:path";

/**
 * A JavaScript runtime that `@kei/runtime` is tested on, besides the Node that runs the tests.
 *
 * @typedef {object} Runtime
 * @property {"node" | "bun" | "deno"} kind
 * @property {string} name as in test reports
 * @property {string} package what holds its program for this machine: package@version of npm
 * @property {string} folder where it is installed
 * @property {string} program path of it
 */

/** Newest of each line when they were written down. */
const VERSIONS = { node: ["22.23.3", "24.21.0", "26.10.0"], bun: ["1.4.5"], deno: ["2.9.6"] };

/** Where they are kept. They are 100 MB each: nobody gets them by installing the repository. */
export const RUNTIMES_FOLDER =
  process.env["KEI_RUNTIMES"] || join(homedir(), ".cache", "kei-runtimes");

/** Packages that hold the program itself: no script has to run to install it. */
const system = `${platform()}-${arch()}`;
const PACKAGES = {
  node: [`node-${system}`, "bin/node"],
  bun: [`@oven/bun-${system.replace("arm64", "aarch64")}`, "bin/bun"],
  deno: [`@deno/${system}${platform() === "linux" ? "-glibc" : ""}`, "deno"],
};

/** @type {readonly Runtime[]} */
export const RUNTIMES = /** @type {const} */ (["node", "bun", "deno"]).flatMap((kind) =>
  VERSIONS[kind].map((version) => {
    const [name = "", path = ""] = PACKAGES[kind];
    const folder = join(RUNTIMES_FOLDER, `${kind}@${version}`);
    return {
      kind,
      name: `${{ node: "Node", bun: "Bun", deno: "Deno" }[kind]} ${version}`,
      package: `${name}@${version}`,
      folder,
      program: join(folder, "node_modules", name, path),
    };
  }),
);

/** @param {Runtime} runtime */
export function isInstalled(runtime) {
  return existsSync(runtime.program);
}
