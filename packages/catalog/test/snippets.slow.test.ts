import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { cost, formatMoney, modelsOf, type Provider, providers } from "@kei/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findCargo } from "../../codegen/test/support/cargo.ts";
import { answersOf } from "../../consumers/test/runtimes/provider-answers.ts";
import { exampleOf } from "../src/snippets/example-of.ts";
import { type Snippet, snippetsFor } from "../src/snippets/snippets.ts";

const AS_OF = "2026-11-30";
const ROOT = join(import.meta.dirname, "..");
const KEY = 'key-\'of a "test"';

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let origin = "";
let asked: Asked[] = [];
const folder = mkdtempSync(join(tmpdir(), "kei-snippets-"));
const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (text) => {
    body += text;
  });
  request.on("end", () => {
    const path = request.url ?? "";
    asked.push({ path, headers: request.headers, body });
    const answers = answersOf(path.replace(/^\/llm/, ""), body);
    response.writeHead(200, { "content-type": answers.contentType }).end(answers.text("Hello."));
  });
});

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // What `codex` would be: it prints its arguments, and answers as codex does.
  const program = join(folder, "codex");
  const answer = [
    { type: "thread.started", thread_id: "1" },
    { type: "turn.started" },
    { type: "item.completed", item: { id: "item_0", type: "agent_message", text: "Hello." } },
    { type: "turn.completed", usage: { input_tokens: 3, output_tokens: 2 } },
  ];
  const lines = answer.map((event) => `echo '${JSON.stringify(event)}'`);
  writeFileSync(program, `#!/bin/sh\necho "$@" >&2\n${lines.join("\n")}\n`);
  chmodSync(program, 0o755);
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** A provider that is asked on this machine, and its snippets. */
function snippetsOf(id: keyof typeof providers): {
  provider: Provider;
  texts: Record<string, string>;
  ref: string;
} {
  const real: Provider = providers[id];
  const here = (url: string) => (url.startsWith("http") ? origin + new URL(url).pathname : url);
  const provider: Provider = {
    ...real,
    endpoint: here(real.endpoint),
    ...(real.endpoints && {
      endpoints: Object.fromEntries(
        Object.entries(real.endpoints).map(([name, url]) => [name, here(url)]),
      ),
    }),
  };
  const model = exampleOf(provider, modelsOf, AS_OF);
  const snippets: readonly Snippet[] = snippetsFor(provider, {
    ...(model === undefined ? {} : { model }),
    hasClient: true,
    asOf: AS_OF,
  });
  const texts = Object.fromEntries(snippets.map(({ name, text }) => [name, text]));
  return { provider, texts, ref: model?.ref ?? "" };
}

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
  cwd = ROOT,
): Promise<Ran> {
  const path = [folder, process.env["PATH"]].join(delimiter);
  const child = spawn(program, args, {
    cwd,
    env: { PATH: path, HOME: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    err += text;
  });
  return new Promise((done, fail) => {
    child.on("error", fail).on("close", (code) => done({ code, out, err }));
  });
}

/** The snippet of the environment, with a key in it. */
const exports = (texts: Record<string, string>) =>
  (texts["environment"] ?? "").replaceAll('"…"', '"$KEY"');

const ids = Object.keys(providers) as (keyof typeof providers)[];
const hasCurl = spawnSync("curl", ["--version"]).status === 0;
if (!hasCurl) console.warn("skipped: curl is not here");

describe.each(ids)("the snippets of %s", (id) => {
  it.skipIf(!hasCurl && id !== "codex")("work in a shell", async () => {
    const { provider, texts } = snippetsOf(id);
    const script = `${exports(texts)}\n${texts["curl"] ?? texts["shell"]}`;
    asked = [];
    const { code, out, err } = await run("sh", ["-c", script], { KEY });
    expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("Hello.");
    if (id === "codex") {
      expect(err).toMatch(/^exec --json --model \S+ Say hello\.$/m);
      return;
    }
    expect(asked).toHaveLength(1);
    const [{ headers, path, body } = { headers: {}, path: "", body: "" }] = asked;
    expect(JSON.stringify(JSON.parse(body))).toContain("Say hello.");
    if (provider.auth.in === "header") {
      expect(headers[provider.auth.name]).toBe(`${provider.auth.prefix ?? ""}${KEY}`);
    } else {
      expect(path + JSON.stringify(headers)).not.toContain(KEY);
    }
    if (provider.apiVersion !== undefined) {
      expect(headers[provider.apiVersion.header]).toBe(provider.apiVersion.value);
    }
  });

  /** A module, run where what it imports is installed; what it asks of any host goes to ours. */
  const runModule = (texts: Record<string, string>, name: string, cwd: string) => {
    const preload = join(import.meta.dirname, "support/away-to-loopback.mjs");
    const script = `${exports(texts)}\nexec "$NODE" --import "$PRELOAD" --input-type=module -e "$PROGRAM"`;
    const env = {
      KEY: "key-of-a-test",
      NODE: process.execPath,
      PRELOAD: preload,
      PROGRAM: texts[name] ?? "",
      LOOPBACK: origin,
    };
    return run("sh", ["-c", script], env, cwd);
  };

  it("work with @kei/runtime", async () => {
    asked = [];
    const { code, out, err } = await runModule(snippetsOf(id).texts, "runtime", ROOT);
    expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^Hello\.\n(\p{Sc}[\d,.]+|free|subscription|unknown)\n$/u);
    expect(asked).toHaveLength(id === "codex" ? 0 : 1);
  });

  it("work with the AI SDK, but for models that a proxy passes on", async () => {
    const { texts, provider } = snippetsOf(id);
    expect("aiSdk" in texts).toBe(provider.routesTo === undefined);
    if (!("aiSdk" in texts)) return;
    asked = [];
    const { code, out, err } = await runModule(texts, "aiSdk", join(ROOT, "../ai-sdk"));
    expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^Hello\.\n\{[^}]*kind: "?'?(known|free|subscription|unknown)/);
    expect(asked).toHaveLength(id === "codex" ? 0 : 1);
  });
});

