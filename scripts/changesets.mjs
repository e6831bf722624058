// @ts-check
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Whose versions follow the facts. */
export const REGISTRY_PACKAGE = "@kei/registry";

/** Lightest first. */
export const LEVELS = ["patch", "minor", "major"];

const kei = fileURLToPath(new URL("../packages/codegen/bin/kei.js", import.meta.url));

/**
 * Runs the built `kei` in the current folder.
 *
 * @param {readonly string[]} args
 */
export function runKei(...args) {
  return run(process.execPath, [kei, ...args]);
}

/** @param {readonly string[]} args */
export function git(...args) {
  return run("git", args).trim();
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
function run(program, args) {
  return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/**
 * The highest version of the registry that this commit comes after, as changesets names its tag.
 *
 * @returns {string | undefined}
 */
export function lastRelease() {
  const tags = git(
    "tag",
    "--merged",
    "HEAD",
    "--sort=-version:refname",
    "--list",
    `${REGISTRY_PACKAGE}@*`,
  );
  return tags.split("\n")[0] || undefined;
}

/**
 * @param {string} path of a changeset
 * @returns {{ name: string, level: string }[]} what it gives to which package
 */
export function readLevels(path) {
  const [, head = ""] = /^---\r?\n([\s\S]*?)^---/m.exec(readFileSync(path, "utf8")) ?? [];
  const rows = head.matchAll(/^["']?(@?[\w/-]+)["']?:[ \t]*["']?(patch|minor|major)\b/gm);
  return [...rows].map(([, name = "", level = ""]) => ({ name, level }));
}
