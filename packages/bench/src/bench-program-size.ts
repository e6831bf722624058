import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { type Bench, type Limit, limitCell } from "./bench.ts";
import { here, root } from "./places.ts";
import { table } from "./table.ts";

const LIMIT_KIB = 26;

/** Module and export of a client, and a model of its provider. */
const PROVIDERS = [
  ["anthropic", "anthropic", "claude-haiku-4-5"],
  ["openai", "openai", "gpt-5.4"],
  ["google", "google", "gemini-2.5-flash"],
  ["ollama-local", "ollamaLocal", "llama3.2"],
] as const;

/**
 * The smallest chat program of one provider, as bundlers make it: all in one file, and divided where
 * something is loaded only when it is needed. Zod must not be in it.
 */
export const benchProgramSize: Bench = async () => {
  const limits: Limit[] = [];
  const rows: string[][] = [];
  for (const [module, name, model] of PROVIDERS) {
    const program = `import { ${name} } from "@kei/runtime/${module}";
const reply = await ${name}().chat({
  model: { unsafeModel: "${model}" },
  messages: [{ role: "user", content: process.argv[2] }],
});
console.log(reply.text);`;
    const whole = await bundle(program, false);
    const divided = await bundle(program, true);
    const size: Limit = {
      name: `${module}: one file, min+gzip`,
      measured: whole.all.gzipped / 1024,
      limit: LIMIT_KIB,
      unit: " KiB",
    };
    const zod: Limit = {
      name: `${module}: modules of zod in it`,
      measured: whole.zodModules,
      limit: 0,
      unit: "",
    };
    limits.push(size, zod);
    rows.push([
      module,
      kib(whole.all.bytes),
      kib(whole.all.gzipped),
      limitCell(size),
      kib(divided.atStart.gzipped),
      kib(divided.all.gzipped),
      String(whole.zodModules),
      limitCell(zod),
    ]);
  }
  const head = ["KiB", "min", "min+gzip", "limit"];
  const others = ["divided: at start", "divided: all", "modules of zod", "limit"];
  console.log(table([...head, ...others], rows));
  return limits;
};

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
  const entry = [...outputs].find(([, { entryPoint }]) => entryPoint !== undefined)?.[0] ?? "";
  const loaded = new Set([entry]);
  for (const path of loaded) {
    for (const { path: next, kind, external } of outputs.get(path)?.imports ?? []) {
      if (kind === "import-statement" && !external) loaded.add(next);
    }
  }
  const sizeOf = (wanted: (path: string) => boolean) => {
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
    zodModules: Object.keys(metafile.inputs).filter((path) => /node_modules\/zod\//.test(path))
      .length,
  };
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
