import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root, scale } from "../src/places.ts";
import { buildScalePackage } from "../src/scale-package.ts";

const isThere = existsSync(scale);
if (!isThere) console.warn(`skipped: there is no ${scale}`);

it.skipIf(!isThere)("@kei/registry compiles with 5,276 models, for `pnpm bench`", () => {
  const project = mkdtempSync(join(tmpdir(), "kei-scale-"));
  try {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    expect(buildScalePackage(project, tsc).declarations.files).toBeGreaterThan(147);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
});
