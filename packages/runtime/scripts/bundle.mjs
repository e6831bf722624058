// The second half of the build: TypeScript has written the declarations, this writes the JavaScript.
// Bundled into few files: what all clients load at once, what writes requests, what reads answers, and one
// of each for every protocol. Loading forty small modules takes longer than everything else in a cold
// start. Dependencies stay outside.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";
import { origins, pastCodegen } from "./past-codegen.mjs";

const root = dirname(import.meta.dirname);
const clients = readdirSync(`${root}/src/gen`)
  .filter((name) => name.endsWith(".gen.ts"))
  .map((name) => `src/gen/${name}`);

/** Files that are loaded with `import()`, when they are needed. */
const parts = readdirSync(`${root}/src`, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .flatMap((name) => {
    const path = join(root, "src", name);
    const asked = readFileSync(path, "utf8").matchAll(/\bimport\("(\.[^"]+)"\)/g);
    return [...asked].map(([, to = ""]) => relative(root, join(dirname(path), to)));
  });

/** @type {import("esbuild").Plugin} */
const pastCodegenPlugin = {
  name: "past-codegen",
  setup(build) {
    build.onLoad({ filter: /\.gen\.ts$/ }, ({ path }) => ({
      contents: pastCodegen(readFileSync(path, "utf8"), ".ts"),
      loader: "ts",
    }));
  },
};

/** @param {string} folder @returns {string[]} the sources in it, not in folders of it */
const filesOf = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name}`);

/** Of what protocols have in common, what writes requests; the rest of it reads answers. */
const requestFiles = filesOf("src/protocols").filter((file) =>
  /(caching|omit-fields|place-breaks|strict-schema)\.ts$/.test(file),
);
const requestParts = parts.filter((part) => /request\.ts$|^src\/output\//.test(part));

/**
 * What is to be one file, and the parts that are to reach all of it. esbuild makes a chunk for each set
 * of files that reach the same: left alone, what a client loads at once would fall into seven by who
 * else uses what, and what it loads with its first call into twenty, which takes Node 10 to 20 ms more.
 *
 * @type {Readonly<Record<string, { files: readonly string[], by: readonly string[] }>>}
 */
const TOGETHER = {
  // What makes clients, and all that they load at once but for their protocols.
  "at-once": {
    files: ["src/client/define-client.ts"],
    by: [
      ...parts,
      ...["clients", "core", "ledger", "node", "otel", "redis", "router", "zod3"].map(
        (name) => `src/${name}.ts`,
      ),
    ],
  },
  // What writes requests, whatever the protocol.
  requests: {
    files: ["src/client/write-request.ts", ...requestFiles],
    by: requestParts,
  },
  // What reads answers and failures, whatever the protocol.
  answers: {
    files: [
      "src/client/replies.ts",
      ...["src/answer", "src/failure", "src/protocols"].flatMap(filesOf),
    ].filter((file) => !requestFiles.includes(file)),
    by: parts.filter((part) => !requestParts.includes(part)),
  },
};

/** @type {import("esbuild").Plugin} */
const together = {
  name: "together",
  setup(build) {
    build.onResolve({ filter: /^together:/ }, ({ path }) => ({
      path: path.replace(/^together:/, ""),
      namespace: "together",
      sideEffects: true,
    }));
    build.onLoad({ filter: /./, namespace: "together" }, ({ path }) => ({
      contents: (TOGETHER[path]?.files ?? [])
        .map((file) => `export * as ${file.replace(/\W/g, "_")} from "./${file}";`)
        .join("\n"),
      resolveDir: root,
    }));
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const reached = Object.entries(TOGETHER)
        .filter(([, { by }]) => by.includes(relative(root, path)))
        .map(([name]) => `\nimport "together:${name}";`);
      if (reached.length === 0) return;
      return { contents: readFileSync(path, "utf8") + reached.join(""), loader: "ts" };
    });
  },
};

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    "src/index.ts",
    "src/clients.ts",
    "src/core.ts",
    "src/ledger.ts",
    "src/node.ts",
    "src/otel.ts",
    "src/redis.ts",
    "src/router.ts",
    "src/zod3.ts",
    "src/codegen.ts",
    ...clients,
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
  plugins: [pastCodegenPlugin, together],
  metafile: true,
  logLevel: "warning",
});

/** What is in no program at once: it writes requests, reads answers and failures, or looks into schemas. */
const LATER = [
  ...parts,
  /^src\/answer\//,
  /^src\/failure\/(classify-words|error-|read-error|wait-in-words|words-of)/,
  /^src\/output\/(check-json-schema|parse-output)\.ts$/,
  /^src\/prepare\//,
  /^src\/protocols\/.+\/(errors|request|response|stream)\.ts$/,
  ...requestFiles,
];
/** @param {string} path @param {string | RegExp} later */
const isOf = (path, later) => (typeof later === "string" ? path === later : later.test(path));
for (const later of LATER) {
  if (!Object.keys(metafile.inputs).some((path) => isOf(path, later))) {
    throw new Error(`${later} is not part of the build`);
  }
}

for (const [name, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (entryPoint === undefined) continue;
  const loaded = loadedBy(name);

  // A client brings the protocols that it names and no other.
  const protocols = loaded.inputs.filter((input) =>
    /^src\/protocols\/.+\/protocol\.ts$/.test(input),
  );
  if (clients.includes(entryPoint) && entryPoint !== "src/gen/index.gen.ts") {
    const source = readFileSync(join(root, entryPoint), "utf8");
    const named = [...origins].filter(
      ([name, path = ""]) => /\/protocol$/.test(path) && source.includes(` ${name}`),
    );
    if (protocols.length !== named.length) {
      throw new Error(`${entryPoint} brings ${protocols.join(", ")}`);
    }
  }

  const eager = loaded.inputs.filter((input) => LATER.some((later) => isOf(input, later)));
  if (clients.includes(entryPoint) && eager.length > 0) {
    throw new Error(`${entryPoint} loads ${eager.join(", ")} at once`);
  }

  if (entryPoint === "src/core.ts" && loaded.inputs.some((input) => input.startsWith("src/gen/"))) {
    throw new Error("the entry without clients loads some");
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
  const code = readFileSync(path, "utf8").replace(/^import "\.[^"]+";\n/gm, "");
  if (code === "") rmSync(path);
  else writeFileSync(path, code);
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
