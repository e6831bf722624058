// @ts-check
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { verdict } from "./bench.mjs";
import { interleave } from "./measure.mjs";
import { root, scale } from "./places.mjs";
import { buildScalePackage, install } from "./scale-package.mjs";
import { ratioOf, showSpread, spreadOf } from "./spread.mjs";
import { table } from "./table.mjs";

const LIMIT = 1.5;

/** What the root depends on as TypeScript. The last one builds our packages, and the one below. */
const COMPILERS = /** @type {const} */ (["ts59", "ts60", "typescript"]);

/** Consumers by name. `nano-gpt` is the provider with most models, 617. The first imports nothing. */
const CONSUMERS = {
  empty: "export {};\n",
  registry: `import { getModel, models, providers } from "@kei/registry";

export const window: number = getModel("openai/gpt-5").contextWindow;
export const same: number = models["openai/gpt-5"].contextWindow;
export const endpoint: string = providers["openai"].endpoint;

// @ts-expect-error: there is no such model
getModel("openai/gpt-nonesuch");
`,
  "one provider": `import { models } from "@kei/registry/nano-gpt";

export const window: number = models["anthropic/claude-opus-4.6"].contextWindow;

// @ts-expect-error: there is no such model
models["anthropic/claude-nonesuch"];
`,
};

/**
 * What a consumer of 5,276 models pays for type-checking, against a project without any.
 *
 * @type {import("./bench.mjs").Bench}
 */
export function benchTypeCheck({ rounds, folder }) {
  if (!existsSync(scale)) {
    console.log(`skipped: there is no ${scale}`);
    return [];
  }
  const compilers = COMPILERS.map(findCompiler);
  const builder = /** @type {typeof compilers[number]} */ (compilers.at(-1));
  const { path, buildMs, declarations } = buildScalePackage(folder(), builder.tsc);
  console.log(
    `built by TypeScript ${builder.version} in ${buildMs.toFixed(0)} ms without TS7056: ` +
      `${declarations.files} .d.ts files, ${(declarations.bytes / 1024).toFixed(0)} KiB\n`,
  );

  const consumer = folder();
  install(path, consumer);
  const consumers = writeConsumers(consumer);
  const measured = interleave(
    compilers.flatMap(({ tsc, version }) =>
      consumers.map(({ name, config }) => ({
        name,
        version,
        command: () => ({ args: [tsc, "-p", config] }),
      })),
    ),
    rounds,
  );

  const results = measured.map(({ name, version, wallMs }, i) => {
    const empty = measured[i - (i % consumers.length)]?.wallMs ?? [];
    const ratio = ratioOf(wallMs, empty);
    const isEmpty = wallMs === empty;
    /** @type {import("./bench.mjs").Limit} */
    const limit = {
      name: `type-check, ${name}, TypeScript ${version}`,
      measured: ratio.median,
      limit: LIMIT,
      unit: "x",
    };
    const row = [
      `TypeScript ${version}, ${name}`,
      showSpread(spreadOf(wallMs)),
      showSpread(ratio, 2),
    ];
    return isEmpty
      ? { row: [...row, "", ""], limits: [] }
      : { row: [...row, `${LIMIT}x`, verdict(limit)], limits: [limit] };
  });
  console.log(
    table(
      ["consumer", "wall ms", "ratio", "limit", ""],
      results.map(({ row }) => row),
    ),
  );
  return results.flatMap(({ limits }) => limits);
}

/** @param {string} name */
function findCompiler(name) {
  const manifest = createRequire(join(root, "package.json")).resolve(`${name}/package.json`);
  return {
    tsc: join(dirname(manifest), "bin/tsc"),
    version: String(JSON.parse(readFileSync(manifest, "utf8")).version),
  };
}

/** @param {string} folder */
function writeConsumers(folder) {
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  return Object.entries(CONSUMERS).map(([name, text], i) => {
    const config = join(folder, `tsconfig.${i}.json`);
    writeFileSync(join(folder, `consumer-${i}.ts`), text);
    writeFileSync(
      config,
      JSON.stringify({
        compilerOptions: {
          strict: true,
          module: "nodenext",
          target: "es2022",
          lib: ["es2022"],
          types: [],
          skipLibCheck: true,
          noEmit: true,
        },
        files: [`consumer-${i}.ts`],
      }),
    );
    return { name, config };
  });
}
