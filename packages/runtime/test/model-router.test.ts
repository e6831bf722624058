import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPacked } from "./support/install-packed.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const FILES = ["Cargo.toml", "tsconfig.json", "test.sh", "src", "test"];
let folder: string;

const run = (command: string, args: readonly string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** The example as its own repository, on the packed packages. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kei-model-router-"));
  installPacked(folder);
  for (const name of FILES) {
    cpSync(join(root, "examples/kei-model-router", name), join(folder, name), { recursive: true });
  }
  // Its devDependencies.
  for (const name of ["typescript", "@types"]) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("examples/kei-model-router", () => {
  it("builds offline, and passes its tests", () => {
    const out = run("bash", ["test.sh"]);
    if (out.includes("skipped: ")) console.warn(/skipped: .*/.exec(out)?.[0]);
    expect(out).toMatch(/tests 12\n/);
    expect(out).toMatch(/fail 0\n/);
  });

  it.each(["ts59", "ts60", "typescript"])("is typed under %s", (ts) => {
    run(process.execPath, [join(root, "node_modules", ts, "bin/tsc"), "-p", ".", "--noEmit"]);
  });
});
