// Part of the build of @kei/registry: the editor schemas travel with the package.
import { cpSync } from "node:fs";

const root = new URL("..", import.meta.url);
cpSync(new URL("registry/schema", root), new URL("packages/registry/dist/schema", root), {
  recursive: true,
});