const cargo = findCargo(() => mkdtempSync(join(folder, "target-")));

it.skipIf(cargo === undefined)(
  "the snippets in Rust say the endpoint and what a call costs",
  () => {
    const crate = join(folder, "crate");
    mkdirSync(join(crate, "src"), { recursive: true });
    const registry = join(ROOT, "../registry/rust");
    writeFileSync(
      join(crate, "Cargo.toml"),
      `[package]\nname = "snippets"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\nkei-registry = { path = ${JSON.stringify(registry)} }\n`,
    );
    // One program of all: each would be linked apart.
    const modules = ids.map((id, index) => {
      const text = (snippetsOf(id).texts["rust"] ?? "").replace("fn main()", "pub fn main()");
      return `mod snippet${index} {\n${text}\n}`;
    });
    const calls = ids.map((_, index) => `snippet${index}::main();`);
    writeFileSync(
      join(crate, "src/main.rs"),
      `${modules.join("\n")}\nfn main() { ${calls.join(" ")} }\n`,
    );
    const want = ids.map((id) => {
      const ref = snippetsOf(id).ref as "openai/gpt-5";
      const its = cost(ref, { inputTokens: 10_000, outputTokens: 1_000 }, { at: AS_OF });
      const { endpoint, billing } = providers[id];
      const money =
        its.kind === "unknown"
          ? "nobody knows what it costs"
          : formatMoney(its.total, billing.currency);
      return `${endpoint}\n${money}\n`;
    });
    expect(cargo?.run(["run", "--quiet"], crate)).toBe(want.join(""));
  },
);

it("quotes what a hostile registry has in it", async () => {
  const evil = `https://example.test/'"$(touch hacked)\`touch hacked\`\\`;
  const provider: Provider = {
    ...providers.openai,
    id: 'x"; hacked(); "',
    endpoint: evil,
    endpoints: {},
  };
  const snippets = snippetsFor(provider, { hasClient: false, asOf: AS_OF });
  const curl = snippets.find(({ name }) => name === "curl")?.text ?? "";
  const { out } = await run("sh", ["-c", curl.replace("curl", "printf '%s\\n'")], {
    OPENAI_API_KEY: "k",
  });
  expect(out.split("\n")[0]).toBe(evil);
  const runtime = snippets.find(({ name }) => name === "runtime")?.text ?? "";
  expect(runtime).toContain(JSON.stringify('./clients/x"; hacked(); ".gen.js'));
});
