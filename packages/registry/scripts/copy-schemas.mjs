// Part of the build: the editor schemas travel with the package.
import { cpSync } from "node:fs";

const schemas = new URL("../../../registry/schema", import.meta.url);
cpSync(schemas, new URL("../dist/schema", import.meta.url), { recursive: true });
