import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import {
  contentHash,
  getModel,
  models,
  modelsOf,
  profiles,
  providers,
  cost as registryCost,
} from "@kei/registry";

/** The built site, started: see package.json. */
const folder = join(import.meta.dirname, "..");
/** @type {import("node:child_process").ChildProcess} */
let site;
let url = "";

/** In the place of Anthropic: what it is asked, and an answer in pieces. */
const asked = /** @type {{ key: unknown, text: string }[]} */ ([]);
const vendor = createServer(async (request, response) => {
  let text = "";
  for await (const chunk of request) text += chunk;
  asked.push({ key: request.headers["x-api-key"], text });
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of ANSWER)
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
});
const ANSWER = [
  {
    type: "message_start",
    message: {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "claude-sonnet-4-6",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 1_000, output_tokens: 1 },
    },
  },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello " } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "there." } },
  { type: "content_block_stop", index: 0 },
  {
    type: "message_delta",
    delta: { stop_reason: "end_turn", stop_sequence: null },
    usage: { output_tokens: 100 },
  },
  { type: "message_stop" },
];

before(async () => {
  await new Promise((done) => vendor.listen(0, "127.0.0.1", () => done(undefined)));
  const address = vendor.address();
  assert.ok(address !== null && typeof address === "object");
  const next = join(folder, "node_modules/next/dist/bin/next");
  const args = [next, "start", "--hostname", "127.0.0.1", "--port", "0"];
  const env = {
    ...process.env,
    ANTHROPIC_API_KEY: "sk-example",
    CHAT_ENDPOINT: `http://127.0.0.1:${address.port}/v1/messages`,
  };
  site = spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  assert.ok(site.stdout);
  for await (const line of createInterface({ input: site.stdout })) {
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? url;
    if (line.includes("Ready")) break;
  }
  assert.notEqual(url, "");
});

after(() => {
  site?.kill();
  vendor.close();
});

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

test("a route of the AI SDK streams an answer, with what it cost", async () => {
  const messages = [{ id: "1", role: "user", parts: [{ type: "text", text: "Say hello." }] }];
  const response = await fetch(`${url}/api/chat`, {
    method: "POST",
    body: JSON.stringify({ messages }),
  });
  assert.equal(response.status, 200);
  /** @type {{ type: string, delta?: string, messageMetadata?: { cost?: Record<string, string> } }[]} */
  const parts = [...(await response.text()).matchAll(/^data: (\{.*\})$/gm)].map(([, json = ""]) =>
    JSON.parse(json),
  );
  const text = parts.map(({ type, delta }) => (type === "text-delta" ? delta : "")).join("");
  assert.equal(text, "Hello there.");
  const cost = parts
    .map(({ messageMetadata }) => messageMetadata?.cost)
    .filter((each) => each !== undefined)
    .at(-1);
  const want = registryCost("anthropic/claude-sonnet-4-6", {
    inputTokens: 1_000,
    outputTokens: 100,
  });
  assert.ok(want.kind === "known");
  assert.equal(cost?.total, String(want.total));
  assert.equal(cost?.currency, "USD");
  assert.equal(asked.length, 1);
  assert.equal(asked[0]?.key, "sk-example");
  assert.ok(asked[0]?.text.includes("Say hello."));
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
