import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { installPacked } from "../../src/install-packed.ts";
import type { Result } from "../../src/programs/suite.ts";
import { isInstalled, RUNTIMES } from "../../src/runtimes.ts";
import { listen, type ProviderServer, startProviderServer } from "./provider-server.ts";
import { endPrograms, startProgram } from "./run-program.ts";

/** CI sets it: then what is missing fails. */
const REQUIRED = process.env["KEI_REQUIRE_RUNTIMES"] === "1";
const named = process.env["KEI_CHROMIUM"] || undefined;
const chromium = findProgram(named ?? "chromium");

const missing = RUNTIMES.filter((runtime) => !isInstalled(runtime)).map(({ name }) => name);
if (missing.length > 0) {
  console.warn(`${missing.join(", ")} are not there: pnpm runtimes installs them`);
}
if (chromium === undefined) {
  console.warn("there is no browser: apt-get install chromium, or KEI_CHROMIUM=<program>");
}

let folder: string;
let server: ProviderServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kei-runtimes-"));
  await installPacked(folder, ["@kei/registry", "@kei/runtime"]);
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin", "codex"), CODEX, { mode: 0o755 });
  server = await startProviderServer();
});

afterAll(async () => {
  await endPrograms();
  await server?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A program that answers as codex does. */
const CODEX = `#!/bin/sh
cat > /dev/null
cat <<'END'
{"type":"thread.started","thread_id":"thread-1"}
{"type":"turn.started"}
{"type":"item.completed","item":{"id":"item_0","type":"agent_message","text":"Grüße, 世界 👋"}}
{"type":"turn.completed","usage":{"input_tokens":5,"cached_input_tokens":0,"output_tokens":3}}
END
`;

const ALL = ["node", "environment", "codex"];

interface Row {
  readonly name: string;
  readonly program: string;
  readonly isThere: boolean;
  /** Before the script. */
  readonly args: readonly string[];
  readonly has: readonly string[];
}

const rows = RUNTIMES.flatMap((runtime): Row[] => {
  const { kind, name, program } = runtime;
  const row = { name, program, isThere: REQUIRED || isInstalled(runtime), args: [], has: ALL };
  if (kind !== "deno") return [row];
  return [
    { ...row, args: ["run", "--allow-all"] },
    {
      ...row,
      name: `${name}, which may only use the network`,
      args: ["run", "--no-prompt"],
      has: ["locked"],
    },
  ];
});
const { node } = process.versions;
rows.unshift({
  name: `Node ${node}`,
  program: process.execPath,
  isThere: true,
  args: [],
  has: ALL,
});

for (const row of rows) it.runIf(row.isThere)(row.name, async () => expectAll(await run(row)));

/** Runs the suite in a process of its own. */
async function run({ program, args, has }: Row): Promise<Result[]> {
  const cache = mkdtempSync(join(folder, "cache-"));
  const permitted = has.includes("locked") ? [`--allow-net=${new URL(server.origin).host}`] : [];
  const words = [...args, ...permitted, "run-suite.js", server.origin, has.join(",")];
  const child = startProgram(program, words, {
    cwd: folder,
    // Nothing of this machine: no keys, no proxies, no settings of a runtime.
    env: {
      PATH: [join(folder, "bin"), "/usr/bin", "/bin"].join(delimiter),
      HOME: cache,
      DENO_DIR: cache,
      DENO_NO_UPDATE_CHECK: "1",
      OPENAI_API_KEY: "sk-canary-runtimes",
    },
  });
  // The suite limits itself: what takes longer does not end by itself.
  const timer = setTimeout(() => void child.end(), 45_000);
  try {
    const { status, stdout, stderr } = await child.ended;
    const results = (stdout === "" ? [] : JSON.parse(stdout)) as Result[];
    if (results.every(({ ok }) => ok))
      expect({ status, stderr: stderr.replace(ENDING, "") }).toEqual({ status: 0, stderr: "" });
    return results;
  } finally {
    clearTimeout(timer);
  }
}

it.runIf((named ?? chromium) !== undefined)(
  "Chromium, from one bundle without modules of Node",
  async () => {
    const outfile = join(folder, "page.js");
    // For browsers esbuild fails at any import of node:.
    const { metafile } = await build({
      absWorkingDir: folder,
      entryPoints: ["run-suite-in-page.js"],
      outfile,
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      metafile: true,
      logLevel: "error",
    });
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
    const bundle = await readFile(outfile);
    expect(String(bundle)).not.toMatch(/\b(?:import|from|require)\b\s*\(?\s*["'`]node:/);
    expectAll(await runInChromium(chromium ?? named ?? "", bundle));
  },
);

/** Serves a page of another origin than the providers', and waits for what it reports. */
async function runInChromium(program: string, bundle: Buffer): Promise<Result[]> {
  let report: (results: Result[]) => void = () => {};
  const reported = new Promise<Result[]>((resolve) => {
    report = resolve;
  });
  const pages = await listen(async (request, response) => {
    if (request.method === "POST") {
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      response.end();
      report(JSON.parse(body) as Result[]);
    } else if (request.url === "/page.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(bundle);
    } else {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end('<!doctype html><script type="module" src="/page.js"></script>');
    }
  });
  const profile = mkdtempSync(join(folder, "profile-"));
  const browser = startProgram(
    program,
    [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      `--user-data-dir=${profile}`,
      `${pages.origin}/?base=${encodeURIComponent(server.origin)}`,
    ],
    { cwd: folder, env: { PATH: process.env["PATH"] ?? "", HOME: profile } },
  );
  try {
    return await Promise.race([
      reported,
      browser.ended.then(({ status, stderr }) => {
        throw new Error(`the browser ended with ${status} before it reported: ${stderr}`);
      }),
    ]);
  } finally {
    await browser.end();
    await pages.close();
  }
}

/** What is said once of a model that ends: which ones do depends on the day. */
const ENDING = /^kei: \S+ (retires in|has been) .*\n/gm;

/** All are right, and there are as many as there should be at least. */
function expectAll(results: readonly Result[]): void {
  expect(results.flatMap(({ name, ok, error }) => (ok ? [] : [`${name}: ${error}`]))).toEqual([]);
  expect(results.length).toBeGreaterThan(30);
}

/** The path of a program, or of one that is in PATH. */
function findProgram(name: string): string | undefined {
  const folders = name.includes("/") ? [""] : (process.env["PATH"] ?? "").split(delimiter);
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
