import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { preview } from "vite";
import { type Bench, type Limit, limitCell, table } from "./bench.ts";
import { run } from "./measure.ts";
import { kei, root, scale } from "./places.ts";
import { showSpread, spreadOf } from "./spread.ts";

/** Where Debian puts it. */
const CHROMIUM = "/usr/bin/chromium";
const PAINT_MS = 1_000;
const HEAP_MB = 64;
const MB = 1024 ** 2;

/** The catalogue in Chromium, as that counts it: until something is painted, and what is kept then. */
export const benchCatalog: Bench = async ({ rounds, folder }) => {
  const executablePath = process.env["KEI_CHROMIUM"] || CHROMIUM;
  if (!existsSync(executablePath)) {
    console.log(
      "left out: there is no browser: apt-get install chromium, or KEI_CHROMIUM=<program>",
    );
    return [];
  }
  const registries = [
    { name: "our own", from: join(root, "registry") },
    ...(existsSync(scale) ? [{ name: "5,276 models", from: scale }] : []),
  ];
  const limits: Limit[] = [];
  const rows: string[][] = [];
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    for (const { name, from } of registries) {
      const site = folder();
      const args = [kei, "catalog", "--registry", from, "--out", site];
      run({ args, cwd: join(root, "packages/catalog") });
      const { paint, heap } = await openSite(site, rounds, browser);
      const limit = (what: string, measured: number, most: number, unit: " ms" | " MB"): Limit => ({
        name: `${what}, catalogue of ${name}`,
        measured,
        limit: most,
        unit,
      });
      const ofPaint = limit("first paint", spreadOf(paint).median, PAINT_MS, " ms");
      const ofHeap = limit("heap", spreadOf(heap).median, HEAP_MB, " MB");
      limits.push(ofPaint, ofHeap);
      rows.push([
        name,
        showSpread(spreadOf(paint)),
        limitCell(ofPaint),
        showSpread(spreadOf(heap), 1),
        limitCell(ofHeap),
      ]);
    }
  } finally {
    await browser.close();
  }
  console.log(table(["", "ms to first paint", "limit", "MB of heap", "limit"], rows));
  return limits;
};

async function openSite(site: string, rounds: number, browser: Browser) {
  const host = await preview({
    configFile: false,
    logLevel: "error",
    appType: "mpa",
    build: { outDir: site },
    preview: { host: "127.0.0.1", port: 0 },
  });
  const paint: number[] = [];
  const heap: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Nothing of the round before is in a cache of it.
    const context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await page.goto(host.resolvedUrls?.local[0] ?? "");
    await page.locator("tbody .row-link").first().waitFor();
    const entries = 'performance.getEntriesByName("first-contentful-paint")[0].startTime';
    paint.push(Number(await page.evaluate(entries)));
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    heap.push(usedSize / MB);
    await context.close();
  }
  await host.close();
  return { paint, heap };
}
