import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kei, ROOT, readFiles, temporaryFolder, writeFiles } from "./support/cli.ts";
import { sharedFolder } from "./support/shared.ts";

const keiseikit = sharedFolder("data/keiseikit");

/** The registry that `kei init` makes, in a folder of its own. */
async function initialised(): Promise<string> {
  const folder = join(temporaryFolder(), "mine");
  expect(await kei(["init", folder])).toMatchObject({ code: 0 });
  return folder;
}

it("says on a clone that was not built what to do", () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "kei.mjs"),
    readFileSync(join(ROOT, "packages/codegen/bin/kei.js"), "utf8"),
  );
  const run = spawnSync(process.execPath, [join(folder, "kei.mjs"), "check"], { encoding: "utf8" });
  expect({ status: run.status, stdout: run.stdout, stderr: run.stderr }).toEqual({
    status: 1,
    stdout: "",
    stderr: "kei: this clone is not built yet\n  hint: npx -y pnpm@10 gen builds what it needs\n",
  });
});

describe("kei check", () => {
  it("accepts this project's registry", async () => {
    const { code, out } = await kei(["check"]);
    expect(out).toContain("10 providers");
    expect(out).toContain("0 errors");
    expect(code).toBe(0);
  });

  it.skipIf(keiseikit === undefined)("accepts downstream's files as they are", async () => {
    const day = ["--date", "2026-07-19"];
    const { code, out } = await kei(["check", "--registry", keiseikit as string, ...day]);
    expect(out).toBe("10 providers, 11 models, 18 profiles: 0 errors, 0 warnings\n");
    expect(code).toBe(0);
  });

  it("runs from any folder", async () => {
    const elsewhere = temporaryFolder();
    const { code } = await kei(["check", "--registry", join(ROOT, "registry")], { cwd: elsewhere });
    expect(code).toBe(0);
    expect(await kei(["check"], { cwd: join(ROOT, "packages/codegen/src") })).toMatchObject({
      code: 0,
    });
  });

  it("says what to do where there is no registry", async () => {
    const { code, out, err } = await kei(["check"], { cwd: temporaryFolder() });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("there is no registry here");
    expect(err).toContain("kei init");
  });

  it("prints diagnostics as data, and nothing else, to standard output", async () => {
    const folder = await initialised();
    writeFileSync(join(folder, "models.toml"), '[[model]]\nprovider_ref = "exmaple"\n');
    const { code, out, err } = await kei(["check", "--format", "json"], { cwd: folder });
    expect(code).toBe(1);
    const diagnostics = JSON.parse(out) as { code: string; file: string; range: unknown }[];
    expect(diagnostics.find((each) => each.code === "missing-key")).toMatchObject({
      severity: "error",
      file: "models.toml",
      range: { start: { line: 1, column: 1 } },
    });
    expect(err).toMatch(/\d+ errors, 0 warnings/);
    for (const format of ["pretty", "plain", "github", "sarif"]) {
      const ran = await kei(["check", "--format", format], { cwd: folder });
      expect(ran.code).toBe(1);
      expect(ran.out).toContain("missing-key");
    }
  });

  it("warns of old facts when asked to, and fails on warnings with --strict", async () => {
    const folder = await initialised();
    const models = join(folder, "models.toml");
    writeFileSync(
      models,
      readFileSync(models, "utf8").replace(/verified_at = ".*"/, 'verified_at = "2020-02-28"'),
    );
    const fresh = ["check", "--strict", "--date", "2020-03-01"];
    expect(await kei(fresh, { cwd: folder })).toMatchObject({ code: 0 });
    const old = await kei(["check"], { cwd: folder });
    expect(old).toMatchObject({ code: 0, out: expect.stringContaining("stale-registry") });
    for (const age of ["90d", "12w", "6m"]) {
      const { code, out } = await kei(["check", "--max-age", age], { cwd: folder });
      expect(code).toBe(0);
      expect(out).toContain("stale-fact");
    }
    const { code, out } = await kei(["check", "--max-age", "90d", "--strict"], { cwd: folder });
    expect(code).toBe(1);
    expect(out).toMatch(/0 errors, \d+ warnings? \(strict\)\n$/);
    expect((await kei(["check", "--max-age", "soon"], { cwd: folder })).err).toContain("90d, 12w");
  });

  it("colours only when asked to, or on a terminal", async () => {
    const folder = await initialised();
    writeFileSync(join(folder, "models.toml"), "[[model]]\n");
    const ansi = "\u001B[";
    expect((await kei(["check"], { cwd: folder })).out).not.toContain(ansi);
    const asked = await kei(["check"], { cwd: folder, env: { NO_COLOR: "", FORCE_COLOR: "1" } });
    expect(asked.out).toContain(ansi);
  });
});

