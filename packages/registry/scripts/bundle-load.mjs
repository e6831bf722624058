// Part of the build: `load` is the one module with other people's code in it, and the package has no
// dependencies. The pipeline of @kei/codegen goes into a chunk that is loaded when a folder is named;
// everything else of this package stays what it is, so that the facts are there once.
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { thirdParty } from "../../../scripts/third-party.mjs";

const root = dirname(import.meta.dirname);

// What tsc made of them; the declarations stay.
for (const name of ["load.js", "load/read-folder.js", "load/registry-error.js"]) {
  rmSync(join(root, "dist", name));
}

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["src/load.ts"],
  outdir: "dist",
  chunkNames: "load/[name]-[hash]",
  bundle: true,
  splitting: true,
  minify: true,
  legalComments: "none",
  format: "esm",
  platform: "node",
  target: "node20.19",
  plugins: [
    {
      // Past its entry, which would bring the emitters.
      name: "pipeline-alone",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^@kei\/codegen$/ }, ({ path }) => ({ path, namespace: "pipeline" }));
        onLoad({ filter: /./, namespace: "pipeline" }, () => ({
          contents: `export { check } from "./pipeline/generate.ts";
                     export { contentHash, forPrograms } from "./registry/publish.ts";`,
          loader: "ts",
          resolveDir: join(root, "../codegen/src"),
        }));
      },
    },
    {
      name: "own-modules-stay",
      setup({ onResolve }) {
        onResolve({ filter: /^\.\// }, ({ importer, path }) =>
          importer === join(root, "src/load.ts") && !path.startsWith("./load/")
            ? { path: path.replace(/\.ts$/, ".js"), external: true, sideEffects: false }
            : undefined,
        );
      },
    },
  ],
  metafile: true,
  logLevel: "warning",
});

for (const [name, { imports }] of Object.entries(metafile.outputs)) {
  for (const { path, external } of imports) {
    const stays = name === "dist/load.js" && path.startsWith("./");
    if (external && !stays && !path.startsWith("node:")) {
      throw new Error(`${name} imports ${path}, which is not in this package`);
    }
  }
}

writeFileSync(
  join(root, "dist/load/THIRD-PARTY.txt"),
  thirdParty(root, metafile, "The JavaScript in this folder and load.js contain these packages."),
);
