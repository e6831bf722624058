// @ts-check
// Runs the suite on a server's runtime: `main.mjs <origin> <what it has, comma-separated>`.
import { runSuite } from "./suite.mjs";

const [base = "", has = ""] = process.argv.slice(2);
const results = await runSuite({
  base,
  load: (specifier) => import(specifier),
  has: /** @type {import("./suite.mjs").Setting["has"]} */ (has.split(",")),
});
console.log(JSON.stringify(results));
