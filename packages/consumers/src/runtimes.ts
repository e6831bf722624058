import { existsSync } from "node:fs";
import { arch, homedir, platform } from "node:os";
import { join } from "node:path";

/** A JavaScript runtime that `@kei/runtime` is tested on, besides the Node that runs the tests. */
export interface Runtime {
  readonly kind: keyof typeof VERSIONS;
  /** As in test reports. */
  readonly name: string;
  /** What holds its program for this machine: package@version of npm. */
  readonly package: string;
  /** Where it is installed. */
  readonly folder: string;
  /** Path of it. */
  readonly program: string;
}

/** Newest of each line when they were written down. */
const VERSIONS = { node: ["22.23.3", "24.21.0", "26.10.0"], bun: ["1.4.5"], deno: ["2.9.6"] };

const NAMES = { node: "Node", bun: "Bun", deno: "Deno" };

/** Where they are kept. They are 100 MB each: nobody gets them by installing the repository. */
export const RUNTIMES_FOLDER =
  process.env["KEI_RUNTIMES"] || join(homedir(), ".cache", "kei-runtimes");

/** Packages that hold the program itself: no script has to run to install it. */
const system = `${platform()}-${arch()}`;
const suffix = platform() === "win32" ? ".exe" : "";
const PACKAGES = {
  node: { package: `node-${system}`, program: `bin/node${suffix}` },
  bun: { package: `@oven/bun-${system.replace("arm64", "aarch64")}`, program: `bin/bun${suffix}` },
  deno: {
    package: `@deno/${system}${platform() === "linux" ? "-glibc" : ""}`,
    program: `deno${suffix}`,
  },
};

export const RUNTIMES: readonly Runtime[] = (["node", "bun", "deno"] as const).flatMap((kind) =>
  VERSIONS[kind].map((version) => {
    const { package: name, program } = PACKAGES[kind];
    const folder = join(RUNTIMES_FOLDER, `${kind}@${version}`);
    return {
      kind,
      name: `${NAMES[kind]} ${version}`,
      package: `${name}@${version}`,
      folder,
      program: join(folder, "node_modules", name, program),
    };
  }),
);

export function isInstalled({ program }: Runtime): boolean {
  return existsSync(program);
}
