import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { packPackage } from "@kei/consumers/pack";
import { publicPackages } from "@kei/consumers/public-packages";
import { RUNTIMES } from "@kei/consumers/runtimes";
import { build } from "esbuild";
import { run as measureRun } from "../measure.ts";
import { here } from "../places.ts";
import { type Peer, programOf, versionsOf } from "./peers.ts";

const run = promisify(execFile);

/** Where the peers are installed. */
const FOLDER = process.env["KEI_COMPARE"] || join(homedir(), ".cache", "kei-compare");

/** It runs TypeScript as it is, and is new enough for all of them. */
const NODE = RUNTIMES.find(({ name }) => name.startsWith("Node 24"));

const QUESTIONS = 300;

/** What one way to write the program costs. */
export interface Measured {
  readonly packages: number;
  readonly installedMb: number;
  readonly bundleKib: number;
  /** CPU time of a question. */
  readonly cpuMs: number;
  /** CPU time of the compiler. */
  readonly typesMs: number;
  readonly typesMb: number;
}

/** What it answers, where both providers are there and where Claude is not. */
const RIGHT = {
  ok: {
    output: { city: "Oslo", umbrella: true },
    model: /^(anthropic\/)?claude-sonnet-4-6$/,
    cost: 0.009,
  },
  down: {
    output: { city: "Oslo", umbrella: true },
    model: /^(openai\/)?gpt-5\.2$/,
    cost: 0.0063,
  },
} as const;

/** A peer that is installed, and answers as all of them have to. */
export interface Prepared {
  readonly peer: Peer;
  /** What does not depend on how busy the machine is. */
  readonly sizes: Pick<Measured, "packages" | "installedMb" | "bundleKib">;
  /** CPU time of a question, in ms. */
  question(): Promise<number>;
  types(): Pick<Measured, "typesMs" | "typesMb">;
}

/**
 * Installs a peer and runs its program against the server, with Claude there and with Claude overloaded.
 *
 * @throws Error when it does not answer as all of them have to
 */
export async function preparePeer(peer: Peer, url: string): Promise<Prepared> {
  if (NODE === undefined || !existsSync(NODE.program)) throw new Error("pnpm runtimes comes first");
  const node = NODE.program;
  const folder = join(FOLDER, peer.folder);
  await install(peer, folder);
  const program = join(folder, "program.ts");
  cpSync(programOf(peer), program);
  const start = async (scenario: keyof typeof RIGHT, questions: number): Promise<number> => {
    const script = fileURLToPath(new URL("run-program.js", import.meta.url));
    const env = {
      PATH: process.env["PATH"] ?? "",
      BASE: `${url}/${scenario}`,
      ANTHROPIC_API_KEY: "sk-canary-compare",
      OPENAI_API_KEY: "sk-canary-compare",
    };
    const args = ["--no-warnings", script, program, `${questions}`];
    const { stdout } = await run(node, args, { cwd: folder, env });
    const { answer, ms } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    check(peer, answer, RIGHT[scenario]);
    return ms;
  };
  await start("ok", 0);
  await start("down", 0);
  return {
    peer,
    sizes: { ...sizeOf(join(folder, "node_modules")), bundleKib: await bundle(program) },
    question: () => start("ok", QUESTIONS),
    types: () => typeCheck(folder),
  };
}

interface Answer {
  readonly output: object;
  readonly model: string;
  /** As in `$0.0090`. */
  readonly cost: string;
}

function check({ title }: Peer, answer: Answer, right: (typeof RIGHT)[keyof typeof RIGHT]): void {
  const { output, model, cost } = answer;
  const isRight =
    JSON.stringify(output) === JSON.stringify(right.output) &&
    right.model.test(model) &&
    Math.abs(Number(cost.replace("$", "")) - right.cost) < 1e-6;
  if (!isRight) throw new Error(`${title} answers ${JSON.stringify(answer)}`);
}

/** Anew where versions changed; packages of ours always. */
async function install(peer: Peer, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const manifest = { private: true, type: "module", dependencies: versionsOf(peer) };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const packed = publicPackages().filter(({ manifest: { name } }) => peer.ours.includes(name));
  const tarballs = await Promise.all(packed.map((each) => packPackage(each.folder, folder)));
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  await run("npm", ["install", ...options, ...tarballs], { cwd: folder });
}

function sizeOf(modules: string): Pick<Measured, "packages" | "installedMb"> {
  const lock = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8"));
  let bytes = 0;
  for (const entry of readdirSync(modules, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return { packages: Object.keys(lock.packages).length, installedMb: bytes / 1e6 };
}

/** Minified and gzipped, in one file. */
async function bundle(program: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [program],
    absWorkingDir: dirname(program),
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "es2022",
    legalComments: "none",
    write: false,
    logLevel: "error",
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length / 1024;
}

function typeCheck(folder: string): Pick<Measured, "typesMs" | "typesMb"> {
  const require = createRequire(join(here, "../../package.json"));
  const tsc = join(dirname(require.resolve("ts60/package.json")), "bin/tsc");
  const types = dirname(dirname(require.resolve("@types/node/package.json")));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: "nodenext",
    target: "es2023",
    lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
    types: ["node"],
    typeRoots: [types],
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["program.ts"] }),
  );
  const { cpuMs, peakMb } = measureRun({ args: [tsc, "-p", folder], cwd: folder });
  return { typesMs: cpuMs, typesMb: peakMb };
}
