// The second half of the build: TypeScript has written the declarations, this writes the JavaScript.
// Bundled into one chunk for what all clients share and one per protocol: loading forty small modules
// takes longer than everything else in a cold start. Dependencies stay outside.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { build } from "esbuild";

/** What is loaded with `import()`. */
const PARTS =
  /\/(answers|http-failure|replies|sse|ndjson|answer-reader|create-output-reader|network-failure|process-transport|read-values|src\/node|src\/zod3)\.ts$/;

const root = dirname(import.meta.dirname);
const clients = readdirSync(`${root}/src/gen`)
  .filter((name) => name.endsWith(".gen.ts"))
  .map((name) => `src/gen/${name}`);

/** Where what `codegen.ts` passes on comes from, by name. */
const origins = new Map(
  [
    ...readFileSync(`${root}/src/codegen.ts`, "utf8").matchAll(
      /^export \{ (\w+) \} from "\.(.+)";$/gm,
    ),
  ].map(([, name, path]) => [name, path]),
);

/**
 * Lets clients import past `codegen.ts`. esbuild divides files, not exports: through that file every
 * client would load all protocols.
 *
 * @type {import("esbuild").Plugin}
 */
const pastCodegen = {
  name: "past-codegen",
  setup(build) {
    build.onLoad({ filter: /\.gen\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(
        /^import \{ (.+) \} from "\.\.\/codegen\.js";$/m,
        (_, names) =>
          names
            .split(", ")
            .filter((/** @type {string} */ name) => !name.startsWith("type "))
            .map(
              (/** @type {string} */ name) =>
                `import { ${name} } from "..${origins.get(name.replace(/ as .*/, ""))}";`,
            )
            .join("\n"),
      ),
      loader: "ts",
    }));
  },
};

/**
 * Lets every part that is loaded later reach all that clients load at once. esbuild makes a chunk for
 * each set of files that reach the same: else that would fall into a dozen chunks by who else uses what,
 * and a program would load seven files for two.
 *
 * @type {import("esbuild").Plugin}
 */
const oneChunkAtOnce = {
  name: "one-chunk-at-once",
  setup(build) {
    build.onResolve({ filter: /^at-once$/ }, () => ({
      path: "at-once",
      namespace: "at-once",
      sideEffects: true,
    }));
    build.onLoad({ filter: /./, namespace: "at-once" }, () => ({
      contents: 'import { defineClient } from "./src/client/define-client.ts";',
      resolveDir: root,
    }));
    build.onLoad({ filter: PARTS }, ({ path }) => ({
      contents: `${readFileSync(path, "utf8")}\nimport "at-once";`,
      loader: "ts",
    }));
  },
};

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["src/index.ts", "src/node.ts", "src/zod3.ts", "src/codegen.ts", ...clients],
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
  plugins: [pastCodegen, oneChunkAtOnce],
  metafile: true,
  logLevel: "warning",
});

/** What is loaded while the first request is under way, or when a program needs it. */
const LATER = [
  /^src\/answer\//,
  /^src\/call\/http-failure\.ts$/,
  /^src\/client\/replies\.ts$/,
  /^src\/framing\/(ndjson|sse)\.ts$/,
  /^src\/output\/(check-json-schema|parse-output)\.ts$/,
  /^src\/protocols\/.+\/(answers|response|stream)\.ts$/,
  /^src\/stream\/answer-reader\.ts$/,
];
for (const later of LATER) {
  if (!Object.keys(metafile.inputs).some((path) => later.test(path))) {
    throw new Error(`${later} is not part of the build`);
  }
}

for (const [name, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (entryPoint === undefined) continue;
  const loaded = loadedBy(name);

  // A client brings its own protocol and no other.
  const protocols = new Set(
    loaded.inputs.flatMap(
      (input) => /^src\/protocols\/([^/]+)\/protocol\.ts$/.exec(input)?.[1] ?? [],
    ),
  );
  if (
    clients.includes(entryPoint) &&
    entryPoint !== "src/gen/index.gen.ts" &&
    protocols.size !== 1
  ) {
    throw new Error(
      `${entryPoint} brings ${protocols.size} protocols: ${[...protocols].join(", ")}`,
    );
  }

  const eager = loaded.inputs.filter((input) => LATER.some((later) => later.test(input)));
  if (clients.includes(entryPoint) && eager.length > 0) {
    throw new Error(`${entryPoint} loads ${eager.join(", ")} at once`);
  }

  // Browsers have none of Node's modules; what needs one imports it when it is called.
  const node = loaded.external.filter((path) => path.startsWith("node:"));
  if (entryPoint !== "src/node.ts" && node.length > 0) {
    throw new Error(`${entryPoint} imports ${node.join(", ")} at once`);
  }
}

// esbuild names every chunk that is reached, to keep the order in which they run. Nothing here does
// anything when it is run, and Node opens all that are named at once, on threads of its own: eight
// names cost 4 MB of memory more than one.
for (const name of Object.keys(metafile.outputs)) {
  const path = `${root}/${name}`;
  writeFileSync(path, readFileSync(path, "utf8").replace(/^import "\.[^"]+";\n/gm, ""));
}

/**
 * Source files and foreign modules that are loaded with an output, before any of its code runs.
 *
 * @param {string} entry
 */
function loadedBy(entry) {
  /** @type {string[]} */
  const external = [];
  const outputs = new Set([entry]);
  for (const name of outputs) {
    for (const { path, kind, external: foreign } of metafile.outputs[name]?.imports ?? []) {
      if (kind !== "import-statement") continue;
      if (foreign) external.push(path);
      else outputs.add(path);
    }
  }
  const inputs = [...outputs].flatMap((name) => Object.keys(metafile.outputs[name]?.inputs ?? {}));
  return { inputs, external };
}
