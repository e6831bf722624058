// @ts-check
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "./places.mjs";
import { table } from "./table.mjs";

const LIMIT_KIB = 10;

const runtime = join(root, "packages/runtime");

/** @type {typeof import("esbuild")} */
const { build } = createRequire(join(runtime, "package.json"))("esbuild");

/** Module and export of a client, and a model of its provider. */
const PROVIDERS = /** @type {const} */ ([
  ["anthropic", "anthropic", "claude-haiku-4-5"],
  ["openai", "openai", "gpt-5.4"],
  ["google", "google", "gemini-2.5-flash"],
  ["ollama-local", "ollamaLocal", "llama3.2"],
]);

/**
 * The smallest chat program of one provider, as bundlers make it: all in one file, and divided where
 * something is loaded only when it is needed. Zod must not be in it.
 *
 * @type {import("./bench.mjs").Bench}
 */
export async function benchProgramSize() {
  /** @type {import("./bench.mjs").Limit[]} */
  const limits = [];
  const rows = [];
  for (const [module, name, model] of PROVIDERS) {
    const program = `import { ${name} } from "@kei/runtime/${module}";
const reply = await ${name}().chat({
  model: { unsafeModel: "${model}" },
  messages: [{ role: "user", content: process.argv[2] }],
});
console.log(reply.text);`;
    const whole = await bundle(program, false);
    const divided = await bundle(program, true);
    rows.push([
      module,
      kib(whole.all.bytes),
      kib(whole.all.gzipped),
      kib(divided.atStart.gzipped),
      kib(divided.all.gzipped),
      whole.zod ? "yes" : "no",
    ]);
    limits.push(
      {
        name: `${module}: one file, min+gzip`,
        measured: whole.all.gzipped / 1024,
        limit: LIMIT_KIB,
        unit: " KiB",
      },
      {
        name: `${module}: modules of zod in it`,
        measured: whole.zod ? 1 : 0,
        limit: 0,
        unit: "",
      },
    );
  }
  console.log(
    table(["KiB", "min", "min+gzip", "divided: at start", "divided: all", "zod in it"], rows),
  );
  return limits;
}

/**
 * @param {string} program
 * @param {boolean} splitting
 */
async function bundle(program, splitting) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: runtime, sourcefile: "program.js" },
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
  const entry = [...outputs].find(([, { entryPoint }]) => entryPoint !== undefined)?.[0] ?? "";
  const loaded = new Set([entry]);
  for (const path of loaded) {
    for (const { path: next, kind, external } of outputs.get(path)?.imports ?? []) {
      if (kind === "import-statement" && !external) loaded.add(next);
    }
  }
  /** @param {(path: string) => boolean} wanted */
  const sizeOf = (wanted) => {
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
    atStart: sizeOf((path) => [...loaded].some((name) => path === join(root, name))),
    zod: Object.keys(metafile.inputs).some((path) => /node_modules\/zod\//.test(path)),
  };
}

/** @param {number} bytes */
function kib(bytes) {
  return (bytes / 1024).toFixed(1);
}
