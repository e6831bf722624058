// @ts-check
import { git, LEVELS, REGISTRY_PACKAGE, readLevels, runKei } from "./changesets.mjs";

/**
 * `node scripts/check-changeset.mjs [BASE]`: what `kei diff` finds in the registry of the current folder
 * since BASE has a changeset of that level or a heavier one, new or changed since BASE.
 * BASE is where this branch left `origin/main`.
 *
 * Ends with 1 when there is none, with 2 when there is nothing to compare with.
 */

try {
  main(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

/** @param {string} [base] */
function main(base = branchPoint()) {
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

function branchPoint() {
  return git("merge-base", "HEAD", "origin/main").slice(0, 12);
}

/**
 * @param {string} base
 * @returns {string | undefined} of the heaviest change
 */
function levelOfChanges(base) {
  const out = runKei("diff", `git:${base}`, "--json");
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
  return readLevels(path)
    .filter(({ name }) => name === REGISTRY_PACKAGE)
    .map(({ level }) => level);
}
