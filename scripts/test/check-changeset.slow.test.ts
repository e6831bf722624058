import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
let repository: string;

const git = (...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.test", ...args], {
    cwd: repository,
    stdio: ["ignore", "ignore", "pipe"],
  });

/** A repository with our registry, at the commit from which a branch starts. */
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), "kei-changeset-"));
  cpSync(join(root, "registry"), join(repository, "registry"), { recursive: true });
  mkdirSync(join(repository, ".changeset"));
  git("init", "--quiet");
  addChangeset("earlier", "major");
  git("add", "--all");
  git("commit", "--quiet", "--message=before");
  git("update-ref", "refs/remotes/origin/main", "HEAD");
});

afterEach(() => rmSync(repository, { recursive: true, force: true }));

function addChangeset(name: string, level: string, packageName = "@kei/registry"): void {
  const text = `---\n"${packageName}": ${level}\n---\n\nWords with "@kei/registry": major in them.\n`;
  writeFileSync(join(repository, ".changeset", `${name}.md`), text);
}

function edit(file: string, from: RegExp | string, to: string): void {
  const path = join(repository, "registry", file);
  const text = readFileSync(path, "utf8");
  const edited = text.replace(from, to);
  expect(edited === text).toBe(false);
  writeFileSync(path, edited);
}

const changePrice = () => edit("models.toml", /^(cost_input_per_mtok_micro = )\d.*$/m, "$1123");
const addAuthEnv = () =>
  edit("providers.toml", '"ANTHROPIC_API_KEY"', '["ANTHROPIC_API_KEY", "KEY"]');
const renameSlug = () => edit("models.toml", /^slug = ".*"/m, 'slug = "another"');

function check(...args: readonly string[]): readonly [status: number | null, text: string] {
  const script = join(root, "scripts/check-changeset.mjs");
  const options = { cwd: repository, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], options);
  return [status, stdout + stderr];
}

it("asks for nothing when the registry means what it meant", () => {
  expect(check()).toEqual([0, expect.stringContaining("means what it meant")]);
  edit("models.toml", /^/, "# A comment.\n");
  expect(check()).toEqual([0, expect.stringContaining("means what it meant")]);
});

it.each([
  ["a price", "patch", changePrice],
  ["a variable more", "minor", addAuthEnv],
  ["another slug", "major", renameSlug],
] as const)("%s is %s: lighter changesets do not do", (_, needed, change) => {
  change();
  expect(check()).toEqual([1, expect.stringContaining(`are ${needed}, but no changeset says so`)]);
  const levels = ["patch", "minor", "major"];
  for (const level of levels) {
    addChangeset("mine", level);
    const want = levels.indexOf(level) >= levels.indexOf(needed) ? 0 : 1;
    expect(check()).toEqual([want, expect.stringContaining(`the changeset is ${level}`)]);
  }
});

it("takes no changeset of another package, and none that was there before", () => {
  changePrice();
  addChangeset("other", "major", "@kei/runtime");
  addChangeset("another", "major", "@kei/registry-other");
  expect(check()[0]).toBe(1);
});

it("takes what `kei diff --changeset` writes, committed or not", () => {
  changePrice();
  addAuthEnv();
  const kei = join(root, "packages/codegen/bin/kei.js");
  execFileSync(process.execPath, [kei, "diff", "--changeset"], {
    cwd: repository,
    stdio: "ignore",
  });
  expect(check()[0]).toBe(0);
  git("add", "--all");
  git("commit", "--quiet", "--message=after");
  expect(check()).toEqual([0, expect.stringContaining("the changeset is minor")]);
});

it("says so when there is nothing to compare with", () => {
  edit("models.toml", /^display_name = .*$/m, "");
  expect(check()).toEqual([2, expect.stringContaining("nothing was compared")]);
  git("update-ref", "-d", "refs/remotes/origin/main");
  expect(check()).toEqual([2, expect.stringContaining("origin/main")]);
  expect(check("no-such-revision")[0]).toBe(2);
});
