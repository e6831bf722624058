import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Of the project. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Of this package. What it depends on can be imported from there. */
export const here = fileURLToPath(new URL("..", import.meta.url));

/** The `kei` command. */
export const kei = join(root, "packages/codegen/bin/kei.js");

/** 147 providers, 5,276 models and 512 profiles. Lies beside the project, if at all. */
export const scale = join(root, "../shared/data/scale");
