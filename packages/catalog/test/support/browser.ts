import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** `KEI_CHROMIUM`, which has to be there then, or Debian's; `undefined`, and one line that says so. */
export function findChromium(): string | undefined {
  const named = process.env["KEI_CHROMIUM"] || undefined;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, named ?? "chromium")).find(isProgram);
  if (found === undefined && named === undefined) {
    console.warn(
      "skipped: there is no browser: apt-get install chromium, or KEI_CHROMIUM=<program>",
    );
  }
  return found ?? named;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export async function launch(program: string): Promise<Browser> {
  return await chromium.launch({
    executablePath: program,
    // It reaches nothing but this machine.
    args: ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
  });
}

/** A page in a context of its own. What goes wrong in it is in `problems`. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: "en-US", ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.hostname !== "127.0.0.1" && asked.protocol !== "data:") problems.push(request.url());
  });
  await page.goto(url);
  // What stands in the file itself has no choices.
  await page.locator(".tools").waitFor();
  return { page, context, problems };
}

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe finds on a page against WCAG 2.2 AA and good practice, a line each. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: axe }).catch(() => undefined);
  return await page.evaluate(`(async () => {
    const { violations } = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ": " + html.slice(0, 160) + " " + failureSummary.split("\\n").slice(1).join(" ").slice(0, 200)));
  })()`);
}
