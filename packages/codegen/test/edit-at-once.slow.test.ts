import { spawn } from "node:child_process";
import { readdirSync, readFileSync, utimesSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { editRegistry } from "../src/edit/edit-registry.ts";
import { lockFolder } from "../src/project/lock-folder.ts";
import { kei, startKei, temporaryFolder, writeFiles } from "./support/cli.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";

const FILES = ["agent-profiles.toml", "models.toml", "providers.toml"];

/** Folder of a new registry. Locks lie in a folder of their own, for this process and what it starts. */
let registry: string;
let temporary: string;

beforeEach(() => {
  registry = temporaryFolder();
  temporary = temporaryFolder();
  for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, temporary);
  const model = (name: string) => `
[[model]]
provider_ref = "acme"
id = "${name}"
slug = "${name}"
display_name = "${name}"
context_window = 1_000
max_output_tokens = 100
`;
  writeFiles(registry, {
    "providers.toml": `[[provider]]
id = "acme"
display_name = "Acme"
endpoint = "https://api.acme.com/v1/chat/completions"
auth_scheme = "bearer"
auth_env = "ACME_KEY"
retry_max = 3
retry_backoff_ms = 500
rate_limit_rpm = 0
billing_currency = "USD"
`,
    "models.toml": ["one", "two", "three", "four"].map(model).join(""),
    "agent-profiles.toml": "",
  });
  return () => vi.unstubAllEnvs();
});

const models = () => readFileSync(join(registry, "models.toml"), "utf8");
const add = (id: string) => [
  ...["add", "model", "--provider-ref", "acme", "--id", id, "--slug", id],
  ...["--display-name", id, "--context-window", "5"],
];
/** All locks and folders of locks. */
const locks = () =>
  readdirSync(temporary, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.includes(".lock"),
  );

/** The lock of this test's registry, while nobody holds it. */
async function lockPath(): Promise<string> {
  const [name] = await lockFolder(registry, locks);
  return join(temporary, name as string);
}

/** Number of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await new Promise((resolve) => child.on("close", resolve));
  return child.pid as number;
}

describe("several commands at once on one registry", () => {
  it.each([
    ["where nobody was before", async () => {}],
    [
      "where one was killed before",
      async () => writeFileSync(await lockPath(), `${await deadProcess()} left`),
    ],
  ])("add what each adds, %s", async (_, before) => {
    await before();
    const ids = ["a", "b", "c", "d", "e", "f"];
    const ran = await Promise.all(ids.map((id) => kei(add(id), { cwd: registry })));
    expect(ran.map(({ code, err }) => ({ code, err }))).toEqual(
      ids.map(() => ({ code: 0, err: "" })),
    );
    const added = [...models().matchAll(/^id = "(\w)"$/gm)].map(([, id]) => id);
    expect(added.sort()).toEqual(ids);
    expect(await kei(["check"], { cwd: registry })).toMatchObject({ code: 0 });
    expect([readdirSync(registry).sort(), locks()]).toEqual([FILES, []]);
  });

  it("change, retire and remove what each is told to", async () => {
    const ran = await Promise.all(
      [
        ["set", "acme/one", "context_window=20_000"],
        ["set", "acme/one", "max_output_tokens=200"],
        ["deprecate", "acme/two", "--replaced-by", "acme/one"],
        ["remove", "acme/three"],
        ["set", "acme/four", "notes=Kept."],
      ].map((args) => kei(args, { cwd: registry })),
    );
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    const text = models();
    for (const line of [
      "context_window = 20_000",
      "max_output_tokens = 200",
      'replaced_by = "acme/one"',
      'notes = "Kept."',
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).not.toContain('"three"');
  });

  it("refuse what another has made wrong meanwhile", async () => {
    const ran = await Promise.all([add("a"), add("a")].map((args) => kei(args, { cwd: registry })));
    expect(ran.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(ran.find(({ code }) => code === 1)?.out).toContain("duplicate-id");
    expect(models().match(/^id = "a"$/gm)).toHaveLength(1);
  });
});

it("leaves the old file or the new one when it is killed, and the next command goes on", async () => {
  const before = models();
  const folder = dirname(await lockPath());
  const child = startKei(["set", "acme/one", "notes=New."], { cwd: registry });
  const watcher = watch(folder, () => void child.kill("SIGKILL"));
  onTestFinished(() => watcher.close());
  await new Promise((resolve) => child.on("close", resolve));
  const after = models();
  expect(after === before || after.includes('notes = "New."')).toBe(true);
  expect(await kei(["set", "acme/two", "notes=Next."], { cwd: registry })).toMatchObject({
    code: 0,
  });
  expect(models()).toContain('notes = "Next."');
  expect([readdirSync(registry).sort(), locks()]).toEqual([FILES, []]);
});

it("keeps what an editor has saved meanwhile", async () => {
  const path = join(registry, "models.toml");
  const saved = `${models()}# saved\n`;
  const edited = editRegistry({}, fakeTerminal({ cwd: registry }), () => {
    writeFileSync(path, saved);
    return { layer: "model", text: "" };
  });
  await expect(edited).rejects.toThrow(`${path} was changed by another program just now`);
  expect([models(), readdirSync(registry).sort(), locks()]).toEqual([saved, FILES, []]);
});

describe("lockFolder", () => {
  it("gives the lock back when the action fails", async () => {
    await expect(
      lockFolder(registry, () => {
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(locks()).toEqual([]);
  });

  it("lets one action run after the other, by whatever path the folder is reached", async () => {
    const order: string[] = [];
    const hold = lockFolder(registry, async () => {
      order.push("first in");
      await new Promise((resolve) => setImmediate(resolve));
      order.push("first out");
    });
    await lockFolder(join(registry, "..", registry.split(/[\\/]/).at(-1) as string), () => {
      order.push("second");
    });
    await hold;
    expect(order).toEqual(["first in", "first out", "second"]);
  });

  it("says that it waits and for whom, and does not wait for ever", async () => {
    const said: string[] = [];
    await lockFolder(registry, async () => {
      const second = lockFolder(registry, () => "not run", {
        patience: 0,
        onWait: () => {
          said.push("waits");
          return () => said.push("no more");
        },
      });
      await expect(second).rejects.toThrow(
        `another kei (process ${process.pid}) is changing ${registry}`,
      );
    });
    expect(said).toEqual(["waits", "no more"]);
  });

  it("takes over a lock that is too old to be held", async () => {
    const path = await lockPath();
    writeFileSync(path, `${process.pid} stopped`);
    const minutesAgo = new Date(Date.now() - 120_000);
    utimesSync(path, minutesAgo, minutesAgo);
    expect(await lockFolder(registry, () => "run")).toBe("run");
    expect(locks()).toEqual([]);
  });

  it("takes over a lock whose holder was killed before it wrote its number", async () => {
    const path = await lockPath();
    writeFileSync(path, "");
    const secondsAgo = new Date(Date.now() - 2_000);
    utimesSync(path, secondsAgo, secondsAgo);
    expect(await lockFolder(registry, () => "run")).toBe("run");
    expect(locks()).toEqual([]);
  });

  it("says where there is no place for it", async () => {
    writeFileSync(join(temporary, "file"), "");
    for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, join(temporary, "file"));
    await expect(lockFolder(registry, () => "not run")).rejects.toThrow(
      `cannot keep others from writing at the same time: ${join(temporary, "file")}: a file is in its place`,
    );
  });
});
