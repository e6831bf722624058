import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { run } from "./measure.ts";
import { kei, root, scale } from "./places.ts";

const PACKAGE = "packages/registry";
const RUNTIME = "packages/runtime";

export interface ScalePackage {
  readonly path: string;
  readonly buildMs: number;
  readonly declarations: { readonly files: number; readonly bytes: number };
}

/**
 * `@kei/registry` as it would ship with 5,276 models: its hand-written files, what `kei gen` makes
 * of the scale registry under this project's own configuration, compiled by its own tsconfig.
 *
 * @param project An empty folder, for a project of the same layout as this one.
 * @param tsc Path of the compiler's `tsc`.
 * @throws {Error} when it does not compile, as with TS7056: a type too large to be declared.
 */
export function buildScalePackage(project: string, tsc: string): ScalePackage {
  const path = join(project, PACKAGE);
  // But for what other packages have emitters of their own for.
  const { emitters: _, ...config } = JSON.parse(
    readFileSync(join(root, "kei.config.json"), "utf8"),
  );
  const { "ai-sdk": __, ...targets } = config.targets;
  writeFileSync(
    join(project, "kei.config.json"),
    JSON.stringify({ ...config, targets, registry: scale }),
  );
  for (const name of [
    "tsconfig.base.json",
    `${PACKAGE}/package.json`,
    `${PACKAGE}/tsconfig.json`,
  ]) {
    cpSync(join(root, name), join(project, name));
  }
  cpSync(join(root, PACKAGE, "src"), join(path, "src"), { recursive: true });
  rmSync(join(project, config.targets.typescript), { recursive: true });
  // What the part for folders of TOML is compiled against.
  for (const name of ["node_modules", `${PACKAGE}/node_modules`]) {
    symlinkSync(join(root, name), join(project, name));
  }

  run({ args: [kei, "gen"], cwd: project });
  const { wallMs } = run({ args: [tsc, "-b", path] });
  return { path, buildMs: wallMs, declarations: declarationsBelow(join(path, "dist")) };
}

/**
 * `@kei/runtime` over that registry: a client for each of its providers, with what 5,276 models take.
 *
 * @param project Where the registry was built.
 * @returns Path of the package.
 */
export function buildScaleRuntime(project: string, tsc: string): string {
  const path = join(project, RUNTIME);
  const from = join(root, RUNTIME);
  for (const name of ["package.json", "tsconfig.json"]) cpSync(join(from, name), join(path, name));
  const isOurs = (file: string) => !file.startsWith(join(from, "src/gen"));
  cpSync(join(from, "src"), join(path, "src"), { recursive: true, filter: isOurs });
  cpSync(join(from, "scripts"), join(path, "scripts"), { recursive: true });
  const modules = join(path, "node_modules");
  mkdirSync(join(modules, "@kei"), { recursive: true });
  for (const name of readdirSync(join(from, "node_modules"))) {
    if (name !== "@kei") symlinkSync(join(from, "node_modules", name), join(modules, name));
  }
  symlinkSync(join(project, PACKAGE), join(modules, "@kei/registry"));
  run({ args: [tsc, "-b", path] });
  run({ args: [join(path, "scripts/bundle-declarations.mjs")] });
  return path;
}

/**
 * Puts a package where a consumer's installer would.
 *
 * @param path Of the package.
 * @param consumer Folder of the consumer.
 */
export function install(path: string, consumer: string): void {
  const { name: id } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  const target = join(consumer, "node_modules", id);
  mkdirSync(target, { recursive: true });
  for (const name of ["package.json", "dist"]) {
    cpSync(join(path, name), join(target, name), { recursive: true });
  }
}

function declarationsBelow(folder: string): ScalePackage["declarations"] {
  const sizes = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".d.ts"))
    .map((name) => statSync(join(folder, name)).size);
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
