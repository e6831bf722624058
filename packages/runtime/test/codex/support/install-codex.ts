import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join, resolve } from "node:path";

const MANIFEST = join(import.meta.dirname, "codex-binary");
const CACHE = resolve(import.meta.dirname, "../../../../../node_modules/.cache/kei-codex");

/**
 * The path of the real codex, as npm installs it: the one in KEI_CODEX, or one that is installed once
 * (170 MB to fetch, 400 MB on the disk) and kept. Where it cannot be had the suite is left out with one
 * line, but not in CI.
 */
export function installCodex(): string | undefined {
  const own = process.env["KEI_CODEX"];
  if (own !== undefined && own !== "") return own;
  const manifest = JSON.parse(readFileSync(join(MANIFEST, "package.json"), "utf8"));
  const home = join(CACHE, manifest.dependencies["@openai/codex"]);
  const program = join(home, "node_modules/.bin/codex");
  if (existsSync(program)) return program;
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, "new-"));
  try {
    cpSync(MANIFEST, folder, { recursive: true });
    const flags = ["--ignore-scripts", "--no-audit", "--no-fund"];
    execFileSync("npm", ["ci", ...flags], { cwd: folder, stdio: "pipe" });
    renameSync(folder, home);
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    // Somebody else was faster.
    if (existsSync(program)) return program;
    if (process.env["CI"]) throw thrown;
    console.log("skipped: codex cannot be installed; KEI_CODEX may name one");
    return undefined;
  }
  return program;
}
