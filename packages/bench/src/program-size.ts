import { readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { here, root } from "./places.ts";

/** Most that a program may load at once, in KiB, minified and gzipped. */
export const LIMIT_KIB = 26;

/** Modules of all clients: `@kei/runtime/<module>`. */
export const CLIENTS: readonly string[] = readdirSync(join(root, "packages/runtime/src/gen"))
  .flatMap((file) => /^(.+)\.gen\.ts$/.exec(file)?.[1] ?? [])
  .filter((module) => module !== "index");

/** Minified files of a program, in bytes. */
export interface Size {
  readonly bytes: number;
  readonly gzipped: number;
}

export interface ProgramSize {
  /** As one file, as bundlers make it that do not divide. */
  readonly whole: Size;
  /** What is loaded before any of it runs, where the rest is loaded when it is needed. */
  readonly atOnce: Size;
  /** All files of the divided program. */
  readonly divided: Size;
  readonly zodModules: number;
}

/** The smallest chat program of one client, as bundlers make it. */
export async function measureProgram(module: string): Promise<ProgramSize> {
  const name = module.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const program = `import { ${name} } from "@kei/runtime/${module}";
const reply = await ${name}().chat({
  model: { unsafeModel: "some-model" },
  messages: [{ role: "user", content: process.argv[2] }],
});
console.log(reply.text);`;
  const whole = await bundle(program, false);
  const divided = await bundle(program, true);
  return {
    whole: whole.all,
    atOnce: divided.atOnce,
    divided: divided.all,
    zodModules: whole.zodModules,
  };
}

async function bundle(program: string, splitting: boolean) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: here, sourcefile: "program.js" },
    bundle: true,
    minify: true,
    splitting,
    outdir: "out",
    absWorkingDir: root,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    external: ["node:*"],
    target: "es2022",
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const outputs = new Map(Object.entries(metafile.outputs));
  // What is imported on demand is an entry as well.
  const isProgram = (entry = "") => entry.endsWith("program.js");
  const entry = [...outputs].find(([, { entryPoint }]) => isProgram(entryPoint))?.[0];
  if (entry === undefined) throw new Error("the program is not among what was written");
  const loaded = new Set([entry]);
  for (const path of loaded) {
    for (const { path: next, kind, external } of outputs.get(path)?.imports ?? []) {
      if (kind === "import-statement" && !external) loaded.add(next);
    }
  }
  const sizeOf = (wanted: (path: string) => boolean): Size => {
    let bytes = 0;
    let gzipped = 0;
    for (const { path, contents } of outputFiles) {
      if (!wanted(path)) continue;
      bytes += contents.length;
      gzipped += gzipSync(contents, { level: 9 }).length;
    }
    return { bytes, gzipped };
  };
  return {
    all: sizeOf(() => true),
    atOnce: sizeOf((path) => [...loaded].some((name) => path === join(root, name))),
    zodModules: Object.keys(metafile.inputs).filter((path) => /node_modules\/zod\//.test(path))
      .length,
  };
}
