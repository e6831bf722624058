// First step of a package's build: what was built of files that are gone must not be shipped.
import { rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
