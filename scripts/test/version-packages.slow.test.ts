import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGES = ["codegen", "registry", "runtime"] as const;
let repository: string;

/** A repository with our registry, manifests and settings, before its first release. */
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), "kei-version-"));
  const copies = [
    "package.json",
    "pnpm-workspace.yaml",
    "kei.config.json",
    "biome.json",
    "registry",
  ];
  const settings = [".changeset/config.json", ".changeset/changelog.mjs"];
  for (const name of [...copies, ...settings, ...PACKAGES.map(manifestOf)]) {
    cpSync(join(root, name), join(repository, name), { recursive: true });
  }
  for (const name of PACKAGES) {
    const text = read(manifestOf(name)).replace(/"version": ".*"/, '"version": "0.0.0"');
    writeFileSync(join(repository, manifestOf(name)), text);
  }
  const packages = PACKAGES.map((name) => `"@kei/${name}": major\n`).join("");
  addChangeset(`---\n${packages}---\n\nFirst release.\n`);
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "T");
  git("config", "user.email", "t@example.test");
  commit("before");
});

afterEach(() => rmSync(repository, { recursive: true, force: true }));

const manifestOf = (name: string) => `packages/${name}/package.json`;

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, {
    cwd: repository,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

const git = (...args: readonly string[]) => run("git", ...args);
const kei = (...args: readonly string[]) =>
  run(process.execPath, join(root, "packages/codegen/bin/kei.js"), ...args);
const read = (path: string) => readFileSync(join(repository, path), "utf8");

function commit(message: string): void {
  git("add", "--all");
  git("-c", "commit.gpgsign=false", "commit", "--quiet", `--message=${message}`);
}

function addChangeset(text: string): void {
  writeFileSync(join(repository, ".changeset/words.md"), text);
}

const changesets = (command: "version" | "tag") =>
  run(process.execPath, join(root, "node_modules/@changesets/cli/bin.js"), command);

/** What `pnpm version-packages` does after the build, but for the lock file. */
function versionPackages(): void {
  run(process.execPath, join(root, "scripts/fold-changesets.mjs"));
  changesets("version");
}

/** A release: versions, a commit, tags. */
function release(): void {
  versionPackages();
  commit("Version packages");
  changesets("tag");
}

/** One pull request, as CONTRIBUTING.md says. */
function contribute(...change: readonly string[]): void {
  kei(...change);
  kei("diff", git("merge-base", "HEAD", "main").trim(), "--changeset");
  commit(change.join(" "));
}

/** What CI asks of the files that were written. */
const lint = () =>
  run(
    process.execPath,
    join(root, "node_modules/@biomejs/biome/bin/biome"),
    ...["check", "--error-on-warnings", ".changeset", "packages"],
  );

const versionOf = (name: string): string => JSON.parse(read(manifestOf(name))).version;
const versions = () => PACKAGES.map(versionOf);
const left = () => readdirSync(join(repository, ".changeset")).filter((n) => n.endsWith(".md"));

/** What a changelog says of its newest version. */
function section(name: string): string {
  return read(`packages/${name}/CHANGELOG.md`).split(/^## /m)[1] ?? "";
}

it("takes changesets as they are for the first release", () => {
  contribute("set", "anthropic/claude-sonnet-4-6", "cost_input_per_mtok_micro=310000000");
  release();
  expect(versions()).toEqual(["1.0.0", "1.0.0", "1.0.0"]);
  expect(left()).toEqual([]);
  expect(section("registry")).toMatch(
    /^1\.0\.0\n\n### Major Changes\n\n- First release\.\n\n### Patch Changes\n\n- Registry: 1 change\./,
  );
  expect(section("codegen")).toBe("1.0.0\n\n### Major Changes\n\n- First release.\n");
  expect(git("tag")).toBe("@kei/codegen@1.0.0\n@kei/registry@1.0.0\n@kei/runtime@1.0.0\n");
});

it("says in words what a release changes for users of the registry", () => {
  release();
  contribute("set", "anthropic/claude-sonnet-4-6", "cost_input_per_mtok_micro=310000000");
  contribute("set", "anthropic/claude-sonnet-4-6", "cost_input_per_mtok_micro=320000000");
  contribute("set", "anthropic/claude-opus-4-7", "cost_input_per_mtok_micro=1");
  contribute("set", "anthropic/claude-opus-4-7", "cost_input_per_mtok_micro=500000000");
  contribute(
    ...["add", "model", "--provider-ref=anthropic", "--id=claude-next", "--slug=next"],
    ...["--display-name=Claude Next", "--context-window=1_000_000", "--max-output-tokens=64_000"],
    ...["--input-price=3.00", "--output-price=15"],
  );
  contribute(
    ...["deprecate", "anthropic/claude-opus-4-5", "--date=2026-09-01"],
    "--replaced-by=anthropic/claude-opus-4-7",
  );
  contribute("remove", "google/gemini-4-argon");
  expect(left().length).toBeGreaterThan(1);
  lint();
  addChangeset('---\n"@kei/registry": minor\n---\n\n`priceAge` takes a date.\n\nOr a day.\n');
  release();
  lint();

  expect(versions()).toEqual(["1.0.0", "2.0.0", "2.0.0"]);
  const changes = [
    "- Registry: 4 changes.",
    "  Gone:",
    "  - `google/gemini-4-argon`: model",
    "  New:",
    '  - `anthropic/claude-next`: "Claude Next", input $3.00, output $15.00 per million tokens',
    "  Deprecated:",
    "  - `anthropic/claude-opus-4-5`: deprecated from 2026-09-01; use anthropic/claude-opus-4-7",
    "  Prices:",
    "  - `anthropic/claude-sonnet-4-6`: input $3.00 → $3.20 per million tokens",
  ].join("\n\n");
  expect(section("registry")).toBe(
    `2.0.0\n\n### Major Changes\n\n${changes}\n\n` +
      "### Minor Changes\n\n- `priceAge` takes a date.\n\n  Or a day.\n\n",
  );
  expect(section("runtime")).toBe(
    `2.0.0\n\n### Major Changes\n\n${changes}\n\n` +
      "### Patch Changes\n\n- Needs @kei/registry 2.0.0.\n\n",
  );
});

it("releases what came in without a changeset, and nothing that changed back", () => {
  release();
  kei("set", "anthropic/claude-sonnet-4-6", "cost_input_per_mtok_micro=310000000");
  commit("without a changeset");
  release();
  expect(versions()).toEqual(["1.0.0", "1.0.1", "1.0.0"]);
  expect(section("registry")).toBe(
    "1.0.1\n\n### Patch Changes\n\n- Registry: 1 change.\n\n  Prices:\n\n" +
      "  - `anthropic/claude-sonnet-4-6`: input $3.00 → $3.10 per million tokens\n\n",
  );

  contribute("set", "anthropic/claude-sonnet-4-6", "cost_input_per_mtok_micro=1");
  contribute("set", "anthropic/claude-sonnet-4-6", "cost_input_per_mtok_micro=310000000");
  versionPackages();
  expect(versions()).toEqual(["1.0.0", "1.0.1", "1.0.0"]);
  expect(left()).toEqual([]);
});
