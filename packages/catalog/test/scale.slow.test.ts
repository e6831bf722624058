import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { sharedFolder } from "../../codegen/test/support/shared.ts";
import { findChromium, launch, openPage } from "./support/browser.ts";
import { serveFolder } from "./support/static-server.ts";
import { AS_OF } from "./support/written-site.ts";

const registry = sharedFolder("data/scale");
const program = findChromium();
const folder = mkdtempSync(join(tmpdir(), "kei-scale-"));
afterAll(() => rmSync(folder, { recursive: true }));

const BUDGET_MS = 50;
/** Another program on the machine makes a round slower, and none makes it faster. */
const ROUNDS = 6;

interface Medians {
  readonly filter: number;
  readonly sort: number;
}

/** Runs in the page: from the key or the click until the rows are laid out. */
const MEASURE = `(async () => {
  const input = document.querySelector("input[type=search]");
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
  const time = async (act) => {
    await new Promise((done) => setTimeout(done));
    const start = performance.now();
    act();
    await undefined;
    document.body.offsetHeight;
    return performance.now() - start;
  };
  const type = (text) => () => {
    set.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const filter = [];
  for (const text of ["gpt", "claude", "a", "qwen 3", "zzz", "llama", ""]) filter.push(await time(type(text)));
  const sort = [];
  for (const button of document.querySelectorAll("thead button")) {
    for (let clicks = 0; clicks < 2; clicks++) sort.push(await time(() => button.click()));
  }
  return { filter: median(filter), sort: median(sort) };
})()`;

it.runIf(registry !== undefined && program !== undefined)(
  "filters and sorts 5,276 models in less than 50 ms at the median, with few rows in the page",
  async () => {
    const cli = join(import.meta.dirname, "../../codegen/bin/kei.js");
    const args = [cli, "catalog", "--registry", registry ?? "", "--out", folder, "--date", AS_OF];
    execFileSync(process.execPath, args, { cwd: join(import.meta.dirname, ".."), stdio: "ignore" });
    const host = await serveFolder(folder);
    const browser = await launch(program ?? "");
    const { page, problems } = await openPage(browser, `${host.url}?state=all`);
    await page.getByText("5276 of 5276").waitFor();
    const best = { filter: Number.POSITIVE_INFINITY, sort: Number.POSITIVE_INFINITY };
    for (let round = 0; round < ROUNDS && Math.max(best.filter, best.sort) >= BUDGET_MS; round++) {
      const { filter, sort } = (await page.evaluate(MEASURE)) as Medians;
      best.filter = Math.min(best.filter, filter);
      best.sort = Math.min(best.sort, sort);
    }
    expect(best.filter).toBeLessThan(BUDGET_MS);
    expect(best.sort).toBeLessThan(BUDGET_MS);
    expect(await page.locator("tbody tr").count()).toBeLessThan(60);
    expect(problems).toEqual([]);
    await browser.close();
    await host.close();
    // A page of its own for each, whatever stands in its id.
    const pages = readdirSync(folder, { recursive: true, encoding: "utf8" });
    expect(pages.filter((path) => /^models\/.*index\.html$/.test(path))).toHaveLength(5_276);
    expect(pages.filter((path) => !/^[\w.~/-]+$/.test(path))).toEqual([]);
    expect(readFileSync(join(folder, "llms.txt"), "utf8")).toContain("sha256-");
  },
);
