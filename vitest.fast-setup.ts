import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import { afterAll, vi } from "vitest";

/**
 * What sorts the tests. A fast one starts no process, and exchanges no module, since all fast ones of a
 * worker share theirs. What would do it throws, and the file fails even if the error was caught.
 */
const refused: string[] = [];

function refuse(what: string): never {
  refused.push(what);
  throw new Error(`a fast test ${what}: its file is to be named *.slow.test.ts`);
}

const STARTERS = ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"];
const starters = STARTERS.map((name) => [
  name,
  (program: unknown) => refuse(`starts a process, ${program}`),
]);
Object.assign(childProcess, Object.fromEntries(starters));
// Without it, `import { spawn }` has what it had.
syncBuiltinESMExports();

const exchange = (path: unknown) => refuse(`exchanges a module, ${path}`);
Object.assign(vi, { mock: exchange, doMock: exchange });

afterAll(() => {
  if (refused.length > 0) throw new Error(`a fast test ${refused.join("; ")}`);
});
