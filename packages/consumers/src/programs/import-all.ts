// Imports what `entry-points.json` names: code is imported, data read. Prints how many there were.
import { readFileSync } from "node:fs";

const [code, data]: readonly [readonly string[], readonly string[]] = JSON.parse(
  readFileSync("entry-points.json", "utf8"),
);
for (const name of code) {
  const module: object = await import(name);
  if (Object.keys(module).length === 0) throw new Error(`${name} exports nothing`);
}
for (const name of data) {
  if (readFileSync(new URL(import.meta.resolve(name)), "utf8") === "") throw new Error(name);
}
console.log(code.length + data.length);
