// Runs the suite on a server's runtime: `run-suite.js <origin> <what it has, comma-separated>`.
import { runSuite, type Setting } from "./suite.ts";

const [base = "", has = ""] = process.argv.slice(2);
const results = await runSuite({
  base,
  load: (specifier) => import(specifier),
  has: has.split(",") as unknown as Setting["has"],
});
console.log(JSON.stringify(results));
