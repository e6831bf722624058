import { getEventListeners } from "node:events";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FailureError } from "../../src/chat/errors.ts";
import { unsafeModel } from "../../src/chat/request.ts";
import { codex } from "../../src/gen/codex.gen.ts";
import {
  createProcessTransport,
  type ProcessTransportOptions,
} from "../../src/protocols/codex-exec/process-transport.ts";
import type { TransportResponse } from "../../src/transport/transport.ts";
import { runCodex } from "./support/run-codex.ts";

const FAKE = join(import.meta.dirname, "support/fake-codex.mjs");

/** Where the fake and a test leave files for each other, and where temporary files are to be. */
let folder: string;
let temporary: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kei-test-"));
  temporary = realpathSync(mkdtempSync(join(tmpdir(), "kei-test-tmp-")));
  vi.stubEnv("TMPDIR", temporary);
});

afterEach(() => {
  for (const response of opened.splice(0)) response.close(false);
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  rmSync(temporary, { recursive: true });
});

const fake = (scenario: string, { env, ...options }: ProcessTransportOptions = {}) =>
  createProcessTransport({
    command: FAKE,
    env: { FAKE_CODEX: scenario, FAKE_FOLDER: folder, ...env },
    ...options,
  });

/** Resolves once something is so that another process makes so. */
const until = (isSo: () => boolean) =>
  vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 30_000, interval: 10 });

const pids = () => readFileSync(join(folder, "pids"), "utf8").split(" ").map(Number);
const hasPids = () => existsSync(join(folder, "pids")) && pids().every((pid) => pid > 0);

/** Waited for as well, so that there is no such number any more. */
function isGone(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

function isAlive(pid: number): boolean {
  if (isGone(pid)) return false;
  const status = `/proc/${pid}/status`;
  // A process that nobody has waited for is there by its number alone.
  return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
}

/** Nothing of a run is left. */
const cleaned = () => until(() => readdirSync(temporary).length === 0);

const BODY = JSON.stringify({ args: [], prompt: "hello" });

/** An answer that has not been read. It is closed when the test is over. */
async function send(
  scenario: string,
  options: ProcessTransportOptions = {},
  signal = new AbortController().signal,
): Promise<TransportResponse> {
  const request = { method: "POST", url: "local:codex-cli", headers: {}, body: BODY } as const;
  const response = await fake(scenario, options).send(request, signal);
  opened.push(response);
  return response;
}

const opened: TransportResponse[] = [];

/** Reads to the end, and counts the bytes. */
async function readAll(response: TransportResponse): Promise<number> {
  let length = 0;
  for (let bytes = await response.read(); bytes !== undefined; bytes = await response.read()) {
    length += bytes.length;
  }
  return length;
}

async function report(
  body: Parameters<typeof runCodex>[1],
  options: ProcessTransportOptions = {},
): Promise<{
  args: string[];
  stdin: string;
  env: Record<string, string>;
  cwd: string;
  entries: string[];
  files: { path: string; base64: string }[];
}> {
  const { builder, failure } = await runCodex(fake("report", options), body);
  expect(failure).toBeUndefined();
  return JSON.parse(builder.parts().text);
}

describe("what codex is given", () => {
  it("C12, L: the prompt goes through standard input, which ends", async () => {
    const { stdin, args } = await report({ args: ["--one", "two"], prompt: "Привет\n" });
    expect(stdin).toBe("Привет\n");
    expect(args).toEqual(["exec", "--json", "--one", "two", "-"]);
  });

  it("C16: a prompt may begin with a dash, be longer than any argument, hold what a shell reads", async () => {
    for (const prompt of ["--help", "$(touch x) `x` \"'; & | > \0", "x".repeat(3_000_000)]) {
      expect((await report({ prompt })).stdin).toBe(prompt);
    }
  });

  it("C16: arguments are not read by a shell", async () => {
    const args = ["-c", 'developer_instructions="$(id) `id` \\" * ; &"'];
    expect((await report({ args })).args).toEqual(["exec", "--json", ...args, "-"]);
  });

  it("C15: the environment is what codex needs; keys stay here", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-canary-openai");
    vi.stubEnv("CODEX_API_KEY", "sk-canary-codex");
    vi.stubEnv("KEI_LEAK", "sk-canary-leak");
    vi.stubEnv("CODEX_HOME", "/codex/home");
    vi.stubEnv("LC_ALL", "C.UTF-8");
    vi.stubEnv("https_proxy", "http://127.0.0.1:9");
    vi.stubEnv("NO_PROXY", "localhost");
    const { env } = await report({}, { env: { EXTRA: "given" } });
    expect(JSON.stringify(env)).not.toContain("sk-canary");
    expect(env).toMatchObject({
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      CODEX_HOME: "/codex/home",
      LC_ALL: "C.UTF-8",
      https_proxy: "http://127.0.0.1:9",
      NO_PROXY: "localhost",
      EXTRA: "given",
    });
  });

  it("works in an empty directory, which is gone afterwards", async () => {
    const { cwd, entries } = await report({});
    expect(cwd.startsWith(temporary)).toBe(true);
    expect(entries).toEqual([]);
    await cleaned();
  });

  it("works in the directory that it is given", async () => {
    expect((await report({}, { cwd: import.meta.dirname })).cwd).toBe(import.meta.dirname);
  });

  it("gives schema and images as files, for this user alone, and takes them away", async () => {
    const outputSchema = { type: "object", properties: {} };
    const images = [
      { mediaType: "image/png", base64: "AAEC" },
      { mediaType: "image/../../x", base64: "/w==" },
    ];
    const { files, args } = await report({ args: ["--last"], outputSchema, images });
    expect(files.map(({ base64 }) => base64)).toEqual([
      "AAEC",
      "/w==",
      Buffer.from(JSON.stringify(outputSchema)).toString("base64"),
    ]);
    expect(files.map(({ path }) => path.slice(path.lastIndexOf("/") + 1))).toEqual([
      "image-1.png",
      "image-2.img",
      "schema.json",
    ]);
    for (const { path } of files) expect(path.startsWith(temporary)).toBe(true);
    expect(args.at(-2)).toBe("--last");
    await cleaned();
  });

  it("takes the program from the endpoint", async () => {
    const transport = createProcessTransport({ env: { FAKE_CODEX: "deaf" } });
    const { builder } = await runCodex(transport, {}, { url: `local:${FAKE}` });
    expect(builder.parts().text).toBe("did not listen");
  });
});

