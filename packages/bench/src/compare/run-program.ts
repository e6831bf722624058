// Runs a program of the comparison in a process of its own: `run-program.js <path> <questions>`. Prints what
// it answers first, and the CPU time of a question in ms, after as many to warm up.
import { pathToFileURL } from "node:url";

const [path = "", count = "0"] = process.argv.slice(2);
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
const { ask } = (await import(pathToFileURL(path).href)) as {
  ask(question: string): Promise<unknown>;
};
const QUESTION = "Do I need an umbrella in Oslo?";
const answer = await ask(QUESTION);
const questions = Number(count);
let ms = 0;
for (const round of [0, 1]) {
  const before = process.cpuUsage();
  for (let i = 0; i < questions; i += 1) await ask(QUESTION);
  const { user, system } = process.cpuUsage(before);
  if (round === 1) ms = (user + system) / 1_000 / questions;
}
console.log(JSON.stringify({ answer, ms }));
process.exit(0);