describe("kei gen", () => {
  it("has generated what is in the repository", async () => {
    const { code, out } = await kei(["gen", "--check"]);
    expect(out).toContain("up to date");
    expect(code).toBe(0);
  });

  it("writes every target below --out", async () => {
    const out = join(temporaryFolder(), "out");
    expect(await kei(["gen", "--registry", "registry", "--out", out])).toMatchObject({ code: 0 });
    const files = Object.keys(readFiles(out));
    expect(files).toContain("schema/providers.schema.json");
    expect(files).toContain("gen/index.gen.ts");
    expect(files).toContain("gen/providers/ollama-local.gen.ts");
    expect(files).toContain("clients/ollama-local.gen.ts");
    expect(files).toContain("data/registry.json");
    // The same bytes as in the repository, but for where the types come from.
    expect(readFileSync(join(out, "data/registry.json"), "utf8")).toBe(
      readFileSync(join(ROOT, "packages/registry/data/registry.json"), "utf8"),
    );
  });

  it("names the files that differ, and writes nothing with --check", async () => {
    const folder = await initialised();
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0 });
    const changed = join(folder, "gen/index.gen.ts");
    writeFileSync(changed, "// changed\n");
    const stale = join(folder, "gen/providers/gone.gen.ts");
    const header = readFileSync(join(folder, "gen/models.gen.ts"), "utf8").split("\n", 1)[0];
    writeFileSync(stale, `${header}\n`);
    const { code, out } = await kei(["gen", "--check"], { cwd: folder });
    expect(code).toBe(1);
    expect(out).toBe(
      "differs: gen/index.gen.ts\nstale: gen/providers/gone.gen.ts\n2 generated files not up to date: run kei gen\n",
    );
    expect(readFileSync(changed, "utf8")).toBe("// changed\n");
    expect(existsSync(stale)).toBe(true);
  });

  it("removes what it once generated, and nobody else's files", async () => {
    const folder = await initialised();
    await kei(["gen"], { cwd: folder });
    const theirs = join(folder, "gen/providers/theirs.gen.ts");
    writeFileSync(theirs, "export {};\n");
    for (const name of ["providers.toml", "models.toml", "agent-profiles.toml"]) {
      const text = readFileSync(join(folder, name), "utf8");
      writeFileSync(
        join(folder, name),
        text.replaceAll('"ollama"', '"llama-here"').replaceAll("ollama/", "llama-here/"),
      );
    }
    const { code, out } = await kei(["gen"], { cwd: folder });
    expect(out).toContain("2 removed");
    expect(code).toBe(0);
    expect(existsSync(join(folder, "clients/ollama.gen.ts"))).toBe(false);
    expect(existsSync(join(folder, "gen/providers/ollama.gen.ts"))).toBe(false);
    expect(existsSync(join(folder, "gen/providers/llama-here.gen.ts"))).toBe(true);
    expect(existsSync(theirs)).toBe(true);
  });

  it("touches no file that stays the same, and mends one that was changed behind its back", async () => {
    const folder = await initialised();
    await kei(["gen"], { cwd: folder });
    const file = join(folder, "gen/index.gen.ts");
    const before = { text: readFileSync(file, "utf8"), time: statSync(file).mtimeMs };
    expect((await kei(["gen"], { cwd: folder })).out).toContain("up to date");
    expect(statSync(file).mtimeMs).toBe(before.time);
    writeFileSync(file, "// changed\n");
    expect((await kei(["gen"], { cwd: folder })).out).toContain("1 written");
    expect(readFileSync(file, "utf8")).toBe(before.text);
  });

  it("shows warnings again when there is nothing to do", async () => {
    const folder = await initialised();
    const models = join(folder, "models.toml");
    writeFileSync(models, readFileSync(models, "utf8").replace("# $3.00", "# $4.00"));
    const first = await kei(["gen", "--format", "plain"], { cwd: folder });
    const second = await kei(["gen", "--format", "plain"], { cwd: folder });
    for (const { code, out } of [first, second]) {
      expect(out).toContain("price-comment-mismatch");
      expect(code).toBe(0);
    }
    expect(second.out).toContain("up to date");
  });

  it("writes nothing when there are errors", async () => {
    const folder = await initialised();
    writeFileSync(join(folder, "providers.toml"), "[[provider]]\n");
    const { code, out } = await kei(["gen"], { cwd: folder });
    expect(code).toBe(1);
    expect(out).toContain("nothing was written");
    expect(existsSync(join(folder, "gen"))).toBe(false);
  });

  it("follows no link out of the folder that it writes to", async () => {
    const folder = await initialised();
    const elsewhere = temporaryFolder();
    writeFiles(folder, { "gen/theirs.txt": "" });
    symlinkSync(elsewhere, join(folder, "gen/providers"));
    const { code, err } = await kei(["gen"], { cwd: folder });
    expect(code).toBe(1);
    expect(err).toContain("is a link that leads out of its target");
    expect(readFiles(elsewhere)).toEqual({});
  });

  it("replaces no link by a file", async () => {
    const folder = await initialised();
    writeFiles(folder, { "theirs.ts": "// theirs\n", "gen/theirs.txt": "" });
    symlinkSync(join(folder, "theirs.ts"), join(folder, "gen/index.gen.ts"));
    const { code, err } = await kei(["gen"], { cwd: folder });
    expect(code).toBe(1);
    expect(err).toContain("is a symbolic link");
    expect(readFileSync(join(folder, "theirs.ts"), "utf8")).toBe("// theirs\n");
  });

  it("writes into a target that is a link itself", async () => {
    const folder = await initialised();
    const elsewhere = temporaryFolder();
    symlinkSync(elsewhere, join(folder, "gen"));
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0 });
    expect(Object.keys(readFiles(elsewhere))).toContain("providers/example.gen.ts");
  });

  it("says where it cannot write", async () => {
    const folder = await initialised();
    writeFiles(folder, { blocked: "a file, not a folder" });
    const { code, err } = await kei(["gen", "--out", "blocked"], { cwd: folder });
    expect(code).toBe(1);
    expect(err).toContain("cannot write");
    expect(err).not.toContain("at ");
  });
});

