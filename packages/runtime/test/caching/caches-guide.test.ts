import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as runtime from "../../src/index.ts";

const guide = readFileSync(join(import.meta.dirname, "../../../../docs/guides/caches.md"), "utf8");

/** A block as a function, in which each expression with a comment is compared with it. */
function runnable(block: string): string {
  return block
    .replaceAll(/^import \{ (.+) \} from .+;$/gm, "const { $1 } = runtime;")
    .replaceAll(/: string(?:\[\])?|as const/g, "")
    .replaceAll(/^(explain.*); \/\/ (.+)$/gm, "check($1, $2);");
}

it("the example gives what it says", async () => {
  const blocks = [...guide.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = ""]) => code);
  let checks = 0;
  const check = (got: unknown, want: unknown) => {
    checks += 1;
    expect(got).toEqual(want);
  };
  for (const block of blocks) {
    const run = new Function("runtime", "check", `return (async () => {${runnable(block)}})();`);
    await run(runtime, check);
  }
  expect(checks).toBe(2);
});
