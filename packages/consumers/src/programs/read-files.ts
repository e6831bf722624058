// Prints the first line of files of @kei/registry, by their names in it.
import { readFileSync } from "node:fs";

const lines = process.argv.slice(2).map((name) => {
  const url = new URL(import.meta.resolve(`@kei/registry/${name}`));
  return readFileSync(url, "utf8").split("\n")[0];
});
console.log(JSON.stringify(lines));
