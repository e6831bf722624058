import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkCodex } from "../src/commands/doctor/check-codex.ts";
import { checkKeys } from "../src/commands/doctor/check-keys.ts";
import { checkNode } from "../src/commands/doctor/check-node.ts";
import { checkServers } from "../src/commands/doctor/check-servers.ts";
import type { Finding } from "../src/commands/doctor/finding.ts";
import {
  type ProgramEnd,
  type RunProgram,
  runProgram,
} from "../src/commands/doctor/run-program.ts";
import type { Provider } from "../src/layers/provider.ts";
import { kei, temporaryFolder } from "./support/cli.ts";

const cloud: Provider = {
  id: "cloud",
  displayName: "Cloud",
  endpoint: "https://api.example.com/v1/chat/completions",
  authScheme: "bearer",
  authEnv: ["FIRST_KEY", "SECOND_KEY"],
  auth: { in: "header", name: "authorization", prefix: "Bearer " },
  protocol: "openai-chat",
  transport: "direct-api",
  retry: { max: 0, backoffMs: 0 },
  billing: { currency: "USD", mode: "metered" },
  openModels: false,
};
const local = (endpoint: string): Provider => ({
  ...cloud,
  id: "local",
  endpoint,
  authScheme: "none",
  authEnv: [],
  auth: { in: "none" },
  protocol: endpoint.endsWith("/api/chat") ? "ollama-chat" : "openai-chat",
  transport: "local",
});
const codex: Provider = {
  ...cloud,
  id: "codex",
  endpoint: "local:codex-cli",
  authScheme: "oauth-subscription",
  authEnv: [],
  auth: { in: "none" },
  protocol: "codex-exec",
  transport: "subscription",
};

/** No signal that a test does not abort. */
const quiet = new AbortController().signal;

async function serve(listener: Parameters<typeof createServer>[1]): Promise<string> {
  const server: Server = createServer({}, listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("keys", () => {
  it.each<[string, Record<string, string>, Finding["state"], string]>([
    ["none set", {}, "missing", "FIRST_KEY, SECOND_KEY not set"],
    ["an empty one is not set", { FIRST_KEY: "", SECOND_KEY: "s3cr3t" }, "ok", "SECOND_KEY is set"],
    ["the first wins", { FIRST_KEY: "s3cr3t", SECOND_KEY: "x" }, "ok", "FIRST_KEY is set"],
    ["blank", { FIRST_KEY: " \n" }, "warn", "FIRST_KEY is set, but blank"],
    ["newline", { FIRST_KEY: "s3cr3t\n" }, "warn", "FIRST_KEY has blanks or newlines in it"],
  ])("%s", (_, env, state, message) => {
    const findings = checkKeys([cloud, codex], env);
    expect(findings).toMatchObject([{ check: "key", subject: "cloud", state, message }]);
    expect(JSON.stringify(findings)).not.toContain("s3cr3t");
  });
});

describe("local servers", () => {
  it("asks each where its protocol says, all at once", async () => {
    const asked: string[] = [];
    let release = () => {};
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    const findings = await checkServers(
      [
        local("http://127.0.0.1:1/api/chat"),
        local("http://localhost:2/v1/chat/completions"),
        { ...local("http://10.0.0.1:3/v1/chat/completions") },
        cloud,
      ],
      {
        fetch: async (url) => {
          asked.push(String(url));
          if (asked.length === 2) release();
          await both;
          return new Response("{}");
        },
        limitMs: 60_000,
        signal: quiet,
      },
    );
    expect(asked).toEqual(["http://127.0.0.1:1/api/version", "http://localhost:2/v1/models"]);
    expect(findings.map(({ state }) => state)).toEqual(["ok", "ok"]);
  });

  it("tells an answer, an error, a refusal and silence apart", async () => {
    const well = await serve((_, response) => response.end("{}"));
    const wrong = await serve((_, response) => response.writeHead(404).end());
    const silent = await serve(() => {});
    const closed = createServer();
    closed.listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));

    const look = (origin: string, limitMs: number, signal = quiet) =>
      checkServers([local(`${origin}/v1/chat/completions`)], { fetch, limitMs, signal });
    expect(await look(well, 60_000)).toMatchObject([
      { state: "ok", message: `answers at ${well}` },
    ]);
    expect(await look(wrong, 60_000)).toMatchObject([
      { state: "warn", message: `${wrong}/v1/models answers with HTTP 404` },
    ]);
    expect(await look(`http://127.0.0.1:${port}`, 60_000)).toMatchObject([
      { state: "missing", message: `nothing listens at http://127.0.0.1:${port}` },
    ]);
    expect(await look(silent, 20)).toMatchObject([
      { state: "warn", message: `no answer from ${silent} within 0.02 s` },
    ]);
    expect(await look(silent, 60_000, AbortSignal.abort())).toMatchObject([
      { message: "not asked: interrupted" },
    ]);
  });
});

