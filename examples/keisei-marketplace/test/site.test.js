import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { contentHash, getModel, models, modelsOf, profiles, providers } from "@kei/registry";

/** The built site, started: see package.json. */
const folder = join(import.meta.dirname, "..");
/** @type {import("node:child_process").ChildProcess} */
let site;
let url = "";

before(async () => {
  const next = join(folder, "node_modules/next/dist/bin/next");
  const args = [next, "start", "--hostname", "127.0.0.1", "--port", "0"];
  site = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  assert.ok(site.stdout);
  for await (const line of createInterface({ input: site.stdout })) {
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? url;
    if (line.includes("Ready")) break;
  }
  assert.notEqual(url, "");
});

after(() => site?.kill());

/** @param {string} path */
async function get(path) {
  const response = await fetch(url + path);
  return { status: response.status, text: await response.text() };
}

/** All that browsers may be sent: scripts, not the pages' own data. */
function scripts() {
  const from = join(folder, ".next/static");
  const names = readdirSync(from, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(join(from, name), "utf8"))
    .join("\n");
}

test("a server component lists every provider, live model and profile", async () => {
  const { status, text } = await get("/");
  assert.equal(status, 200);
  assert.ok(text.includes(contentHash));
  for (const { id, displayName } of Object.values(providers)) {
    assert.ok(text.includes(displayName), id);
    for (const { ref } of modelsOf(id)) assert.ok(text.includes(`href="/models/${ref}"`), ref);
  }
  for (const id of Object.keys(profiles)) assert.ok(text.includes(id), id);
});

test("every model has a page, made when the site was built", async () => {
  const from = join(folder, ".next/server/app/models");
  for (const { ref, displayName } of Object.values(models)) {
    const page = readFileSync(join(from, `${ref}.html`), "utf8");
    assert.ok(page.includes(`<h1>${displayName}</h1>`), ref);
  }
  const { status, text } = await get("/models/anthropic/claude-sonnet-4-6");
  assert.equal(status, 200);
  for (const shown of ["$3.00", "$15.00", "Live", "Calls tools"])
    assert.ok(text.includes(shown), shown);
});

test("an alias is a page as well, made when it is asked for; another id is none", async () => {
  const { aliases, displayName, ref } = getModel("anthropic/claude-haiku-4-5");
  const { status, text } = await get(`/models/anthropic/${aliases[0]}`);
  assert.equal(status, 200);
  assert.ok(text.includes(`<h1>${displayName}</h1>`) && text.includes(ref));
  assert.equal((await get("/models/anthropic/claude-nope")).status, 404);
});

test("a route on the edge answers", async () => {
  const built = readFileSync(join(folder, ".next/server/middleware-manifest.json"), "utf8");
  assert.ok("/api/models/route" in JSON.parse(built).functions, "not built for the edge");
  const { status, text } = await get("/api/models?provider=anthropic");
  assert.equal(status, 200);
  const refs = modelsOf("anthropic").map(({ ref }) => ref);
  assert.deepEqual(JSON.parse(text), { contentHash, refs });
  assert.equal((await get("/api/models?provider=nobody")).status, 404);
});

test("browsers get the facts that a client component imports, and no others", () => {
  const sent = scripts();
  for (const { ref } of Object.values(models)) {
    assert.equal(sent.includes(`"${ref}"`), ref.startsWith("anthropic/"), ref);
  }
  // Of Anthropic the models alone; of the others nothing, of profiles nothing.
  for (const { id, endpoint } of Object.values(providers)) assert.ok(!sent.includes(endpoint), id);
  for (const { id, description } of Object.values(profiles)) {
    assert.ok(!sent.includes(description), id);
  }
});

const chromium = process.env["KEI_CHROMIUM"] ?? "chromium";
const has = spawnSync(chromium, ["--version"]).status === 0;

test("client components run in a browser", { skip: !has && "there is no Chromium" }, async () => {
  const path = "/compare?input=1000000&output=0";
  assert.ok(!(await get(path)).text.includes("1,000,000 tokens in"), "rendered on the server");
  const page = await dumpDom(path);
  assert.match(page, /1,000,000 tokens in/);
  for (const { displayName } of modelsOf("anthropic")) assert.ok(page.includes(displayName));
  assert.match(page, />\$3\.00</);
});

/**
 * The page as it is once its scripts have run. The browser reaches nothing but this machine.
 *
 * @param {string} path
 * @returns {Promise<string>}
 */
function dumpDom(path) {
  const profile = mkdtempSync(join(tmpdir(), "marketplace-browser-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
  const quiet = ["--no-first-run", "--disable-background-networking", "--disable-sync"];
  const alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";
  const what = [`--user-data-dir=${profile}`, "--virtual-time-budget=20000", "--dump-dom"];
  const browser = spawn(chromium, [...flags, ...quiet, alone, ...what, url + path], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  return new Promise((resolve, reject) => {
    let page = "";
    browser.stdout.setEncoding("utf8").on("data", (text) => {
      page += text;
    });
    browser.on("error", reject).on("close", () => {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      resolve(page);
    });
  });
}
