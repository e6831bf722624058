// @ts-check
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * `node scripts/check-changeset.mjs [BASE]`: what `kei diff` finds in the registry of the current folder
 * since BASE has a changeset of that level or a heavier one, new or changed since BASE.
 * BASE is where this branch left `origin/main`; `--since-release` takes the last tag of the package.
 *
 * Ends with 1 when there is none, with 2 when there is nothing to compare with.
 */

const PACKAGE = "@kei/registry";

/** Lightest first. */
const LEVELS = ["patch", "minor", "major"];

const kei = fileURLToPath(new URL("../packages/codegen/bin/kei.js", import.meta.url));

try {
  main(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

/** @param {string | undefined} argument */
function main(argument) {
  const base = argument === "--since-release" ? lastRelease() : (argument ?? branchPoint());
  if (base === undefined) {
    console.log(`${PACKAGE} was never released: any level will do`);
    return;
  }
  const needed = levelOfChanges(base);
  if (needed === undefined) {
    console.log(`the registry means what it meant at ${base}`);
    return;
  }
  const given = changesetsSince(base).flatMap(levelOf);
  const heaviest = LEVELS.findLast((level) => given.includes(level));
  if (heaviest !== undefined && LEVELS.indexOf(heaviest) >= LEVELS.indexOf(needed)) {
    console.log(
      `the changes of the registry since ${base} are ${needed}, the changeset is ${heaviest}`,
    );
    return;
  }
  const found = heaviest === undefined ? "no changeset says so" : `the changeset is ${heaviest}`;
  console.error(`the changes of the registry since ${base} are ${needed}, but ${found}`);
  console.error(`this writes it: pnpm exec kei diff ${base} --changeset`);
  process.exitCode = 1;
}

/** @param {readonly string[]} args */
function git(...args) {
  return execFileSync("git", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  }).trim();
}

function branchPoint() {
  return git("merge-base", "HEAD", "origin/main").slice(0, 12);
}

/** The newest one that this commit comes after. Changesets names tags like this. */
function lastRelease() {
  const tags = git("tag", "--merged", "HEAD", "--sort=-creatordate", "--list", `${PACKAGE}@*`);
  return tags.split("\n")[0] || undefined;
}

/**
 * @param {string} base
 * @returns {string | undefined} of the heaviest change
 */
function levelOfChanges(base) {
  const args = [kei, "diff", `git:${base}`, "--json"];
  const out = execFileSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(out).level ?? undefined;
}

/**
 * Those that were there before speak of earlier changes.
 *
 * @param {string} base
 */
function changesetsSince(base) {
  const changed = git(
    "diff",
    "--name-only",
    "--diff-filter=d",
    "--relative",
    base,
    "--",
    ".changeset",
  );
  const untracked = git("ls-files", "--others", "--exclude-standard", "--", ".changeset");
  return `${changed}\n${untracked}`.split("\n").filter((path) => path.endsWith(".md"));
}

/**
 * @param {string} path of a changeset
 * @returns {string[]} the level that it gives to the package, if any
 */
function levelOf(path) {
  const [, head = ""] = /^---\r?\n([\s\S]*?)^---/m.exec(readFileSync(path, "utf8")) ?? [];
  const rows = head.matchAll(/^["']?(@?[\w/-]+)["']?:[ \t]*["']?(patch|minor|major)\b/gm);
  return [...rows].filter(([, name]) => name === PACKAGE).map(([, , level = ""]) => level);
}
