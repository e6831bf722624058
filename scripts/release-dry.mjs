// @ts-check
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { checkImports } from "@kei/consumers/check-imports";
import { entryPoints } from "@kei/consumers/entry-points";
import { installPublished } from "@kei/consumers/install-published";
import { startLoopbackRegistry } from "@kei/consumers/loopback-registry";
import { packPackage } from "@kei/consumers/pack";
import { publicPackages } from "@kei/consumers/public-packages";
import { publishPackages } from "@kei/consumers/publish-packages";
import { readTarball } from "@kei/consumers/read-tarball";
import { addLockedPackages, EXAMPLES, runExample } from "@kei/consumers/run-example";
import { checkTypes } from "@kei/typescript-compat/check-types";
import { auditTarball } from "./release/audit-tarball.mjs";
import { billOfMaterials, licenceReport, partsOf } from "./release/bill-of-materials.mjs";
import { lintTarball } from "./release/lint-tarball.mjs";

/**
 * `pnpm release:dry`: a release without a release. Packs every public package, looks at the tarballs,
 * publishes them to a registry on loopback, installs them from there into an empty folder and uses
 * them, as do the examples. `--files` lists every file, `--bills=DIR` writes a bill of materials for each
 * package and a report of licences. Ends with 1 and a sentence when something is wrong.
 */

const { files: listsFiles, bills } = parseArgs({
  options: { files: { type: "boolean" }, bills: { type: "string" } },
}).values;
const work = mkdtempSync(join(tmpdir(), "kei-release-"));
const registry = await startLoopbackRegistry();
try {
  const packages = publicPackages();
  const tarballs = await Promise.all(packages.map(({ folder }) => packPackage(folder, work)));

  const entries = [];
  /** @type {ReadonlyMap<string, Buffer>[]} */
  const contents = [];
  for (const tarball of tarballs) {
    const packed = readFileSync(tarball);
    const files = readTarball(packed);
    list(basename(tarball), packed.length, files);
    const problems = auditTarball(files);
    if (problems.length > 0) throw new Error(`${basename(tarball)}:\n  ${problems.join("\n  ")}`);
    const found = entryPoints(JSON.parse(String(files.get("package.json"))), files.keys());
    await lintTarball(tarball, found);
    console.log(`  publint, are the types wrong: ${found.length} entry points without a remark`);
    entries.push(...found);
    contents.push(files);
  }

  await addLockedPackages(EXAMPLES, registry);
  await publishPackages(registry, packages, tarballs, work);

  const consumer = join(work, "consumer");
  mkdirSync(consumer);
  writeFileSync(join(consumer, "package.json"), '{ "private": true, "type": "module" }\n');
  const names = packages.map(({ manifest }) => manifest.name);
  const others = ["@opentelemetry/api", "react", "zod", "zod-to-json-schema", "@types/node"];
  await installPublished(consumer, registry.url, [...names, ...others]);
  console.log("installed from there into an empty folder, without scripts");
  writeBills(contents, join(consumer, "node_modules/.package-lock.json"));
  for (const line of await checkImports(consumer, entries)) console.log(`  ${line}`);
  for (const line of await checkTypes(consumer)) console.log(`  ${line}`);

  for (const name of EXAMPLES) {
    console.log(`examples/${name}, installed from there`);
    process.stdout.write((await runExample(name, registry, work)).replace(/^(?=.)/gm, "  "));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await registry.close();
  rmSync(work, { recursive: true, force: true });
}

/**
 * @param {string} name
 * @param {number} packed bytes
 * @param {ReadonlyMap<string, Buffer>} files
 */
function list(name, packed, files) {
  const sizes = [...files].map(([path, { length }]) => ({ path, length }));
  const unpacked = sizes.reduce((sum, { length }) => sum + length, 0);
  console.log(`${name}: ${sizes.length} files, ${kib(packed)} packed, ${kib(unpacked)} unpacked`);
  if (listsFiles) {
    for (const { path, length } of sizes) console.log(`  ${kib(length).padStart(10)}  ${path}`);
    return;
  }
  /** @type {Map<string, { count: number, length: number }>} */
  const places = new Map();
  for (const { path, length } of sizes) {
    const place = path.split("/").slice(0, -1).slice(0, 2).join("/") || ".";
    const sum = places.get(place) ?? { count: 0, length: 0 };
    places.set(place, { count: sum.count + 1, length: sum.length + length });
  }
  for (const [place, { count, length }] of places) {
    console.log(`  ${kib(length).padStart(10)}  ${place} (${count})`);
  }
}

/** @param {number} bytes */
function kib(bytes) {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

/**
 * Looks at the licences of all that travels with the packages, and writes it down if asked to.
 *
 * @param {readonly ReadonlyMap<string, Buffer>[]} contents of the tarballs
 * @param {string} lock where npm has installed them
 */
function writeBills(contents, lock) {
  const installed = JSON.parse(readFileSync(lock, "utf8")).packages;
  const reports = contents.map((files) => {
    const manifest = JSON.parse(String(files.get("package.json")));
    const parts = partsOf(files, installed);
    const inside = parts.filter(({ isInside }) => isInside).length;
    const licences = [...new Set(parts.map(({ license }) => license))].sort().join(", ");
    console.log(
      `  ${manifest.name}: contains ${inside} packages of others, installs ${parts.length - inside}: ${licences}`,
    );
    if (bills !== undefined) {
      mkdirSync(bills, { recursive: true });
      const name = `${manifest.name.replace(/^@/, "").replace("/", "-")}-${manifest.version}`;
      writeFileSync(join(bills, `${name}.cdx.json`), billOfMaterials(manifest, parts));
    }
    return licenceReport(manifest.name, parts);
  });
  if (bills !== undefined) writeFileSync(join(bills, "licences.tsv"), `${reports.join("\n")}\n`);
}
