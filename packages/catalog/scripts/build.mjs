// The build: types and modules of the package into `lib/`, the scripts and styles of every site into
// `lib/app/`, and the site of this repository's registry into `dist/`.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "vite";

const root = dirname(import.meta.dirname);
for (const folder of ["lib", "dist"]) rmSync(join(root, folder), { recursive: true, force: true });

const tsc = (...args) =>
  execFileSync(process.execPath, [join(root, "../../node_modules/typescript/bin/tsc"), ...args], {
    cwd: root,
    stdio: "inherit",
  });
tsc("-b");
tsc("-p", "tsconfig.site.json");
cpSync(join(root, "src/parts/parts.css"), join(root, "lib/react.css"));

await build({ configFile: join(root, "vite.config.ts"), logLevel: "warn" });
const app = join(root, "lib/app");
const manifest = JSON.parse(readFileSync(join(app, ".vite/manifest.json"), "utf8"));
const entry = manifest["src/site/main.tsx"];
writeFileSync(
  join(app, "assets.json"),
  JSON.stringify({ script: entry.file, styles: entry.css ?? [] }),
);
rmSync(join(app, ".vite"), { recursive: true });

execFileSync(
  process.execPath,
  [join(root, "../codegen/bin/kei.js"), "catalog", "--registry", "../../registry", "--out", "dist"],
  { cwd: root, stdio: ["ignore", "ignore", "inherit"] },
);