describe("files that are none", () => {
  it.skipIf(process.platform === "win32")("says so of a pipe and of a device", async () => {
    const folder = await initialised();
    const file = join(folder, "models.toml");
    for (const make of [() => spawnSync("mkfifo", [file]), () => symlinkSync("/dev/zero", file)]) {
      rmSync(file);
      make();
      const { code, out } = await kei(["check", "--format", "plain"], { cwd: folder });
      expect([code, out]).toEqual([
        1,
        expect.stringContaining("it is no file, but a pipe or a device"),
      ]);
    }
  });

  it("takes the line breaks of a checkout on Windows for its own", async () => {
    const folder = await initialised();
    await kei(["gen"], { cwd: folder });
    const files = Object.entries(readFiles(folder)).filter(
      // A calendar has such line breaks by its own rules.
      ([name]) => /[/\\]/.test(name) && !name.endsWith(".ics"),
    );
    const withBreaks = files.map(([name, text]) => [name, text.replaceAll("\n", "\r\n")]);
    writeFiles(folder, Object.fromEntries(withBreaks));
    expect(await kei(["gen", "--check"], { cwd: folder })).toMatchObject({ code: 0 });
    writeFiles(folder, { "data/models.tsv": "other\r\n" });
    expect(await kei(["gen", "--check"], { cwd: folder })).toMatchObject({ code: 1 });
  });
});

describe("kei init", () => {
  it("overwrites nothing", async () => {
    const folder = await initialised();
    const { code, err } = await kei(["init", folder]);
    expect(code).toBe(1);
    expect(err).toContain("is there already; nothing was written");
  });
});

describe("the command line", () => {
  it("shows help with an example for every command", async () => {
    const { code, out } = await kei(["--help"]);
    expect(code).toBe(0);
    for (const command of [
      "list",
      "explain",
      "check",
      "gen",
      "init",
      "import",
      "add",
      "set",
      "deprecate",
      "remove",
      "diff",
      "drift",
      "catalog",
      "doctor",
      "completion",
    ]) {
      expect(out).toContain(`  ${command}`);
      expect((await kei([command, "--help"])).out).toContain(`Example:\n  kei ${command}`);
    }
  });

  it.each([
    [["--version"], 0, /^\d+\.\d+\.\d+\n$/, /^$/],
    [["chekc"], 1, /^$/, /Did you mean check\?/],
    [["check", "--formt", "json"], 1, /^$/, /Did you mean --format\?/],
    [["check", "--format", "xml"], 1, /^$/, /pretty, plain, json, github, sarif/],
    [["gen", "--check", "--watch"], 1, /^$/, /choose one/],
  ])("%j exits with %i", async (args, code, out, err) => {
    const ran = await kei(args);
    expect(ran.code).toBe(code);
    expect(ran.out).toMatch(out);
    expect(ran.err).toMatch(err);
  });

  it("does not mind a reader that leaves early", () => {
    const { stderr } = spawnSync(
      "sh",
      ["-c", `"${process.execPath}" packages/codegen/bin/kei.js --help | head -n 1`],
      { cwd: ROOT, encoding: "utf8" },
    );
    expect(stderr).toBe("");
  });

  it("refuses a configuration that it does not understand", async () => {
    const folder = await initialised();
    const config = join(folder, "kei.config.json");
    for (const [text, want] of [
      ["{", "JSON"],
      ["[]", '"registry"'],
      ['{ "registry": ".", "targets": {}, "extra": 1 }', 'unknown key "extra"'],
      ['{ "registry": ".", "targets": { "schema": "s" } }', '"typescript"'],
    ] as const) {
      writeFileSync(config, text);
      const { code, err } = await kei(["check"], { cwd: folder });
      expect(code).toBe(1);
      expect(err).toContain(want);
    }
  });

  it("says which file it cannot read, and why", async () => {
    const folder = await initialised();
    // A folder in a file's place: refused to everybody, where permissions do not stop root.
    rmSync(join(folder, "models.toml"));
    mkdirSync(join(folder, "models.toml"));
    const { code, out } = await kei(["check", "--format", "plain"], { cwd: folder });
    expect(code).toBe(1);
    expect(out).toContain("models.toml:1:1 - error file-missing: ");
    expect(out).toContain("it is a folder");
  });
});
