import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { COMPILERS } from "@kei/typescript-compat/compilers";
import { type Bench, type Limit, limitCell, table } from "./bench.ts";
import { interleave } from "./measure.ts";
import { root, scale } from "./places.ts";
import { buildScalePackage, buildScaleRuntime, install } from "./scale-package.ts";
import { ratioOf, showSpread, spreadOf } from "./spread.ts";

const LIMIT = 1.5;

/** By which consumers are checked. */
const CHECKERS = [COMPILERS["5.9"], COMPILERS["6.0"], COMPILERS["7.0"]];

/** Builds our packages, and the one that is measured here. */
const BUILDER = COMPILERS["7.0"];

/** Consumers by name. `nano-gpt` is the provider with most models, 617. The first imports nothing. */
const CONSUMERS = {
  empty: "export {};\n",
  registry: `import { getModel, models, providers } from "@kei/registry";

export const window: number | undefined = getModel("openai/gpt-5").contextWindow;
export const same: number | undefined = models["openai/gpt-5"].contextWindow;
export const endpoint: string = providers["openai"].endpoint;

// @ts-expect-error: there is no such model
getModel("openai/gpt-nonesuch");
`,
  "one provider": `import { models } from "@kei/registry/nano-gpt";

export const window: number | undefined = models["anthropic/claude-opus-4.6"].contextWindow;

// @ts-expect-error: there is no such model
models["anthropic/claude-nonesuch"];
`,
  "one client": `import { nanoGpt } from "@kei/runtime/nano-gpt";

const client = nanoGpt();
const messages = [{ role: "user", content: "Hello" }] as const;
client.chat({ model: "anthropic/claude-opus-4.6", messages, maxOutputTokens: 100 });

// @ts-expect-error: there is no such model
client.chat({ model: "anthropic/claude-nonesuch", messages });

// @ts-expect-error: no server of its protocol takes that
client.chat({ model: "anthropic/claude-opus-4.6", messages, reasoning: { budgetTokens: 1024 } });
`,
};

/** What a consumer of 5,276 models pays for type-checking, against a project without any. */
export const benchTypeCheck: Bench = ({ rounds, folder }) => {
  if (!existsSync(scale)) {
    console.log(`skipped: there is no ${scale}`);
    return [];
  }
  const project = folder();
  const { path, buildMs, declarations } = buildScalePackage(project, BUILDER.tsc);
  console.log(
    `built by TypeScript ${BUILDER.version} in ${buildMs.toFixed(0)} ms without TS7056: ` +
      `${declarations.files} .d.ts files, ${(declarations.bytes / 1024).toFixed(0)} KiB\n`,
  );

  const consumer = folder();
  install(path, consumer);
  install(buildScaleRuntime(project, BUILDER.tsc), consumer);
  // What the declarations of the runtime name.
  install(join(root, "packages/runtime/node_modules/@standard-schema/spec"), consumer);
  const consumers = writeConsumers(consumer);
  const measured = interleave(
    CHECKERS.flatMap(({ tsc, version }) =>
      consumers.map(({ name, config }) => ({
        name,
        version,
        command: () => ({ args: [tsc, "-p", config] }),
      })),
    ),
    rounds,
  );

  const limits: Limit[] = [];
  const rows = measured.map(({ name, version, wallMs }, i) => {
    const empty = measured[i - (i % consumers.length)]?.wallMs ?? [];
    const ratio = ratioOf(wallMs, empty);
    const limit: Limit = {
      name: `type-check, ${name}, TypeScript ${version}`,
      measured: ratio.median,
      limit: LIMIT,
      unit: "x",
    };
    if (wallMs !== empty) limits.push(limit);
    return [
      `TypeScript ${version}, ${name}`,
      showSpread(spreadOf(wallMs)),
      showSpread(ratio, 2),
      limitCell(wallMs === empty ? undefined : limit),
    ];
  });
  console.log(table(["consumer", "wall ms", "of empty", "limit"], rows));
  return limits;
};

function writeConsumers(folder: string): { readonly name: string; readonly config: string }[] {
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