describe("codex", () => {
  const answers = (version: ProgramEnd, login?: ProgramEnd): RunProgram => {
    return async (_, args) => (args[0] === "--version" ? version : (login as ProgramEnd));
  };
  const there: ProgramEnd = { kind: "exited", code: 0, output: "codex-cli 0.169.0\n" };
  const ended = (code: number, output: string): ProgramEnd => ({ kind: "exited", code, output });

  it.each<[Finding["state"], string, RunProgram]>([
    ["missing", "codex is not on the PATH", answers({ kind: "not-found" })],
    ["warn", "codex --version did not end in time", answers({ kind: "timed-out" })],
    ["warn", "codex --version failed", answers(ended(127, ""))],
    ["ok", "codex-cli 0.169.0, logged in", answers(there, ended(0, "Logged in using ChatGPT"))],
    ["missing", "codex-cli 0.169.0, not logged in", answers(there, ended(1, "Not logged in\n"))],
    [
      "warn",
      "codex-cli 0.169.0; cannot tell whether it is logged in",
      answers(there, ended(2, "error: unrecognized subcommand 'status'")),
    ],
  ])("%s: %s", async (state, message, run) => {
    const findings = await checkCodex([cloud, codex], {}, { run, limitMs: 1, signal: quiet });
    expect(findings).toMatchObject([{ subject: "codex", state, message }]);
  });

  it("is not given keys, and is not run when no provider uses it", async () => {
    const seen: unknown[] = [];
    const run: RunProgram = async (_, _args, { env }) => {
      seen.push(env);
      return { kind: "not-found" };
    };
    const env = { PATH: "/bin", HOME: "/home", OPENAI_API_KEY: "s3cr3t", CODEX_API_KEY: "s3cr3t" };
    expect(await checkCodex([cloud], env, { run, limitMs: 1, signal: quiet })).toEqual([]);
    await checkCodex([codex], env, { run, limitMs: 1, signal: quiet });
    expect(seen).toEqual([{ PATH: "/bin", HOME: "/home" }]);
  });

  it("runs real programs", async () => {
    const options = { env: process.env, limitMs: 60_000, signal: quiet };
    expect(await runProgram("kei-no-such-program", [], options)).toEqual({ kind: "not-found" });
    expect(
      await runProgram(process.execPath, ["-e", "console.error('no'); process.exit(3)"], options),
    ).toEqual({ kind: "exited", code: 3, output: "no\n" });
    const hanging = ["-e", "setInterval(() => {}, 1000)"];
    expect(await runProgram(process.execPath, hanging, { ...options, limitMs: 20 })).toEqual({
      kind: "timed-out",
    });
  });
});

it("compares versions of Node as numbers", () => {
  expect(checkNode("v20.19.0", "20.19").state).toBe("ok");
  expect(checkNode("v22.1.0", "20.19").state).toBe("ok");
  expect(checkNode("v20.9.0", "20.19").state).toBe("warn");
  expect(checkNode("v18.20.0", "20.19").state).toBe("warn");
});

describe("kei doctor", () => {
  it("looks at a registry: nothing generated, then generated, then broken", async () => {
    const folder = join(temporaryFolder(), "mine");
    await kei(["init", folder]);
    // Nothing of this test asks a server that may really run here.
    const doctor = (...args: string[]) =>
      kei(["doctor", "--provider", "example", ...args], {
        cwd: folder,
        env: { EXAMPLE_API_KEY: "s3cr3t" },
      });

    const before = await doctor();
    expect(before.code).toBe(1);
    expect(before.out).toMatch(/^error +generated .*not up to date +kei gen/m);
    expect(before.out).toMatch(/^ok +key +example +EXAMPLE_API_KEY is set$/m);
    expect(before.out).not.toContain("s3cr3t");
    expect(before.out).not.toContain("ollama");

    await kei(["gen"], { cwd: folder });
    const after = await doctor("--json");
    expect({ code: after.code, err: after.err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(after.out)).toContainEqual({
      check: "registry",
      subject: "registry",
      state: "ok",
      message: "0 errors, 0 warnings",
    });

    rmSync(join(folder, "agent-profiles.toml"));
    const broken = await doctor();
    expect(broken.code).toBe(1);
    expect(broken.out).toMatch(/^error +registry /m);
    expect(broken.out).toContain("not compared: the registry has errors");
  });

  it("does not take a missing key for an error, and knows its providers", async () => {
    const keyless = await kei(["doctor", "--provider", "xai"], { env: { XAI_API_KEY: "" } });
    expect(keyless.code).toBe(0);
    expect(keyless.out).toMatch(/^missing +key +xai +XAI_API_KEY not set/m);
    const unknown = await kei(["doctor", "--provider", "antropic"]);
    expect(unknown).toMatchObject({ code: 1, out: "" });
    expect(unknown.err).toContain('did you mean "anthropic"?');
  });
});
