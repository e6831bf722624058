// The second half of the build: TypeScript has written the declarations, this writes the JavaScript.
// Bundled into one chunk for what all clients share and one per protocol: loading forty small modules
// takes longer than everything else in a cold start. Dependencies stay outside.
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { build } from "esbuild";

const root = dirname(import.meta.dirname);
const clients = readdirSync(`${root}/src/gen`).filter((name) => name.endsWith(".gen.ts"));

await build({
  absWorkingDir: root,
  entryPoints: [
    "src/index.ts",
    "src/node.ts",
    "src/zod3.ts",
    "src/codegen.ts",
    ...clients.map((name) => `src/gen/${name}`),
  ],
  outdir: "dist",
  outbase: "src",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  packages: "external",
  external: ["node:*"],
  logLevel: "warning",
});
