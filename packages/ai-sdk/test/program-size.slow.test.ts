import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, it } from "vitest";

const here = fileURLToPath(new URL("..", import.meta.url));

/** A program as bundlers divide it: what is loaded before any of it runs, and all of it. */
async function bundle(contents: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: here, sourcefile: "program.js" },
    absWorkingDir: here,
    outdir: "out",
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    external: ["node:*"],
    target: "es2022",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const outputs = Object.entries(metafile.outputs);
  const [entry = ""] =
    outputs.find(([, { entryPoint = "" }]) => entryPoint.endsWith("program.js")) ?? [];
  const loaded = new Set([entry]);
  for (const path of loaded) {
    for (const { path: next, kind, external } of metafile.outputs[path]?.imports ?? []) {
      if (kind === "import-statement" && !external) loaded.add(next);
    }
  }
  const sourcesOf = (paths: Iterable<string>) =>
    [...paths].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
  const atOnce = outputFiles.filter(({ path }) => [...loaded].some((name) => path.endsWith(name)));
  return {
    atOnce: sourcesOf(loaded),
    all: sourcesOf(outputs.map(([path]) => path)),
    kib: atOnce.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0) / 1024,
  };
}

const clientsIn = (sources: readonly string[]) =>
  [
    ...new Set(
      sources.flatMap((path) => /registry\/dist\/gen\/providers\/(.+)\.gen/.exec(path)?.[1] ?? []),
    ),
  ].sort();

it("kei loads no client before one is asked, and knows all of them", async () => {
  const { atOnce, all, kib } = await bundle(
    'import { kei } from "@kei/ai-sdk"; console.log(kei("anthropic/claude-sonnet-4-6"));',
  );
  expect(clientsIn(atOnce)).toEqual([]);
  expect(clientsIn(all).length).toBeGreaterThan(8);
  // What it was, and room for a correction.
  expect(kib).toBeLessThan(MOST.kei);
});

it("createKei brings the clients that it is given, and no other", async () => {
  const { all, kib } = await bundle(
    `import { createKei } from "@kei/ai-sdk/core"; import { anthropic } from "@kei/runtime/anthropic";
     console.log(createKei({ clients: { anthropic: anthropic() } })("anthropic/claude-sonnet-4-6"));`,
  );
  expect(clientsIn(all)).toEqual(["anthropic"]);
  expect(kib).toBeLessThan(MOST.core);
});

/** KiB, minified and gzipped: what all clients have in common, and this package. */
const MOST = { kei: 28, core: 30 };