describe("how codex ends", () => {
  it("C14: what is written after the program has ended belongs to the answer", async () => {
    const { builder, failure } = await runCodex(fake("early", { graceMs: 60_000 }));
    expect(failure).toBeUndefined();
    expect(builder.parts().text).toBe("late");
  });

  it("C14: a pipe that is held open ends as well", async () => {
    const { failure } = await runCodex(fake("held", { graceMs: 100 }));
    expect(failure?.code).toBe("truncated");
    await until(() => pids().every((pid) => !isAlive(pid)));
    await cleaned();
  });

  it("C14: a pipe that is held open ends for who reads late", async () => {
    const response = await send("held", { graceMs: 100 });
    await until(() => hasPids() && isGone(pids()[0] as number));
    expect(await readAll(response)).toBeGreaterThan(0);
    await until(() => pids().every((pid) => !isAlive(pid)));
  });

  it("C14: who reads slowly gets what was written", async () => {
    const response = await send("burst", { graceMs: 2000 });
    await until(hasPids);
    const [program = 0, descendant = 0] = pids();
    let begun = "";
    while (!begun.includes("turn.started")) begun += Buffer.from((await response.read()) ?? []);
    let length = begun.length;
    // Somebody waits for more when the program ends, so that its time begins to run.
    const waiting = response.read();
    await until(() => isGone(program));
    writeFileSync(join(folder, "go"), "");
    length += (await waiting)?.length ?? 0;
    // Ended by force, while nobody read.
    await until(() => !isAlive(descendant));
    length += await readAll(response);
    const written = readFileSync(join(folder, "written")).length * 50_000;
    expect(written).toBeGreaterThan(0);
    expect(length).toBeGreaterThan(written);
  });

  it.each([1, 2])("C11: exit code %i comes with the end of what was said", async (code) => {
    const { failure } = await runCodex(fake("complain", { env: { FAKE_EXIT: String(code) } }));
    expect(failure?.code).toBe("config");
    expect(failure?.message).toContain(`failed with exit code ${code}`);
    expect(failure?.message).toMatch(/Error: the last words$/);
    expect(failure?.message.length).toBeLessThan(1300);
    expect(failure?.message).not.toContain("Reading additional input");
  });

  it("C11: what a crash leaves behind is a failure of the server", async () => {
    const { failure } = await runCodex(fake("complain", { env: { FAKE_EXIT: "101" } }));
    expect(failure).toMatchObject({ code: "server" });
  });

  it("C10: ended by somebody else's signal", async () => {
    const { failure, begun } = await runCodex(fake("die"));
    expect(failure).toMatchObject({ code: "truncated", retryable: false });
    expect(failure?.message).toContain("was ended by SIGKILL");
    expect(begun).toBe(true);
  });

  it("C12: a program that does not read its input is no failure", async () => {
    const { builder, failure } = await runCodex(fake("deaf"), { prompt: "x".repeat(2_000_000) });
    expect(failure).toBeUndefined();
    expect(builder.parts().text).toBe("did not listen");
  });

  it("C13, L: lines may be long, and past every measure they are left out", async () => {
    const { builder, failure } = await runCodex(fake("long"));
    expect(failure).toBeUndefined();
    expect(builder.parts().text).toBe("after long lines");
  });

  it("T9: what is written after the answer stops nobody", async () => {
    const { builder } = await runCodex(fake("flood", { graceMs: 60_000 }));
    expect(builder.parts().text).toBe("done");
    await until(() => existsSync(join(folder, "flooded")));
    await cleaned();
  });

  it("T9: a program that does not end after its answer is ended", async () => {
    const { builder } = await runCodex(fake("linger", { graceMs: 100 }));
    expect(builder.parts().text).toBe("done");
    await until(() => hasPids() && !isAlive(pids()[0] as number));
    await cleaned();
  });
});

