import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as registry from "../src/index.ts";
import * as priceHistory from "../src/price-history.ts";

const modules: Readonly<Record<string, object>> = {
  "@kei/registry": registry,
  "@kei/registry/price-history": priceHistory,
};

const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/prices.md"), "utf8");
const blocks = [...guide.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = ""]) => code);

/** A block as a function, in which each expression with a comment is compared with it. */
function runnable(block: string): string {
  return block
    .replaceAll(/^import \{ (.+) \} from (.+);$/gm, "const { $1 } = modules[$2];")
    .replaceAll(/\((\w+): \w+\) =>/g, "($1) =>")
    .replaceAll(/^( *)(?!const|return|\/\/)(\S.*);(?: |\n *)\/\/ (.+)$/gm, "$1check($2, $3);");
}

it.each(blocks.map((block, index) => [index + 1, block] as const))(
  "example %i gives what it says",
  (_, block) => {
    let checks = 0;
    const check = (got: unknown, want: unknown) => {
      checks += 1;
      expect(got).toEqual(want);
    };
    new Function("modules", "check", runnable(block))(modules, check);
    expect(checks).toBe(block.match(/; \/\/|^\/\/|^ *\/\/ /gm)?.length);
  },
);

it("has an example of each thing that it explains", () => {
  expect(blocks).toHaveLength(8);
});
