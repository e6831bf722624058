// The build: types and modules of the package into `lib/`, the scripts and styles of every site into
// `lib/app/`, and the site of this repository's registry into `dist/`.
import { execFileSync } from "node:child_process";
import { cpSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build } from "vite";
import { thirdParty } from "../../../scripts/third-party.mjs";

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

const built = await build({ configFile: join(root, "vite.config.ts"), logLevel: "warn" });
const { output } = /** @type {import("vite").Rolldown.RolldownOutput} */ (built);
const app = join(root, "lib/app");
const entry = output.find((file) => file.type === "chunk" && file.isEntry);
const styles = output.flatMap(({ fileName }) => (fileName.endsWith(".css") ? fileName : []));
writeFileSync(join(app, "assets.json"), JSON.stringify({ script: entry?.fileName, styles }));
writeFileSync(join(app, "assets/THIRD-PARTY.txt"), licences());

/** Of what is in scripts, and of the fonts. */
function licences() {
  const bytes = output.flatMap((file) =>
    file.type === "chunk"
      ? Object.entries(file.modules).map(([id, { renderedLength }]) => [id, renderedLength])
      : [],
  );
  const fonts = ["inter", "jetbrains-mono"].map((name) => [
    realpathSync(join(root, `node_modules/@fontsource-variable/${name}/package.json`)),
    1,
  ]);
  const inputs = [...bytes, ...fonts]
    .filter(([id]) => String(id).includes("/node_modules/"))
    .map(([id, bytesInOutput]) => [relative(root, String(id)), { bytesInOutput }]);
  const intro = "The scripts and fonts beside this file contain these packages.";
  return thirdParty(root, { outputs: { app: { inputs: Object.fromEntries(inputs) } } }, intro);
}

execFileSync(
  process.execPath,
  [join(root, "../codegen/bin/kei.js"), "catalog", "--registry", "../../registry", "--out", "dist"],
  { cwd: root, stdio: ["ignore", "ignore", "inherit"] },
);
