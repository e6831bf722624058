// The second half of the build: TypeScript has written the declarations, this writes the JavaScript.
// Bundled, because loading a hundred small modules is a third of what a short run takes.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { thirdParty } from "../../../scripts/third-party.mjs";

const root = dirname(import.meta.dirname);

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["src/cli.ts", "src/index.ts"],
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // Half as much for Node to read and compile. Names stay: a stack says where it was.
  minifyWhitespace: true,
  minifySyntax: true,
  // commander is CommonJS and asks for Node's own modules by `require`.
  banner: {
    js: 'import { createRequire as createRequireOf } from "node:module";\nconst require = createRequireOf(import.meta.url);',
  },
  // The compiler in ts-morph is CommonJS as well.
  define: { __filename: "import.meta.filename", __dirname: "import.meta.dirname" },
  plugins: [{ name: "raw", setup: readRaw }],
  metafile: true,
  logLevel: "warning",
});

// The types of facts follow from pages that are written in zod, which is bundled and not installed with
// this package: to whom it is imported by, the contract says the same.
const pages = ["price", "rates", "provider", "model", "profile", "source", "dispute"];
writeFileSync(join(root, "dist/layers/contract.d.ts"), await contractText());
for (const page of pages) {
  writeFileSync(join(root, `dist/layers/${page}.d.ts`), 'export type * from "./contract.js";\n');
}
refuseZod(join(root, "dist/index.d.ts"));

/** The text of the contract, by the emitter that writes it for @kei/registry. */
async function contractText() {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export { emitContract } from "./src/emit/typescript/contract.ts";',
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
  const { emitContract } = await import(`data:text/javascript;base64,${code}`);
  // Declarations have no values.
  return emitContract().text.replace(
    /^export const (\w+: readonly \w+\[\]) = [^;]+;$/gm,
    "export declare const $1;",
  );
}

/**
 * Fails when a declaration that the entry leads to needs zod's.
 *
 * @param {string} path
 * @param {Set<string>} seen
 */
function refuseZod(path, seen = new Set()) {
  if (seen.has(path)) return;
  seen.add(path);
  for (const [, name = ""] of readFileSync(path, "utf8").matchAll(/from "([^"]+)"/g)) {
    if (name === "zod") throw new Error(`${path} is published and imports zod`);
    if (name.startsWith(".")) {
      refuseZod(join(dirname(path), name.replace(/\.(js|ts)$/, ".d.ts")), seen);
    }
  }
}

/**
 * `import text from "./file?raw"`, as vitest has it.
 *
 * @param {import("esbuild").PluginBuild} build
 */
function readRaw({ onResolve, onLoad }) {
  onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({
    path: join(resolveDir, path.slice(0, -"?raw".length)),
    namespace: "raw",
  }));
  onLoad({ filter: /.*/, namespace: "raw" }, ({ path }) => ({
    contents: readFileSync(path, "utf8"),
    loader: "text",
  }));
}

// `import { z }` brings all of zod, its 60 languages included; `import * as z` what is used of it.
if (Object.keys(metafile.outputs).some((name) => bytesOf(name, "zod/v4/locales/zh-CN.js") > 0)) {
  throw new Error('a module imports { z } from "zod": write import * as z from "zod"');
}

/**
 * @param {string} output
 * @param {string} input
 */
function bytesOf(output, input) {
  const parts = Object.entries(metafile.outputs[output]?.inputs ?? {});
  return parts.reduce(
    (sum, [name, { bytesInOutput }]) => sum + (name.endsWith(input) ? bytesInOutput : 0),
    0,
  );
}

// @ts-morph/common has TypeScript in itself, without its licence.
const typescript = dirname(
  createRequire(join(root, "../../package.json")).resolve("ts60/package.json"),
);
const notices = ["LICENSE.txt", "ThirdPartyNoticeText.txt"].map((name) =>
  readFileSync(join(typescript, name), "utf8").replaceAll("\r\n", "\n").trim(),
);
writeFileSync(
  join(root, "dist/THIRD-PARTY.txt"),
  `${thirdParty(root, metafile, "The JavaScript beside this file contains these packages.")}
${"-".repeat(80)}

typescript, in @ts-morph/common (Apache-2.0)

${notices.join("\n\n")}
`,
);
