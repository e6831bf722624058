// @ts-check
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readManifest, root } from "./public-packages.mjs";
import { runTool } from "./run-tool.mjs";

/** Development dependencies of the repository, oldest first: 5.4, 5.9, 6.0, 7.0. */
export const COMPILERS = ["ts54", "ts59", "ts60", "typescript"];

/** @typedef {"bundler" | "node16" | "nodenext"} Resolution of `moduleResolution` */

/** The `module` that goes with it in every compiler. */
const MODULE_OF = { bundler: "esnext", node16: "node16", nodenext: "nodenext" };

const PROGRAM = `
import { check, type Diagnostic, type Emitter } from "@kei/codegen";
import { type Cost, cost, findModel, getModel, type ModelId, type ProviderId, providers } from "@kei/registry";
import { anthropic as facts, models } from "@kei/registry/anthropic";
import { costAt } from "@kei/registry/cost";
import { type LoadedRegistry, loadRegistry } from "@kei/registry/load";
import { createClient, KeiError, type Reply, type StreamEvent, unsafeModel } from "@kei/runtime";
import { anthropic, type AnthropicModel } from "@kei/runtime/anthropic";
import { defineClient } from "@kei/runtime/codegen";
import { litellmProxy } from "@kei/runtime/litellm-proxy";
import { ollamaLocal } from "@kei/runtime/ollama-local";

export const loaded: Promise<LoadedRegistry> = loadRegistry({ dir: ".", env: {} });
export const scheme: "x-api-key" = facts.authScheme;
export const id: ModelId<"anthropic"> = "claude-sonnet-4-6";
export const contextWindow: number = models[id].contextWindow + getModel("openai/gpt-5").contextWindow;
export const price: Cost = cost("openai/gpt-5", { inputTokens: 1, outputTokens: 1 });
export const currency: string | undefined = price.kind === "known" ? price.currency : undefined;
export const provider: ProviderId = "xai";
export const ids: ProviderId[] = Object.values(providers).map(({ id }) => id);
export const windows: number[] = Object.values(models).map((model) => model.contextWindow);
export const found: string | undefined = findModel("x/y")?.id;
export const functions = [costAt, defineClient, check];
export const emitter: Emitter = { name: "none", emit: () => [] };
export const code = (diagnostic: Diagnostic): string => diagnostic.code;

const messages = [{ role: "user", content: "Hello" }] as const;
const model: AnthropicModel = "claude-sonnet-4-6";
export const reply: Promise<Reply> = anthropic().chat({ model, messages });
export const events: AsyncIterable<StreamEvent> = createClient("anthropic").stream({ model, messages });
litellmProxy().preview({ model: "openai/gpt-5", messages });
ollamaLocal().preview({ model: "any:7b", messages });
anthropic().preview({ model: unsafeModel("claude-next"), messages });
export const clients = [anthropic({ fetch: window.fetch }), createClient("google")];
export const reason = (error: KeiError): "auth" | "timeout" | undefined =>
  error.code === "auth" || error.code === "timeout" ? error.code : undefined;
export const isAuth = (error: unknown): boolean => error instanceof KeiError && error.code === "auth";

// @ts-expect-error no such key, so it is not any
Object.values(models).map((model) => model.nope);
// @ts-expect-error no such model
getModel("openai/gpt-nope");
// @ts-expect-error no such provider
export const nobody: ProviderId = "nobody";
// @ts-expect-error no such model
anthropic().preview({ model: "claude-sonet-4-6", messages });
// @ts-expect-error no such provider
createClient("antropic");
`;

const NODE_PROGRAM = `
import { createClient, type Reply, type StreamEvent, type Transport } from "@kei/runtime";
import { anthropic } from "@kei/runtime/anthropic";
import { createNodeTransport } from "@kei/runtime/node";

const messages = [{ role: "user", content: "Hello" }] as const;
const model = "claude-sonnet-4-6";
export const transport: Transport = createNodeTransport();
export const client = createClient("anthropic", { transport, apiKey: process.env["KEY"] ?? "" });
export const reply: Promise<Reply> = anthropic({ transport }).chat({ model, messages });
export const events: AsyncIterable<StreamEvent> = client.stream({ model, messages });
`;

const COMMONJS_PROGRAM = `
import registry = require("@kei/registry");
import runtime = require("@kei/runtime");
import anthropic = require("@kei/runtime/anthropic");

export const contextWindow: number = registry.getModel("openai/gpt-5").contextWindow;
export const isOurs = (error: unknown): boolean => error instanceof runtime.KeiError;
export const client = anthropic.anthropic({ apiKey: "key" });
`;

/**
 * @typedef {object} Project
 * @property {string} name
 * @property {string} file
 * @property {string} program
 * @property {string[]} lib
 * @property {string[]} types
 * @property {Resolution[]} resolutions
 * @property {string[]} compilers
 */

/** @type {Project[]} */
const PROJECTS = [
  // What browsers have, and nothing of Node.
  {
    name: "browser",
    file: "program.ts",
    program: PROGRAM,
    lib: ["es2022", "dom", "dom.iterable"],
    types: [],
    resolutions: ["bundler", "node16", "nodenext"],
    compilers: COMPILERS,
  },
  // What Node has, and nothing of a browser.
  {
    name: "node",
    file: "program.ts",
    program: NODE_PROGRAM,
    lib: ["es2022"],
    types: ["node"],
    resolutions: ["bundler", "node16", "nodenext"],
    compilers: COMPILERS,
  },
  // `require` of ES modules, which compilers know from 5.8 on.
  {
    name: "commonjs",
    file: "program.cts",
    program: COMMONJS_PROGRAM,
    lib: ["es2022", "dom", "dom.iterable"],
    types: [],
    resolutions: ["nodenext"],
    compilers: COMPILERS.filter((compiler) => compiler !== "ts54"),
  },
];

/**
 * Type-checks a program that uses the installed packages, under every TypeScript and
 * `moduleResolution` that is promised. Declarations of the packages are checked as well.
 *
 * @param {string} folder
 * @returns {Promise<string[]>} a line per compiler
 * @throws {Error} with the compiler's words
 */
export async function checkTypes(folder) {
  const jobs = PROJECTS.flatMap((project) =>
    project.compilers.flatMap((compiler) =>
      project.resolutions.map((resolution) => ({ project, compiler, resolution })),
    ),
  );
  // Two at a time: the machines of CI have as many cores.
  const worker = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await compile(job, folder);
  };
  await Promise.all([worker(), worker()]);

  return COMPILERS.map((compiler) => {
    const { version } = readManifest(join(root, "node_modules", compiler));
    return `TypeScript ${version}: ${Object.keys(MODULE_OF).join(", ")}`;
  });
}

/**
 * @param {{ project: Project, compiler: string, resolution: Resolution }} job
 * @param {string} folder
 */
async function compile({ project, compiler, resolution }, folder) {
  const place = join(folder, `${compiler}-${resolution}-${project.name}`);
  mkdirSync(place);
  const config = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      target: "es2022",
      lib: project.lib,
      types: project.types,
      module: MODULE_OF[resolution],
      moduleResolution: resolution,
      // Declarations of packages are checked, those of the language not.
      skipLibCheck: false,
      skipDefaultLibCheck: true,
    },
    files: [project.file],
  };
  writeFileSync(join(place, project.file), project.program);
  writeFileSync(join(place, "package.json"), '{ "private": true, "type": "module" }');
  writeFileSync(join(place, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules", compiler, "bin/tsc");
  await runTool(process.execPath, [tsc, "-p", place], { cwd: folder });
}
