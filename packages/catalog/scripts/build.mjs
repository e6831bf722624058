// The build: types and modules of the package into `lib/`, the scripts and styles of every site into
// `lib/app/`, what makes pages into `lib/prerender/`, and the site of this repository's registry into `dist/`.
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
const fonts = ["inter", "jetbrains-mono"].map((name) =>
  realpathSync(join(root, `node_modules/@fontsource-variable/${name}/package.json`)),
);
const appNotice = "The scripts and fonts beside this file contain these packages.";
writeFileSync(join(app, "assets/THIRD-PARTY.txt"), licences(output, fonts, appNotice));

/**
 * Of what is in scripts, and of other files.
 *
 * @param {import("vite").Rolldown.RolldownOutput["output"]} chunks
 * @param {readonly string[]} others
 * @param {string} intro
 */
function licences(chunks, others, intro) {
  const bytes = chunks.flatMap((file) =>
    file.type === "chunk"
      ? Object.entries(file.modules).map(([id, { renderedLength }]) => [id, renderedLength])
      : [],
  );
  const inputs = [...bytes, ...others.map((path) => [path, 1])]
    .filter(([id]) => String(id).includes("/node_modules/"))
    .map(([id, bytesInOutput]) => [relative(root, String(id)), { bytesInOutput }]);
  return thirdParty(root, { outputs: { app: { inputs: Object.fromEntries(inputs) } } }, intro);
}

const made = /** @type {import("vite").Rolldown.RolldownOutput} */ (
  await build({
    configFile: join(root, "vite.config.ts"),
    logLevel: "warn",
    define: { "process.env.NODE_ENV": '"production"' },
    ssr: { noExternal: true, external: ["@kei/registry"] },
    build: {
      ssr: "src/site/prerender.tsx",
      outDir: "lib/prerender",
      target: "node20",
      minify: true,
      rolldownOptions: { input: "src/site/prerender.tsx" },
    },
  })
);
const prerenderNotice = "The module beside this file contains these packages.";
writeFileSync(
  join(root, "lib/prerender/THIRD-PARTY.txt"),
  licences(made.output, [], prerenderNotice),
);

const docs = [
  "README.md",
  "docs/guides",
  "docs",
  ...["registry", "runtime", "codegen", "ai-sdk", "catalog"].map(
    (name) => `packages/${name}/README.md`,
  ),
  "registry/README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
];
execFileSync(
  process.execPath,
  [
    join(root, "../codegen/bin/kei.js"),
    ...["catalog", "--registry", "../../registry", "--out", "dist"],
    ...["--docs", docs.map((path) => join("../..", path)).join(",")],
  ],
  { cwd: root, stdio: ["ignore", "ignore", "inherit"] },
);