describe("what codex leaves behind", () => {
  it("W9: what it has started ends with it, by force after a moment", async () => {
    const { builder } = await runCodex(fake("orphan", { graceMs: 100 }));
    expect(builder.parts().text).toBe("done");
    await until(() => pids().every((pid) => !isAlive(pid)));
    await cleaned();
  });

  it("W9: so it does after an abort, though codex itself ends when it is told to", async () => {
    const controller = new AbortController();
    const run = runCodex(
      fake("obedient", { graceMs: 100 }),
      {},
      { signal: controller.signal, onBytes: () => controller.abort("enough") },
    );
    expect((await run).thrown).toBe("enough");
    await until(() => pids().every((pid) => !isAlive(pid)));
    await cleaned();
  });

  it("W9: so it does when this process ends first", async () => {
    await runCodex(fake("orphan", { graceMs: 60_000 }));
    const [, grandchild = 0] = pids();
    expect(isAlive(grandchild)).toBe(true);
    for (const listener of process.listeners("exit")) {
      if (listener.name === "killAll") listener(0);
    }
    await until(() => !isAlive(grandchild));
    await cleaned();
  });
});

describe("abort", () => {
  it("C16: ends the whole process group, by force where it must be", async () => {
    const controller = new AbortController();
    const run = runCodex(fake("stubborn", { graceMs: 100 }), {}, { signal: controller.signal });
    await until(() => hasPids() && existsSync(join(folder, "ready")));
    const reason = new Error("enough");
    controller.abort(reason);
    expect((await run).thrown).toBe(reason);
    await until(() => pids().every((pid) => !isAlive(pid)));
    expect(existsSync(join(folder, "told"))).toBe(true);
    await cleaned();
  });

  it("C10: is no end of an answer", async () => {
    const controller = new AbortController();
    const run = runCodex(
      fake("wait"),
      {},
      { signal: controller.signal, onBytes: () => controller.abort("reason") },
    );
    const { thrown, events } = await run;
    expect(thrown).toBe("reason");
    expect(events).toEqual([]);
    await until(() => hasPids() && !isAlive(pids()[0] as number));
  });

  it("T7: closing an answer ends the program", async () => {
    const response = await send("wait");
    await response.read();
    await until(hasPids);
    response.close(false);
    response.close(true);
    await until(() => !isAlive(pids()[0] as number));
    await cleaned();
  });

  it("T5: before anything, so that nothing is run", async () => {
    const { thrown } = await runCodex(fake("wait"), {}, { signal: AbortSignal.abort("early") });
    expect(thrown).toBe("early");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("T8: leaves no listeners on the signal or the process", async () => {
    const { signal } = new AbortController();
    const before = process.listenerCount("exit");
    for (let i = 0; i < 12; i++) await runCodex(fake("deaf"), {}, { signal });
    await cleaned();
    await readAll(await send("deaf", {}, signal));
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(process.listenerCount("exit")).toBe(before);
  });
});

describe("what cannot be run", () => {
  it("a program that is not there: says which, and how to install it", async () => {
    for (const command of ["kei-no-such-program", "/no/such/program"]) {
      const { failure } = await runCodex(createProcessTransport({ command }));
      expect(failure).toMatchObject({ code: "config" });
      expect(failure?.message).toContain(command);
      expect(failure?.message).toContain("npm install -g @openai/codex");
    }
    await cleaned();
  });

  it("a file that is no program", async () => {
    const command = join(import.meta.dirname, "process-transport.slow.test.ts");
    expect((await runCodex(createProcessTransport({ command }))).failure?.code).toBe("config");
  });

  it("W10: a model with a NUL, which no argument can have, is a wrong request", async () => {
    const { failure } = await runCodex(fake("report"), { args: ["--model=gpt\0-5"] });
    expect(failure).toMatchObject({
      code: "bad-request",
      message: expect.stringContaining("must have no NUL character"),
    });
    await cleaned();
  });

  it("W10: a prompt that is too long for codex is a conversation that is", async () => {
    const { failure } = await runCodex(fake("refuse"), { prompt: "x".repeat(10_000_000) });
    expect(failure).toMatchObject({
      code: "context-length",
      message: expect.stringContaining("Input exceeds the maximum length"),
      retryable: false,
    });
  });

  it("W10: what was said before a run ended early is there, as a part", async () => {
    const client = codex({ transport: fake("vanish"), limiter: false });
    const model = unsafeModel("gpt-x");
    const stream = client.stream({ model, messages: [{ role: "user", content: "Hello" }] });
    const events: unknown[] = [];
    const reading = (async () => {
      for await (const event of stream) events.push(event);
    })();
    await expect(reading).rejects.toMatchObject({
      code: "truncated",
      partial: true,
      partialReply: { text: "half" },
      retryable: false,
    });
    expect(events).toEqual([{ type: "text", text: "half" }]);
  });

  it("a directory that is not there", async () => {
    const { failure } = await runCodex(fake("deaf", { cwd: "/no/such/directory" }));
    expect(failure).toMatchObject({ code: "config" });
    expect(failure?.message).toContain("/no/such/directory");
  });

  it("arguments that are too long", async () => {
    const { failure } = await runCodex(fake("deaf"), { args: ["x".repeat(3_000_000)] });
    expect(failure).toMatchObject({ code: "bad-request" });
    await cleaned();
  });

  it.each(["{}", '{"args":"x","prompt":"y"}', '{"args":[1],"prompt":"y"}', '{"args":[]}', "[]"])(
    "a body that is none: %s",
    async (body) => {
      const sent = { method: "POST", url: "local:codex-cli", headers: {}, body } as const;
      const run = fake("deaf").send(sent, new AbortController().signal);
      await expect(run).rejects.toMatchObject({ failure: { code: "bad-request" } });
    },
  );

  it("no Node: says what it takes", async () => {
    const { getBuiltinModule } = process;
    try {
      Object.assign(process, { getBuiltinModule: undefined });
      const { failure } = await runCodex(fake("deaf"));
      expect(failure).toMatchObject({ code: "config" });
      expect(failure?.message).toContain("Node");
    } finally {
      Object.assign(process, { getBuiltinModule });
    }
  });
});

describe("text", () => {
  it("is the whole output", async () => {
    const lines = (await (await send("deaf")).text(1_000_000)).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).type)).toEqual([
      "thread.started",
      "turn.started",
      "item.completed",
      "turn.completed",
    ]);
  });

  it("E6: is bounded", async () => {
    await expect((await send("long")).text(100_000)).rejects.toBeInstanceOf(FailureError);
    await cleaned();
  });
});
