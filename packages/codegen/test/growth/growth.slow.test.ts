import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { countWork } from "../../../runtime/test/growth/count-work.ts";
import { isSoak } from "../../../runtime/test/support/soak.ts";

// Their code is counted from its beginning: it is loaded behind what counts.
const { outsideTexts } = await import("./outside-texts.ts");
const { registryTexts } = await import("./registry-texts.ts");

/** Most that ten times as much may take, beside ten times as long. */
const TOLERANCE = 1.2;

/** In characters; `pnpm soak` goes on to 8 MB, more than which no file of a registry may have. */
const SIZES = isSoak ? [8_000, 80_000, 800_000, 8_000_000] : [3_000, 30_000];

const SRC = new URL("../../src/", import.meta.url);

/** Where text from outside is read. */
const FOLDERS = ["check", "source", "sources/adapters", "sources/imports", "text"];

/** What there reads none: tables, shapes, and options of a day. */
const NO_READERS: readonly string[] = [
  "sources/adapters/adapters.ts",
  "sources/imports/imported.ts",
  "text/numbers.ts",
  "text/utc-time.ts",
];

const ran = new Set<string>();

describe("ten times as much is ten times the work", () => {
  const all = [...registryTexts, ...outsideTexts];
  it.each(all.map((each) => [each.name, each] as const))("%s", async (_, { shape, read }) => {
    // What is done once, such as making schemas.
    read(shape(100));
    const amounts: number[] = [];
    for (const size of SIZES) {
      const text = shape(size);
      const { amount, files } = await countWork(() => read(text));
      amounts.push(amount);
      for (const file of files) ran.add(file);
    }
    const ratios = amounts.slice(1).map((amount, i) => amount / (amounts[i] as number));
    expect(Math.max(...ratios), `${amounts}`).toBeLessThanOrEqual(10 * TOLERANCE);
  });

  it("is so of all that reads", () => {
    const files = FOLDERS.flatMap((folder) =>
      readdirSync(new URL(folder, SRC), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => `${folder}/${file.replaceAll("\\", "/")}`),
    );
    const idle = files.filter((file) => !ran.has(new URL(file, SRC).href));
    expect(idle.sort()).toEqual(NO_READERS.toSorted());
  });
});
