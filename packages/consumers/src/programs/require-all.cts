// The same as `import-all.ts` in a CommonJS module.
const { readFileSync } = require("node:fs") as typeof import("node:fs");

const [code, data]: readonly [readonly string[], readonly string[]] = JSON.parse(
  readFileSync("entry-points.json", "utf8"),
);
for (const name of code) {
  if (Object.keys(require(name)).length === 0) throw new Error(`${name} exports nothing`);
}
for (const name of data) readFileSync(require.resolve(name), "utf8");
console.log(code.length + data.length);
