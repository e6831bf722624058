// The second half of the build: TypeScript has written the declarations. Code and declarations become a few
// files each. The types of @ai-sdk/provider go into the declarations: a program has that package by way of
// `ai`, where packages of its own do not find it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { thirdParty } from "../../../scripts/third-party.mjs";

/** Types of a package that nobody has who does not ask for it. */
const SCHEMA_IMPORT = /^import \{ JSONSchema7.* \} from ['"]json-schema['"];$/m;
const SCHEMA = "type JSONSchema7 = { readonly [keyword: string]: unknown };";

/** Packages whose types are taken over. */
const TYPES = ["@ai-sdk/provider", "provider3"];

const root = dirname(import.meta.dirname);
const dist = join(root, "dist");
const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const entries = Object.values(/** @type {Record<string, string>} */ (exports)).flatMap(
  (path) => /^\.\/dist\/(.+)\.js$/.exec(path)?.[1] ?? [],
);

await build({
  absWorkingDir: root,
  entryPoints: entries.map((name) => `src/${name}.ts`),
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  packages: "external",
  logLevel: "warning",
});

const bundle = await rollup({
  input: Object.fromEntries(entries.map((name) => [name, join(dist, `${name}.d.ts`)])),
  external: /^@kei\/|^json-schema$/,
  plugins: [dts({ includeExternal: TYPES })],
  onwarn({ code, message }) {
    // What is not used of @ai-sdk/provider imports more.
    if (code === "UNUSED_EXTERNAL_IMPORT") return;
    throw new Error(message);
  },
});
const { output } = await bundle.generate({
  chunkFileNames: ({ name }) => `types/${name.replace(/\.d$/, "")}.d.ts`,
  hoistTransitiveImports: false,
  minifyInternalExports: false,
});

for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (name.endsWith(".d.ts")) rmSync(join(dist, name));
}
for (const chunk of output) {
  if (chunk.type !== "chunk") continue;
  const path = join(dist, chunk.fileName);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, chunk.code.replace(SCHEMA_IMPORT, SCHEMA));
}

const inputs = Object.fromEntries(
  TYPES.map((name) => [`node_modules/${name}/dist/index.d.ts`, { bytesInOutput: 1 }]),
);
writeFileSync(
  join(dist, "THIRD-PARTY.txt"),
  thirdParty(
    root,
    { outputs: { types: { inputs } } },
    "The declarations in this folder contain types of these packages.",
  ),
);
