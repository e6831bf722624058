import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** All that is committed, or about to be. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((name) => existsSync(join(root, name)));
const read = (name: string) => readFileSync(join(root, name), "utf8");
/** But for what is said once and never corrected. */
const markdown = files.filter((name) => /^(?!\.changeset\/).*(?<!CHANGELOG)\.md$/.test(name));

/** Without blocks of code, whose brackets are no links and whose `#` are no headings. */
const prose = (name: string) => read(name).replaceAll(/^ *```[\s\S]*?^ *```$/gm, "");

/** As the page of a repository makes them. */
function anchors(name: string): Set<string> {
  const titles = [...prose(name).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => title);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

it("has links that lead somewhere", () => {
  const lost: string[] = [];
  let links = 0;
  for (const name of markdown) {
    const text = prose(name).replaceAll(/`[^`\n]*`/g, "");
    for (const [, target = ""] of text.matchAll(/\]\((?![a-z]+:)([^)\s]+)\)/g)) {
      links += 1;
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? name : join(dirname(name), path);
      const there = existsSync(join(root, file));
      if (!there || (anchor !== undefined && !anchors(file).has(anchor))) {
        lost.push(`${name}: ${target}`);
      }
    }
  }
  expect(lost).toEqual([]);
  expect(links).toBeGreaterThan(50);
});

it("names commands of the repository that are there", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  /** Commands of pnpm itself, and programs that it runs. */
  const others = ["exec", "install", "pack", "check"];
  const lost: string[] = [];
  let names = 0;
  const note = (there: boolean, what: string) => {
    names += 1;
    if (!there) lost.push(what);
  };
  const texts = [...markdown, ...files.filter((name) => /^\.(?:github|ci)\//.test(name))];
  for (const name of texts) {
    const text = read(name);
    for (const [, command = ""] of text.matchAll(
      /(?:[`(]|run: |-y |step )pnpm(?:@[\d.]+)? ([a-z][\w:-]*)/g,
    )) {
      note(scripts[command] !== undefined || others.includes(command), `${name}: pnpm ${command}`);
    }
    for (const [, path = ""] of text.matchAll(/\bnode ((?:scripts|packages)\/[\w./-]+)/g)) {
      note(existsSync(join(root, path)), `${name}: ${path}`);
    }
  }
  expect(lost).toEqual([]);
  expect(names).toBeGreaterThan(50);
});

it("says how much is generated", () => {
  const kei = join(root, "packages/codegen/bin/kei.js");
  const out = execFileSync(process.execPath, [kei, "gen", "--check"], {
    cwd: root,
    encoding: "utf8",
  });
  const summary = out.trim().split("\n").at(-1) ?? "";
  expect(read("README.md")).toContain(`\n${summary}\n`);
  expect(read("docs/cli.md")).toContain(`  ${summary.split(": ").at(-1)}\n`);
});
