// @ts-check
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastRelease, REGISTRY_PACKAGE, readLevels, runKei } from "./changesets.mjs";

/**
 * `node scripts/fold-changesets.mjs`: before versions are counted, one changeset takes the place of all
 * that `kei diff --changeset` wrote in the current folder. It says what the registry means now that it
 * did not mean at the last release. A price that changed twice since is in it once, from the price that
 * was released; one that changed back is not; and what came in without a changeset is.
 *
 * The clients of `@kei/runtime` are made from the same facts: its version takes the same step, but for
 * a patch, which its range takes in without a release.
 */

const FOLDER = ".changeset";
const FROM_DIFF = /^registry-since-[0-9a-f]+\.md$/;
const FOLLOWER = "@kei/runtime";

const tag = lastRelease();
if (tag === undefined) {
  console.log(`${REGISTRY_PACKAGE} was never released: changesets stay as they are`);
} else {
  for (const path of fromDiff()) rmSync(path);
  runKei("diff", `git:${tag}`, "--changeset");
  const [path] = fromDiff();
  if (path === undefined) console.log(`the registry means what it meant at ${tag}`);
  else console.log(`${path}: ${follow(path)} since ${tag}`);
}

function fromDiff() {
  return readdirSync(FOLDER)
    .filter((name) => FROM_DIFF.test(name))
    .map((name) => join(FOLDER, name));
}

/**
 * @param {string} path
 * @returns {string} the level
 */
function follow(path) {
  const [{ level } = { level: "" }] = readLevels(path);
  if (level !== "patch") {
    const row = `"${REGISTRY_PACKAGE}": ${level}\n`;
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(row, `${row}"${FOLLOWER}": ${level}\n`));
  }
  return level;
}
