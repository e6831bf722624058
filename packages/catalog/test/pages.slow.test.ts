import { rmSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFindings, findChromium, launch, openPage } from "./support/browser.ts";
import { type StaticServer, serveFolder } from "./support/static-server.ts";
import { filesWith, someDocs, writtenSite } from "./support/written-site.ts";

const program = findChromium();

/** A page of each kind. */
const PAGES = [
  "",
  "?view=plot",
  "providers/",
  "providers/anthropic/",
  "providers/litellm-proxy/",
  "models/openai/gpt-5.6-luna/",
  "models/anthropic/claude-sonnet-4-5/",
  "models/deepseek/deepseek-v4-pro/",
  "profiles/",
  "compare/?m=openai/gpt-5.6-luna&m=anthropic/claude-opus-5-5",
  "compare/",
  "changes/",
  "docs/",
  "docs/cli/",
];

describe.runIf(program !== undefined)("the pages of a site", () => {
  let browser: Browser;
  let host: StaticServer;
  const folders: string[] = [];
  const serve = async (folder: string, base?: string) => {
    folders.push(folder);
    return await serveFolder(folder, base);
  };

  beforeAll(async () => {
    browser = await launch(program ?? "");
    host = await serve(
      await writtenSite({
        docs: someDocs(),
        changes: {
          since: "v1.0.0",
          list: [
            {
              level: "major",
              kind: "model-removed",
              layer: "model",
              subject: "a/b",
              text: "gone",
              russian: "больше нет",
            },
          ],
        },
      }),
      "/some/where/",
    );
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  const open = (path: string, options?: Parameters<typeof openPage>[2]) =>
    openPage(browser, host.url + path, options);

  it.each(
    PAGES.flatMap(
      (path) =>
        [
          [path, "light", "en-US", 1280],
          [path, "dark", "ru-RU", 390],
        ] as const,
    ),
  )("axe finds nothing on %j, %s, %s, %i wide", async (path, colorScheme, locale, width) => {
    const { page, context, problems } = await open(path, {
      colorScheme,
      locale,
      viewport: { width, height: 800 },
      // axe is a script of ours that the page's policy would refuse.
      bypassCSP: true,
    });
    await page.locator("main h1, main h2").first().waitFor();
    await page.evaluate("document.fonts.ready");
    expect(await axeFindings(page)).toEqual([]);
    expect(problems).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await context.close();
  });

  it("fits a window of 320 pixels, which is one of 1280 at 400 %, and moves nothing unasked", async () => {
    const { page, context, problems } = await open("", {
      viewport: { width: 320, height: 256 },
      reducedMotion: "reduce",
    });
    for (const path of PAGES) {
      await page.goto(host.url + path);
      await page.locator(".tools").waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBe(320);
      // All that moves takes time by a rule that holds only without the wish for none.
      const moving = `[...document.querySelectorAll("*")].filter((each) => getComputedStyle(each).transitionDuration !== "0s" || getComputedStyle(each).animationName !== "none").length`;
      expect(await page.evaluate(moving), path).toBe(0);
    }
    expect(problems).toEqual([]);
    await context.close();
  });

  it("says what it has to say without scripts", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("console", (message) => problems.push(message.text()));
    const shows = async (path: string, ...texts: readonly string[]) => {
      await page.goto(host.url + path);
      for (const text of texts) {
        // The page is whole when it is loaded: nothing comes later.
        expect(await page.getByText(text).first().isVisible(), `${path}: ${text}`).toBe(true);
      }
      return await page.locator("meta[name=description]").getAttribute("content");
    };
    await shows("", "Claude Opus 5.5", "anthropic/claude-opus-5-5 · Price in $4.00");
    expect(
      await shows(
        "models/anthropic/claude-opus-5-5/",
        "1,000,000 tokens",
        "$20.00",
        "Calls tools",
        "check it yourself",
      ),
    ).toBe(
      "anthropic/claude-opus-5-5 of Anthropic: $4.00 in, $20.00 out per million tokens; 1M tokens of context",
    );
    await page.getByRole("link", { name: "Anthropic" }).click();
    await shows("providers/anthropic/", "x-api-key", "use kei_registry", "Claude Opus 5.5");
    await shows("providers/", "OpenAI Codex");
    await shows("profiles/", "1,000 calls");
    await shows("changes/", "What happened", "gone");
    await shows("compare/", "Choose two to four models");
    await shows("docs/guides/catalog/", "kei catalog --registry registry");
    expect(problems).toEqual([]);
    await context.close();
  });

  it("goes to a heading of the docs, and keeps the place when its scripts have run", async () => {
    const { page, context, problems } = await open("docs/#three-scenes", {
      locale: "ru-RU",
      colorScheme: "dark",
    });
    const heading = page.getByRole("heading", { name: "Three scenes" });
    await expect.poll(async () => (await heading.boundingBox())?.y ?? -1).toBeLessThan(100);
    expect((await heading.boundingBox())?.y).toBeGreaterThanOrEqual(0);
    await page.getByRole("navigation", { name: "Docs" }).getByText("The kei command").click();
    await page.getByRole("heading", { level: 1, name: "The kei command" }).waitFor();
    await page.getByRole("link", { name: "Документация" }).waitFor();
    await page.getByRole("link", { name: "Link to “kei gen”" }).click();
    expect(new URL(page.url()).hash).toBe("#kei-gen");
    expect(problems).toEqual([]);
    await context.close();
  });

  it("says changes in the language of the page", async () => {
    const { page, context } = await open("changes/", { locale: "ru-RU" });
    await page.getByText("больше нет").waitFor();
    await page.getByRole("combobox", { name: "Язык" }).selectOption("en");
    await page.getByText("gone", { exact: false }).first().waitFor();
    await context.close();
  });

  it("axe finds nothing in open menus, a pasted log and an empty answer", async () => {
    const { page, context } = await open("?q=nothing-is-called-so", { bypassCSP: true });
    await page.getByText("No model is like that.").waitFor();
    await page.getByText("Price a usage log instead").click();
    await page.getByRole("textbox", { name: "Price a usage log instead" }).fill("{broken");
    await page.getByText("Line 1:").waitFor();
    await page.getByText("Filters", { exact: true }).click();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByText("Filters", { exact: true }).click();
    await page.getByText("Columns", { exact: true }).first().click();
    expect(await axeFindings(page)).toEqual([]);
    await context.close();
  });

  it("shows a registry without a model, and one with one", async () => {
    const empty = await serve(
      await writtenSite({
        files: filesWith((registry) => {
          for (const list of ["providers", "models", "profiles", "sources", "disputes"] as const) {
            registry[list] = [];
          }
        }),
      }),
    );
    for (const path of ["", "providers/", "profiles/", "compare/", "changes/"]) {
      const { page, context, problems } = await openPage(browser, empty.url + path, {
        bypassCSP: true,
      });
      expect(await axeFindings(page), path).toEqual([]);
      expect(problems, path).toEqual([]);
      await context.close();
    }
    await empty.close();

    const one = await serve(
      await writtenSite({
        files: filesWith((registry) => {
          registry.models = registry.models.slice(0, 1);
          registry.providers = registry.providers.slice(0, 1);
          registry.profiles = [];
          registry.disputes = [];
        }),
      }),
    );
    const { page, context, problems } = await openPage(browser, one.url);
    await page.getByText("1 of 1").waitFor();
    await page.getByRole("radio", { name: "Picture" }).check();
    await page.locator("circle").waitFor();
    expect(problems).toEqual([]);
    await context.close();
    await one.close();
  });

  it("shows hostile texts as texts, and follows no link but one of the web", async () => {
    const evil = `"><img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>`;
    const hostile = await serve(
      await writtenSite({
        files: filesWith((registry) => {
          const [provider] = registry.providers;
          Object.assign(provider ?? {}, {
            displayName: `P ${evil}`,
            docsUrl: "javascript:globalThis.hacked=1",
            endpoint: `https://example.test/'"$(touch x)\`${evil}`,
            notes: evil,
          });
          for (const model of registry.models.slice(0, 1)) {
            Object.assign(model, {
              displayName: `M ${evil}`,
              sourceUrl: "data:text/html,x",
              notes: evil,
            });
          }
          for (const profile of registry.profiles) Object.assign(profile, { description: evil });
          for (const dispute of registry.disputes) {
            Object.assign(dispute, { modelRefs: [registry.models[0]?.["ref"]], reason: evil });
          }
        }),
        changes: {
          since: evil,
          list: [{ level: "minor", kind: "x", layer: "model", subject: evil, text: evil }],
        },
      }),
    );
    for (const path of [
      "?q=fable-5",
      "?view=plot&q=fable-5",
      "providers/",
      "providers/anthropic/",
      "models/anthropic/claude-fable-5/",
      "profiles/",
      "compare/?m=anthropic/claude-fable-5",
      "changes/",
    ]) {
      const { page, context } = await openPage(browser, hostile.url + path);
      // As a text, or in the name of a point.
      await expect
        .poll(() => page.locator("main").innerHTML(), { message: path })
        .toContain("onerror=");
      expect(await page.evaluate("globalThis.hacked"), path).toBeUndefined();
      const links = await page.evaluate("[...document.links].map(({ protocol }) => protocol)");
      expect(links, path).toEqual(expect.arrayContaining(["http:"]));
      expect(
        (links as string[]).filter((protocol) => !/^https?:$/.test(protocol)),
        path,
      ).toEqual([]);
      await context.close();
    }
    await hostile.close();
  });
});
