// @ts-check
// `pnpm --filter @kei/catalog screenshots`: the pictures of docs/guides/catalog.md, of a site as of a fixed
// day. Needs a Chromium: in PATH, or KEI_CHROMIUM.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { preview } from "vite";
import { writeCatalog } from "../lib/index.js";

const AS_OF = "2026-11-30";
const root = dirname(import.meta.dirname);
const out = join(root, "../../docs/images/catalog");

const PAGES = {
  models: "",
  picture: "?view=plot",
  provider: "providers/openai/",
  providers: "providers/",
  model: "models/openai/gpt-5.6-luna/",
  profiles: "profiles/",
  compare: "compare/?m=openai/gpt-5.6-luna&m=anthropic/claude-opus-5-5&m=xai/grok-4.7",
  changes: "changes/",
  docs: "docs/guides/prices/",
  command: "docs/cli/",
};

/** @type {Record<string, import("playwright-core").BrowserContextOptions>} */
const LOOKS = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 } },
};

/** @param {string} folder @param {readonly string[]} names @returns {[string, string | Uint8Array][]} */
const read = (folder, names) =>
  names.map((name) => [
    name,
    readFileSync(join(folder, name), /\.(?:svg|webp)$/.test(name) ? undefined : "utf8"),
  ]);
const files = /** @type {Record<string, string>} */ (
  Object.fromEntries(
    read(join(root, "../registry/data"), [
      "registry.json",
      "price-history.json",
      "lifecycle.json",
      "retirements.ics",
      "llms.txt",
    ]),
  )
);
const repository = join(root, "../..");
const docs = readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(?:md|svg|webp)$/.test(path))
  .sort(
    (a, b) => Number(b.startsWith("guides/")) - Number(a.startsWith("guides/")) || (a < b ? -1 : 1),
  );
const docFiles = Object.fromEntries(
  read(repository, ["README.md", ...docs.map((path) => `docs/${path}`)]),
);
const site = mkdtempSync(join(tmpdir(), "kei-screenshots-"));
await writeCatalog({ files, asOf: AS_OF, docs: docFiles }, site);

const host = await preview({
  root,
  logLevel: "warn",
  build: { outDir: site },
  preview: { host: "127.0.0.1", port: 0 },
});
const browser = await chromium.launch({
  executablePath: process.env["KEI_CHROMIUM"] || "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
mkdirSync(out, { recursive: true });
try {
  for (const [look, options] of Object.entries(LOOKS)) {
    const context = await browser.newContext({
      locale: "en-US",
      reducedMotion: "reduce",
      ...options,
    });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto((host.resolvedUrls?.local[0] ?? "") + path);
      await page.locator(".tools").waitFor();
      await page.locator("p.empty", { hasText: /^…$/ }).waitFor({ state: "detached" });
      await page.evaluate("document.fonts.ready");
      // Playwright has no WebP, which is a third of the size.
      const shot = await session.send("Page.captureScreenshot", { format: "webp", quality: 60 });
      writeFileSync(join(out, `${name}-${look}.webp`), Buffer.from(shot.data, "base64"));
    }
    await context.close();
  }
} finally {
  await browser.close();
  await host.close();
  rmSync(site, { recursive: true });
}
