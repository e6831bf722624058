import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { bashScript } from "../src/commands/completion/bash-script.ts";
import { commandTree } from "../src/commands/completion/command-tree.ts";
import { kei, ROOT, temporaryFolder } from "./support/cli.ts";

const CLI = join(ROOT, "packages/codegen/bin/kei.js");

function isHere(shell: string): boolean {
  if (spawnSync(shell, ["-c", "exit 0"]).error === undefined) return true;
  console.warn(`skipped: there is no ${shell} here`);
  return false;
}

/** A registry, and a folder for the PATH in which `kei` is. */
async function setUp(): Promise<{ cwd: string; bin: string; script: string }> {
  const bin = temporaryFolder();
  writeFileSync(join(bin, "kei"), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
  chmodSync(join(bin, "kei"), 0o755);
  const cwd = join(temporaryFolder(), "mine");
  await kei(["init", cwd]);
  const { code, out } = await kei(["completion", "bash"]);
  expect(code).toBe(0);
  const script = join(bin, "completion.bash");
  writeFileSync(script, out);
  return { cwd, bin, script };
}

describe.skipIf(!isHere("bash"))("kei completion bash", () => {
  it("completes commands, options, choices and ids", async () => {
    const { cwd, bin, script } = await setUp();
    /** What is offered for the last word; words as bash splits them. */
    const complete = (...words: string[]) => {
      const { stdout, stderr } = spawnSync(
        "bash",
        [
          "--norc",
          "-c",
          'source "$1"; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _kei 2>&1; printf "%s\\n" "${COMPREPLY[@]}"',
          "bash",
          script,
          "kei",
          ...words,
        ],
        { cwd, encoding: "utf8", env: { ...process.env, PATH: `${bin}:${process.env["PATH"]}` } },
      );
      expect(stderr.replace(/.*compopt.*\n/, "")).toBe("");
      return stdout.split("\n").filter(Boolean);
    };

    expect(complete("")).toEqual(expect.arrayContaining(["gen", "check", "doctor"]));
    expect(complete("")).not.toContain("__complete");
    expect(complete("ch")).toEqual(["check"]);
    expect(complete("gen", "--")).toEqual(
      expect.arrayContaining(["--registry", "--out", "--check", "--watch", "--format"]),
    );
    expect(complete("gen", "--ou")).toEqual(["--out"]);
    expect(complete("check", "--format", "")).toEqual([
      "pretty",
      "plain",
      "json",
      "github",
      "sarif",
    ]);
    expect(complete("check", "--format", "=")).toHaveLength(5);
    expect(complete("check", "--format", "=", "js")).toEqual(["json"]);
    expect(complete("completion", "")).toEqual(["bash", "zsh", "fish"]);
    expect(complete("doctor", "--provider", "")).toEqual(["example", "ollama"]);
    expect(complete("doctor", "--provider", "example", "--j")).toEqual(["--json"]);
    expect(complete("gen", "--registry", "/", "--for")).toEqual(["--format"]);
    const elsewhere = ["doctor", "--registry", join(ROOT, "registry"), "--provider", "anth"];
    expect(complete(...elsewhere)).toEqual(["anthropic"]);

    // A program of our own, so that this does not depend on which command takes a reference.
    const own = new Command("kei");
    own.command("show").argument("<ref>");
    writeFileSync(script, bashScript(commandTree(own)));
    expect(complete("show", "ollama/")).toEqual(["ollama/llama3.1:8b"]);
    expect(complete("show", "ollama/llama3.1", ":", "8")).toEqual(["8b"]);
    expect(complete("show", "'$(touch x)")).toEqual([]);
  });
});

describe("kei completion", () => {
  it.each([
    ["bash", ["-n"]],
    ["zsh", ["-n"]],
    ["fish", ["--no-execute"]],
  ])("%s reads its script", async (shell, args) => {
    const { code, out } = await kei(["completion", shell]);
    expect(code).toBe(0);
    expect(out).toContain("doctor");
    expect(out).toContain("__complete");
    if (!isHere(shell)) return;
    const script = join(temporaryFolder(), "script");
    writeFileSync(script, out);
    expect(spawnSync(shell, [...args, script], { encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
  });

  it.skipIf(!isHere("fish"))("completes in fish", async () => {
    const script = join(temporaryFolder(), "kei.fish");
    writeFileSync(script, (await kei(["completion", "fish"])).out);
    const answers = (line: string) =>
      spawnSync("fish", ["-c", `source ${script}; complete -C '${line}'`], { encoding: "utf8" })
        .stdout.split("\n")
        .map((answer) => answer.split("\t", 1)[0])
        .filter((answer) => answer !== "");
    expect(answers("kei ex")).toEqual(["explain"]);
    expect(answers("kei check --format ")).toEqual(["github", "json", "plain", "pretty", "sarif"]);
    expect(answers("kei completion ")).toEqual(["bash", "fish", "zsh"]);
  });

  it("refuses other shells", async () => {
    expect(await kei(["completion", "csh"])).toMatchObject({ code: 1, out: "" });
  });
});

describe("kei __complete", () => {
  it("offers what can be read, and is silent about the rest", async () => {
    const folder = join(temporaryFolder(), "mine");
    await kei(["init", folder]);
    const ask = (kind: string) => kei(["__complete", kind], { cwd: folder });
    const all = ["example", "ollama", "example/example-large", "ollama/llama3.1:8b", "reviewer"];
    expect((await ask("refs")).out.trim().split("\n")).toEqual(all);
    writeFileSync(join(folder, "models.toml"), "[[model]\n");
    writeFileSync(join(folder, "agent-profiles.toml"), '[[profile]]\nid = "a\\u001b[31m"\n');
    expect(await ask("refs")).toEqual({ code: 0, out: "example\nollama\n", err: "" });
    expect(await ask("nonsense")).toEqual({ code: 0, out: "", err: "" });
    expect(await kei(["__complete", "refs"], { cwd: temporaryFolder() })).toEqual({
      code: 0,
      out: "",
      err: "",
    });
  });
});
