// The last part of the build: one file of declarations for what all clients share, one per protocol and
// one per client. Of the ninety files that TypeScript writes for a client, looking for them and opening
// them costs whoever type-checks a program more than what is in them.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { pastCodegen } from "./past-codegen.mjs";

const root = dirname(import.meta.dirname);
const dist = join(root, "dist");

/** What `package.json` exports beside clients, and what a client is made of. */
const entries = Object.values(
  /** @type {Record<string, string>} */ (
    JSON.parse(readFileSync(join(root, "package.json"), "utf8")).exports
  ),
).flatMap((path) => /^\.\/dist\/([^*]+)\.js$/.exec(path)?.[1] ?? []);
const clients = below("gen").map((name) => `gen/${name}`);
const protocols = below("protocols", true).map((name) => `protocols/${name}/protocol`);

/** Files that a client is typed by, whatever its protocol. */
const shared = reachedFrom(["client/define-client", ...protocols]);

for (const name of clients) {
  writeFileSync(pathOf(name), pastCodegen(readFileSync(pathOf(name), "utf8"), ".js"));
}

const bundle = await rollup({
  input: Object.fromEntries([...entries, ...clients].map((name) => [name, pathOf(name)])),
  external: /^(?!\.|\/)/,
  treeshake: { moduleSideEffects: false },
  // At the end the plugin would have clients import `codegen.d.ts` in the place of what it is made of, because
  // that is exported: TypeScript could write the names of more inferred types, and would load all protocols.
  plugins: [{ ...dts(), generateBundle: undefined }],
  onwarn({ message }) {
    throw new Error(message);
  },
});
const { output } = await bundle.generate({
  entryFileNames: "[name].d.ts",
  chunkFileNames: ({ name }) => `types/${name.replace(/\.d$/, "")}.d.ts`,
  hoistTransitiveImports: false,
  minifyInternalExports: false,
  manualChunks: (path) =>
    /\/protocols\/([^/]+)\//.exec(path)?.[1] ?? (shared.has(path) ? "client" : undefined),
});

for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (name.endsWith(".d.ts")) rmSync(join(dist, name));
}
for (const { fileName, code } of /** @type {import("rollup").OutputChunk[]} */ (output)) {
  const path = join(dist, fileName);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}

/** Names of the declarations in a folder of the build, or of its folders. */
function below(/** @type {string} */ folder, folders = false) {
  return readdirSync(join(dist, folder), { withFileTypes: true })
    .filter((entry) => (folders ? entry.isDirectory() : entry.name.endsWith(".d.ts")))
    .map(({ name }) => name.replace(/\.d\.ts$/, ""));
}

function pathOf(/** @type {string} */ name) {
  return join(dist, `${name}.d.ts`);
}

/** The files that these name, and those that they name. */
function reachedFrom(/** @type {readonly string[]} */ names) {
  const paths = new Set(names.map(pathOf));
  for (const path of paths) {
    for (const [, to = ""] of readFileSync(path, "utf8").matchAll(
      /(?: from |import\()"(\..+?)"/g,
    )) {
      paths.add(join(dirname(path), to.replace(/\.[jt]s$/, ".d.ts")));
    }
  }
  return paths;
}
