import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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
    expect(out).toMatch(/tests 14\n/);
    expect(out).toMatch(/fail 0\n/);
  });

  it("prices as docs/guides/kei-model-router.md does", () => {
    const guide = readFileSync(join(root, "docs/guides/kei-model-router.md"), "utf8");
    const [prices, caches] = [...guide.matchAll(/^```rust\n([\s\S]*?)^```/gm)].map(([, it]) => it);
    mkdirSync(join(folder, "tests"));
    const cached = `#[test]\nfn caches() {\n${caches}\nassert_eq!(price("sonnet", &usage), Some(105_600_000));\n}\n`;
    writeFileSync(join(folder, "tests/guide.rs"), `${prices}\n${cached}`);
    const script =
      'PATH=$PATH:$HOME/.cargo/bin; if cargo --version >/dev/null 2>&1; then cargo test --offline --target-dir target --test guide; else echo "skipped: cargo is not here"; fi';
    const out = run("bash", ["-c", script]);
    expect(out).toMatch(/2 passed|^skipped: /);
  });

  it.each(["ts59", "ts60", "typescript"])("is typed under %s", (ts) => {
    run(process.execPath, [join(root, "node_modules", ts, "bin/tsc"), "-p", ".", "--noEmit"]);
  });
});
