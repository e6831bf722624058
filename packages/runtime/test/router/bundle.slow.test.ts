import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kei-router-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}

const ROUTER = `
  import { profiles } from "@kei/registry";
  import { createRouter } from "./dist/router.js";`;
const ASK = `
  const messages = [{ role: "user", content: "Hello" }];
  try {
    const { route } = await router.chat({ profile: "critic", messages, at: "2026-12-01" });
    console.log(route.answered);
  } catch (error) {
    console.log(error.code, error.message);
  }`;

it("F17: a bundle has the clients that are named, and no others", async () => {
  const text = await bundle(`${ROUTER}
    import { anthropic } from "./dist/gen/anthropic.gen.js";
    globalThis.router = createRouter({ profiles, clients: [anthropic()] });`);
  expect(text).toContain("https://api.anthropic.com/");
  for (const host of ["api.openai.com", "api.x.ai", "api.deepseek.com", "generativelanguage"]) {
    expect([host, text.includes(`https://${host}`)]).toEqual([host, false]);
  }
});

it("F17: a bundle that names none says what to do", async () => {
  const file = join(folder, "none.mjs");
  writeFileSync(file, await bundle(`${ROUTER} const router = createRouter({ profiles }); ${ASK}`));
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  expect(stdout).toMatch(/^config .*bundled: pass the clients that the router may use/);
});

it("F17: where the package is itself, it loads the clients of all providers by name", async () => {
  const file = join(folder, "ask.mjs");
  const entry = JSON.stringify(join(ROOT, "dist/router.js"));
  const facts = JSON.stringify(join(ROOT, "node_modules/@kei/registry/dist/index.js"));
  writeFileSync(
    file,
    `import { profiles } from ${facts};
    import { createRouter } from ${entry};
    const body = { type: "message", role: "assistant", model: "claude-sonnet-4-6",
      stop_reason: "end_turn", content: [{ type: "text", text: "Hi." }] };
    globalThis.fetch = async () => Response.json(body);
    const router = createRouter({ profiles }); ${ASK}`,
  );
  const env = { ANTHROPIC_API_KEY: "sk-test-0123456789" };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { env });
  expect([stdout, stderr]).toEqual(["anthropic/claude-sonnet-4-6\n", ""]);
});
