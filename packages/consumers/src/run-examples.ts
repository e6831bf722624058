import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startLoopbackRegistry } from "./loopback-registry.ts";
import { packPackage } from "./pack.ts";
import { publicPackages } from "./public-packages.ts";
import { publishPackages } from "./publish-packages.ts";
import { addLockedPackages, EXAMPLES, runExample } from "./run-example.ts";

/**
 * `pnpm example [NAME …] [--keep]`: packs the packages, publishes them to a registry on loopback,
 * installs the examples from there into folders outside the repository, and runs their tests. All of
 * them without a name. `--keep` leaves the folders, to look at what became of them.
 */

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !EXAMPLES.includes(name));
if (unknown.length > 0) {
  console.error(`no example: ${unknown.join(", ")}. There are ${EXAMPLES.join(", ")}.`);
  process.exit(2);
}

const work = mkdtempSync(join(tmpdir(), "kei-examples-"));
const registry = await startLoopbackRegistry();
try {
  const names = positionals.length > 0 ? positionals : EXAMPLES;
  await addLockedPackages(names, registry);
  const packages = publicPackages();
  const tarballs = await Promise.all(packages.map(({ folder }) => packPackage(folder, work)));
  await publishPackages(registry, packages, tarballs, work);
  for (const name of names) {
    console.log(`\nexamples/${name}`);
    process.stdout.write(await runExample(name, registry, work));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await registry.close();
  if (values.keep) console.log(`\nkept: ${work}`);
  else rmSync(work, { recursive: true, force: true });
}
