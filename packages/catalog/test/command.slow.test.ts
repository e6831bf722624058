import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentHash, models, providers } from "@kei/registry";
import { afterAll, expect, it } from "vitest";

const PACKAGES = join(import.meta.dirname, "../..");
const CLI = join(PACKAGES, "codegen/bin/kei.js");
const REGISTRY = join(PACKAGES, "../registry");
const AS_OF = "2026-11-30";
const folder = mkdtempSync(join(tmpdir(), "kei-command-"));
afterAll(() => rmSync(folder, { recursive: true }));

function kei(args: readonly string[], cwd = join(PACKAGES, "catalog")) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    encoding: "utf8",
    // pnpm's programs name folders in it that nobody else has.
    env: { ...process.env, NODE_PATH: "" },
  });
  return { code: status, out: stdout, err: stderr };
}

const read = (path: string) => readFileSync(join(folder, path), "utf8");
const json = (path: string) => JSON.parse(read(path));

it("says how to install what it needs, where it is not", () => {
  const { code, err } = kei(["catalog", "--registry", REGISTRY, "--out", "x"], folder);
  expect(code).toBe(1);
  expect(err).toBe(
    "kei: @kei/catalog is not installed here\n  hint: npm install --save-dev @kei/catalog\n",
  );
});

it("leaves a folder alone that holds something else", () => {
  const out = join(folder, "precious");
  mkdirSync(out);
  writeFileSync(join(out, "letter.txt"), "dear");
  const { code, err } = kei(["catalog", "--registry", REGISTRY, "--out", out]);
  expect(code).toBe(1);
  expect(err).toContain("holds something that is no catalogue");
  expect(readdirSync(out)).toEqual(["letter.txt"]);
});

it("writes the same files each time, and nothing of an older site stays", () => {
  const args = ["catalog", "--registry", REGISTRY, "--date", AS_OF, "--out"];
  expect(kei([...args, join(folder, "a")])).toMatchObject({ code: 0 });
  cpSync(join(folder, "a"), join(folder, "b"), { recursive: true });
  writeFileSync(join(folder, "b/old.html"), "");
  expect(kei([...args, join(folder, "b")]).out).toContain("pages in ");
  execFileSync("diff", ["-r", join(folder, "a"), join(folder, "b")]);

  const pages = readdirSync(join(folder, "a"), { recursive: true, encoding: "utf8" });
  const count = 5 + Object.keys(providers).length + Object.keys(models).length;
  expect(pages.filter((path) => path.endsWith("index.html"))).toHaveLength(count);
});

it("publishes data with the hash beside the pages, a feed and a calendar", () => {
  for (const name of [
    "registry",
    "providers",
    "models",
    "profiles",
    "lifecycle",
    "price-history",
  ]) {
    expect(json(`a/api/${name}.json`).contentHash, name).toBe(contentHash);
  }
  const { model, contentHash: hash } = json("a/api/models/anthropic/claude-opus-5-5.json");
  expect(model.displayName).toBe("Claude Opus 5.5");
  expect(hash).toBe(contentHash);
  expect(read("a/llms.txt")).toContain(contentHash);
  expect(read("a/retirements.ics")).toContain("BEGIN:VEVENT");
  const feed = read("a/feed.xml");
  expect(feed).toMatch(
    /^<\?xml version="1.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www.w3.org\/2005\/Atom">/,
  );
  const days = [...feed.matchAll(/<entry>.*?<updated>(\S+)T00:00:00Z<\/updated>/g)].map(
    ([, day]) => day,
  );
  expect(days.length).toBeGreaterThan(50);
  expect(days).toEqual(days.toSorted().reverse());
  expect(days[0]).toBe(AS_OF);
});

it("names nothing but what is beside its pages", () => {
  const html = read("a/models/anthropic/claude-opus-5-5/index.html");
  expect(html).toContain('data-root="../../../"');
  expect(html.match(/<(?:script|link|img)[^>]*(?:src|href)="(?!\.\.\/|data:,)[^"]*"/g)).toBeNull();
  // Links alone lead elsewhere.
  expect(html.match(/<a [^>]*href="(?!\.\.\/|#content|https:\/\/)[^"]*"/g)).toBeNull();
  expect(html).not.toContain("<script>");
  expect(html).toMatch(/<title>Claude Opus 5\.5<\/title>/);
});

it("shows Markdown that is named as pages, and says what is no Markdown", () => {
  const docs = join(folder, "texts");
  mkdirSync(join(docs, "more/node_modules"), { recursive: true });
  writeFileSync(join(docs, "README.md"), "# Ours\n\n[more](more/b.md) ![](more/p.png)\n");
  writeFileSync(join(docs, "more/b.md"), "# B\n");
  writeFileSync(join(docs, "more/p.png"), "png");
  writeFileSync(join(docs, "more/node_modules/c.md"), "# C\n");
  const args = ["catalog", "--registry", REGISTRY, "--out", join(folder, "d"), "--docs"];
  expect(kei([...args, docs]).code).toBe(0);
  const site = readdirSync(join(folder, "d/docs"), { recursive: true, encoding: "utf8" });
  expect(site.filter((path) => /\.\w+$/.test(path)).sort()).toEqual([
    "files/more/p.png",
    "index.html",
    "more/b/index.html",
    "more/index.html",
  ]);
  expect(read("d/docs/index.html")).toContain('<a href="more/b/">more</a>');
  expect(read("d/index.html")).toContain('href="./docs/"');
  expect(read("a/index.html")).not.toContain("docs/");
  expect(kei([...args, join(docs, "more/p.png")]).err).toContain("there is no Markdown in ");
  expect(kei([...args, join(docs, "nothing")]).err).toContain("there is no ");
});

it("says what differs from an earlier registry, and refuses one that has errors", () => {
  const old = join(folder, "old");
  cpSync(REGISTRY, old, { recursive: true });
  const file = join(old, "models.toml");
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace('display_name = "Claude Opus 5.5"', 'display_name = "Opus"'),
  );
  const args = ["catalog", "--registry", REGISTRY, "--out", join(folder, "a"), "--since"];
  expect(kei([...args, old]).code).toBe(0);
  expect(json("a/data/details.json").changes).toEqual({
    since: old,
    list: [expect.objectContaining({ layer: "model", subject: "anthropic/claude-opus-5-5" })],
  });
  writeFileSync(file, "[[model]]\n");
  const { code, err } = kei([...args, old]);
  expect(code).toBe(1);
  expect(err).toContain("has errors");
});

it("writes nothing of a registry with errors", () => {
  const wrong = join(folder, "wrong");
  cpSync(REGISTRY, wrong, { recursive: true });
  writeFileSync(join(wrong, "models.toml"), "[[model]]\n");
  const { code, out } = kei(["catalog", "--registry", wrong, "--out", join(folder, "c")]);
  expect(code).toBe(1);
  expect(out).toContain("nothing was written");
  expect(readdirSync(folder)).not.toContain("c");
});
