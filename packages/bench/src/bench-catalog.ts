import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { preview } from "vite";
import { type Bench, type Limit, limitCell, table } from "./bench.ts";
import { run } from "./measure.ts";
import { kei, root, scale } from "./places.ts";
import { showSpread, spreadOf } from "./spread.ts";
import { type TracedPage, tracePage } from "./trace-page.ts";

/** Where Debian puts it. */
const CHROMIUM = "/usr/bin/chromium";
const PAINT_MS = 1_000;
const HEAP_MB = 64;
const FOOTPRINT_MB = 128;
const MB = 1024 ** 2;

/** The catalogue in Chromium, by a trace of it: until something is painted, and what is kept then. */
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
      const traces = await traceSite(site, rounds, browser);
      const figure = (
        what: string,
        of: (trace: TracedPage) => number,
        most: number,
        unit: " ms" | " MB",
      ) => {
        const spread = spreadOf(traces.map(of));
        const limit: Limit = {
          name: `${what}, catalogue of ${name}`,
          measured: spread.median,
          limit: most,
          unit,
        };
        limits.push(limit);
        return [showSpread(spread, unit === " MB" ? 1 : 0), limitCell(limit)];
      };
      rows.push([
        name,
        ...figure("first paint", ({ firstPaint }) => firstPaint, PAINT_MS, " ms"),
        ...figure("first content", (trace) => trace.firstContentfulPaint, PAINT_MS, " ms"),
        ...figure("heap", ({ heap }) => heap / MB, HEAP_MB, " MB"),
        ...figure("footprint", ({ footprint }) => footprint / MB, FOOTPRINT_MB, " MB"),
      ]);
    }
  } finally {
    await browser.close();
  }
  const heads = ["ms to first paint", "ms to content", "MB of heap", "MB of the process"];
  console.log(table(["", ...heads.flatMap((head) => [head, "limit"])], rows));
  return limits;
};

async function traceSite(site: string, rounds: number, browser: Browser) {
  const host = await preview({
    configFile: false,
    logLevel: "error",
    appType: "mpa",
    build: { outDir: site },
    preview: { host: "127.0.0.1", port: 0 },
  });
  const traces: TracedPage[] = [];
  for (let round = 0; round < rounds; round++) {
    const hasRows = async (page: Page) => await page.locator("tbody .row-link").first().waitFor();
    traces.push(await tracePage(browser, host.resolvedUrls?.local[0] ?? "", hasRows));
  }
  await host.close();
  return traces;
}
