import { rmSync } from "node:fs";
import { cost, estimate, formatMoney, getModel, isLive, models } from "@kei/registry";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, launch, openPage } from "./support/browser.ts";
import { type StaticServer, serveFolder } from "./support/static-server.ts";
import { AS_OF, writtenSite } from "./support/written-site.ts";

const program = findChromium();
const LUNA = "openai/gpt-5.6-luna";
const OPUS = "anthropic/claude-opus-5-5";

/** Pixels of the row with the focus that are out of the box or below its head. */
const HIDDEN_PART = `(() => {
  const row = document.activeElement.closest("tr").getBoundingClientRect();
  const box = document.querySelector(".table-box").getBoundingClientRect();
  const head = document.querySelector(".models thead").getBoundingClientRect();
  return Math.round(Math.max(0, row.bottom - box.bottom + 1, head.bottom - row.top));
})()`;

describe.runIf(program !== undefined)("the page of models", () => {
  let browser: Browser;
  let host: StaticServer;
  let folder: string;

  beforeAll(async () => {
    folder = await writtenSite();
    browser = await launch(program ?? "");
    host = await serveFolder(folder);
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  const open = async (path = "", options?: Parameters<typeof openPage>[2]) =>
    await openPage(browser, host.url + path, options);
  const names = async (page: Page) =>
    (await page.locator("tbody .row-link").allTextContents()).slice(0, 3);
  const rowOf = (page: Page, ref: string): Locator =>
    page.locator("tbody tr", { has: page.getByText(ref, { exact: true }) });
  const search = (page: Page) => page.getByRole("searchbox");
  const addressOf = (page: Page) => new URL(page.url()).search;

  it("searches while one types, and keeps what one typed in the address", async () => {
    const { page, context } = await open();
    await search(page).fill("opus 5.5");
    await expect.poll(() => names(page)).toEqual(["Claude Opus 5.5"]);
    await expect.poll(() => addressOf(page)).toBe("?q=opus+5.5");
    await page.reload();
    await expect.poll(() => names(page)).toEqual(["Claude Opus 5.5"]);
    await page.getByRole("button", { name: "Clear" }).click();
    const live = Object.values(models).filter((model) => isLive(model, AS_OF)).length;
    await page.getByText(`${live} of ${Object.keys(models).length}`).waitFor();
    await context.close();
  });

  it("filters by provider, ability, limits and state", async () => {
    const { page, context } = await open();
    await page.getByText("Filters", { exact: true }).click();
    await page.getByRole("checkbox", { name: "Anthropic", exact: true }).check();
    await page.getByRole("combobox", { name: "Answer" }).selectOption("no");
    await page.getByRole("combobox", { name: "Abilities" }).selectOption("temperature");
    await page.getByRole("spinbutton", { name: "Context, at least" }).fill("1000000");
    await page.getByRole("spinbutton", { name: "Price out" }).fill("20");
    const want = Object.values(models).filter(
      (model) =>
        model.provider === "anthropic" &&
        isLive(model, AS_OF) &&
        model.refuses?.includes("temperature") === true &&
        (model.contextWindow ?? 0) >= 1_000_000 &&
        model.price.kind === "known" &&
        model.price.output <= 20 * 100_000_000,
    );
    expect(want.length).toBeGreaterThan(0);
    await page.getByText(`${want.length} of `).waitFor();
    await expect
      .poll(() => addressOf(page))
      .toBe("?provider=anthropic&can=temperature%3Ano&context=1000000&price=20");
    await page.getByRole("button", { name: "No: Temperature" }).click();
    await page.getByRole("combobox", { name: "State" }).selectOption("ended");
    await expect.poll(() => addressOf(page)).toContain("state=ended");
    await context.close();
  });

  it("sorts by a click, both ways, and unknown ones last in both", async () => {
    const { page, context } = await open("?state=all");
    await page.getByRole("button", { name: "Price out" }).click();
    await expect.poll(() => addressOf(page)).toBe("?state=all&sort=output");
    const [first] = await names(page);
    await page.getByRole("button", { name: "Price out" }).click();
    const known = Object.values(models).flatMap(({ displayName, price }) =>
      price.kind === "known" ? [{ displayName, output: price.output }] : [],
    );
    const dearest = Math.max(...known.map(({ output }) => output));
    await expect.poll(async () => (await names(page))[0]).not.toBe(first);
    expect(known.find(({ output }) => output === dearest)?.displayName).toBe(
      (await names(page))[0],
    );
    await page.locator(".table-box").press("End");
    await page.locator("tbody .row-link").last().press("End");
    await expect
      .poll(() => page.locator("tbody tr:not(.gap)").last().textContent())
      .toContain("unknown");
    await context.close();
  });

  it("prices a workload on every row as estimate does", async () => {
    const { page, context } = await open(`?q=${LUNA}`);
    await page.getByRole("spinbutton", { name: "Requests a day" }).fill("500");
    await page.getByRole("spinbutton", { name: "Tokens in" }).fill("300000");
    await page.getByRole("spinbutton", { name: "Of it cached" }).fill("50");
    await page.getByRole("spinbutton", { name: "Tokens out" }).fill("2000");
    await page.getByRole("combobox", { name: "Cost of" }).selectOption("day");
    const workload = { requests: 500, inputTokens: 300_000, outputTokens: 2_000, cachedShare: 0.5 };
    const { total } = estimate(LUNA, workload, { at: AS_OF });
    const money = total.kind === "known" ? formatMoney(total.total, total.currency) : "";
    await rowOf(page, LUNA).getByText(money, { exact: true }).waitFor();
    // Above the first tier of sizes nobody has stated what flex costs.
    await page.getByRole("combobox", { name: "Service tier" }).selectOption("flex");
    await rowOf(page, LUNA).getByTitle("no price for an input of this length").waitFor();
    await expect
      .poll(() => addressOf(page))
      .toContain("req=500&in=300000&cached=50&out=2000&per=day&tier=flex");
    await context.close();
  });

  it("has other prices at other hours, and words where nothing is billed", async () => {
    const { page, context } = await open(
      "?q=deepseek-v4-pro&per=request&in=1000000&out=0&at=2026-11-30T07:00",
    );
    await rowOf(page, "deepseek/deepseek-v4-pro").getByText("$1.32").waitFor();
    await page.getByLabel("When (UTC)").fill("2026-11-30T05:00");
    await rowOf(page, "deepseek/deepseek-v4-pro")
      .getByText("$0.66", { exact: true })
      .nth(1)
      .waitFor();
    await search(page).fill("codex/gpt-6-luna");
    expect(await rowOf(page, "codex/gpt-6-luna").getByText("subscription").count()).toBe(3);
    await context.close();
  });

  it("prices a pasted log on every row, and says what it cost", async () => {
    const { page, context } = await open(`?q=${LUNA}`);
    await page.getByText("Price a usage log instead").click();
    const lines = [
      { model: LUNA, created_at: "2026-07-01", usage: { input_tokens: 1000, output_tokens: 10 } },
      { model: "gpt-5.6-luna", usage: { prompt_tokens: 2000, completion_tokens: 20 } },
      { model: "moon", usage: { prompt_tokens: 1, completion_tokens: 1 } },
    ];
    const box = page.getByRole("textbox", { name: "Price a usage log instead" });
    await box.fill([...lines.map((line) => JSON.stringify(line)), "{broken"].join("\n"));
    await page.getByText("3 requests read").waitFor();
    await page.getByText("Line 4: it cannot be read.").waitFor();
    const { history } = await import("@kei/registry/price-history");
    const parts = [
      cost(LUNA, { inputTokens: 1000, outputTokens: 10 }, { at: "2026-07-01", history }),
      cost(LUNA, { inputTokens: 2000, outputTokens: 20 }, { at: AS_OF }),
      cost(LUNA, { inputTokens: 1, outputTokens: 1 }, { at: AS_OF }),
    ];
    const sum = parts.reduce(
      (total, part) => total + (part.kind === "known" ? part.total : 0n),
      0n,
    );
    await rowOf(page, LUNA).getByText(formatMoney(sum, "USD"), { exact: true }).waitFor();
    await page.getByRole("row", { name: "moon 1 not in this registry" }).waitFor();
    await page.getByRole("button", { name: "Take the log away" }).click();
    await page.getByRole("spinbutton", { name: "Requests a day" }).waitFor();
    await expect.poll(() => addressOf(page)).not.toContain("log");
    await context.close();
  });

  it("draws cost against limits; a point says what it is and leads to its page", async () => {
    const { page, context } = await open();
    await page.getByRole("radio", { name: "Picture" }).check();
    const point = page.getByRole("link", { name: /^Claude Opus 5\.5:/ });
    await point.waitFor();
    await page.getByRole("combobox", { name: "Against" }).selectOption("maxOutput");
    await expect.poll(() => addressOf(page)).toBe("?view=plot&y=maxOutput");
    await point.focus();
    await expect.poll(() => page.locator(".tip").textContent()).toContain(OPUS);
    await page.getByText("The line as a table").click();
    expect(await page.getByRole("table").getByRole("row").count()).toBeGreaterThan(1);
    await point.press("Enter");
    await page.waitForURL("**/models/anthropic/claude-opus-5-5/");
    await context.close();
  });

  it("compares what one picks, with the workload that one had", async () => {
    const { page, context } = await open("?q=5&req=7");
    await page.getByRole("checkbox", { name: "(anthropic/claude-opus-5-5)" }).check();
    await page.getByRole("checkbox", { name: "(openai/gpt-5.6-luna)" }).check();
    await page.getByRole("link", { name: "Compare" }).last().click();
    await page.waitForURL("**/compare/?m=*");
    const heads = page.locator("thead th a");
    await expect.poll(() => heads.allTextContents()).toEqual(["Claude Opus 5.5", "GPT-5.6 Luna"]);
    expect(await page.getByRole("spinbutton", { name: "Requests a day" }).inputValue()).toBe("7");
    await page.getByRole("combobox", { name: "Add a model" }).selectOption("xai/grok-4.7");
    await expect.poll(() => heads.count()).toBe(3);
    await page.getByRole("button", { name: "Remove GPT-5.6 Luna" }).click();
    await expect
      .poll(() => addressOf(page))
      .toBe("?req=7&m=anthropic%2Fclaude-opus-5-5&m=xai%2Fgrok-4.7");
    await context.close();
  });

  it("needs no mouse", async () => {
    const { page, context } = await open();
    await page.keyboard.press("/");
    await page.keyboard.type("claude opus");
    await expect.poll(async () => (await names(page))[0]).toContain("Opus");
    // From the search through the other controls to the first row.
    const focusedClass = () => page.evaluate("document.activeElement.className");
    for (let tabs = 0; tabs < 60 && (await focusedClass()) !== "row-link"; tabs++) {
      await page.keyboard.press("Tab");
    }
    expect(await focusedClass()).toBe("row-link");
    const focused = () => page.evaluate("document.activeElement.textContent") as Promise<string>;
    const [, second = "", third = ""] = await names(page);
    await page.keyboard.press("ArrowDown");
    await expect.poll(focused).toBe(second);
    await page.keyboard.press("Space");
    await page.getByText("1 chosen").waitFor();
    await page.keyboard.press("ArrowDown");
    await expect.poll(focused).toBe(third);
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/models/anthropic/**");
    await context.close();
  });

  it("goes on with arrows where rows were out of the page before", async () => {
    const { page, context } = await open("?state=all&sort=name");
    await page.locator(".row-link").first().focus();
    const last = Object.values(models)
      .map(({ displayName }) => displayName.toLowerCase())
      .sort()
      .at(-1);
    await page.keyboard.press("End");
    await expect
      .poll(async () =>
        ((await page.evaluate("document.activeElement.textContent")) as string).toLowerCase(),
      )
      .toBe(last);
    expect(await page.locator("tbody tr").count()).toBeLessThan(60);
    // Whichever way one came, the row stands in sight, and the head does not hide it.
    for (const keys of [
      ["Home"],
      ["PageDown", "PageDown"],
      ["PageUp"],
      ["End"],
      ["PageUp", "PageUp"],
    ]) {
      for (const key of keys) await page.keyboard.press(key);
      await expect.poll(() => page.evaluate(HIDDEN_PART), { message: keys.join() }).toBe(0);
    }
    await context.close();
  });

  it("speaks Russian, remembers it, and keeps colours that one chose", async () => {
    const { page, context } = await open();
    await page.getByRole("combobox", { name: "Language" }).selectOption("ru");
    await page.getByRole("heading", { name: "Модели" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("ru");
    await page.getByRole("combobox", { name: "Цвета" }).selectOption("dark");
    await page.goto(`${host.url}providers/anthropic/`);
    await page.getByRole("heading", { name: "Первый вызов" }).waitFor();
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(await background()).toBe("rgb(22, 25, 29)");
    await page.goto(`${host.url}?lang=en`);
    await page.getByRole("heading", { name: "Models" }).waitFor();
    await context.close();
  });

  it("shows columns that one chooses, and fewer on a phone", async () => {
    const { page, context } = await open();
    await page.getByText("Columns", { exact: true }).first().click();
    await page.getByRole("checkbox", { name: "Cache read" }).check();
    await page.getByRole("button", { name: "Cache read" }).waitFor();
    await page.getByRole("checkbox", { name: "Price in" }).uncheck();
    await expect.poll(() => page.getByRole("button", { name: "Price in" }).count()).toBe(0);
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(host.url);
    await expect
      .poll(() => page.locator("thead button").allTextContents())
      .toEqual(["Model", "Price out", "Cost"]);
    await context.close();
  });

  it("copies a snippet", async () => {
    const { page, context } = await open("providers/anthropic/", {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await page.getByRole("radio", { name: "@kei/runtime" }).check();
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
      await page.locator("pre code:visible").textContent(),
    );
    await context.close();
  });

  it("shows on a model's page its end, its sources, its disputes and who uses it", async () => {
    const { page, context } = await open("models/anthropic/claude-sonnet-4-6/");
    await page
      .getByRole("heading", { name: getModel("anthropic/claude-sonnet-4-6").displayName })
      .waitFor();
    await page.getByRole("link", { name: "critic" }).waitFor();
    await page.getByText(/checked 2026-\d\d-\d\d, \d+ days? ago/).waitFor();
    await page.goto(`${host.url}models/anthropic/claude-sonnet-4-5/`);
    await page.getByText("It has not answered since 2026-11-30.").waitFor();
    await page.getByRole("heading", { name: "Where sources differ" }).waitFor();
    await page.getByText("Without its beta header the window is 200,000.").waitFor();
    await page.getByRole("link", { name: "Claude Sonnet 5.5" }).click();
    await page.waitForURL("**/models/anthropic/claude-sonnet-5-5/");
    await context.close();
  });

  it("prints all rows", async () => {
    const { page, context } = await open("?provider=anthropic&state=all");
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    const count = Object.values(models).filter(({ provider }) => provider === "anthropic").length;
    await expect.poll(() => page.locator("tbody tr").count()).toBe(count);
    await context.close();
  });
});
