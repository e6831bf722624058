import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type DocPage, docPages } from "../src/docs/doc-pages.ts";
import { renderMarkdown } from "../src/docs/render-markdown.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** All that a page of docs may be made of. */
const TAGS: Readonly<Record<string, readonly string[]>> = {
  a: ["aria-label", "class", "href", "rel"],
  div: ["aria-label", "class", "role", "tabindex"],
  img: ["alt", "src"],
  input: ["checked", "disabled", "type"],
  ol: ["start"],
  pre: ["tabindex"],
  source: ["media", "srcset"],
  span: ["class"],
  table: ["class"],
  td: ["class"],
  th: ["class", "scope"],
  ...Object.fromEntries([2, 3, 4, 5, 6].map((depth) => [`h${depth}`, ["id"]])),
  ...Object.fromEntries(
    "blockquote br code del em hr li p picture strong tbody thead tr ul"
      .split(" ")
      .map((tag) => [tag, []]),
  ),
};

/** What stands in a page beside texts and what is allowed: nothing, if all is well. */
function strayOf(html: string): readonly string[] {
  return [...html.matchAll(/<(\/?)([^\s/>]*)([^>]*)>/g)].flatMap(
    ([tag, , name = "", rest = ""]) => {
      const allowed = TAGS[name];
      const left = rest.replace(/ ([a-z-]+)(?:="([^"<]*)")?/g, (all, attribute, value) => {
        const isAddress = ["href", "src", "srcset"].includes(attribute);
        const leads = !isAddress || /^(?:https?:\/\/|[#.]|[\w-]+\/)/.test(value);
        return allowed?.includes(attribute) && leads ? "" : all;
      });
      return allowed !== undefined && /^\s*\/?$/.test(left) ? [] : [tag];
    },
  );
}

const render = (text: string) =>
  renderMarkdown(text, {
    link: (href) => (href.startsWith("https:") ? href : undefined),
    picture: (src) => (src === "a.png" ? "files/a.png" : undefined),
  });

describe("a text of docs", () => {
  it.each([
    "<script>alert(1)</script>",
    "a <img src=x onerror=alert(1)> b",
    '<img src="x" onerror="alert(1)" alt="&quot;><script>">',
    '<img src="a.png" alt="x" onerror="alert(1)">',
    '<svg/onload=alert(1)>\n\n<iframe src="javascript:alert(1)">',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1)) [y](&#106;avascript:alert(1)) [z](vbscript:x) [d](data:text/html,x)",
    '[x](https://example.test/"onmouseover="alert(1)) [y](<https://example.test/a b"c>)',
    '![x](javascript:alert(1)) !["><script>](data:image/svg+xml,x)',
    '# "><script>alert(1)</script>\n\n## `<b onclick=x>` [l](javascript:x)',
    '```html"><script>alert(1)</script>\n<script>alert(1)</script>\n```',
    "```ts\nconst a = '<script>';\n```",
    '| <script>x</script> | b |\n| :-- | --: |\n| `<b>` | "onload="x |',
    "<a href='javascript:x'>x</a> <javascript:alert(1)> <https://example.test/'\"onload=x>",
    "<!-- <script>alert(1)</script> --> x <!-- not ended <script>",
    '[x]: javascript:alert(1) "t"\n\n[x] ![x]',
    "- [x] a\n- [ ] <style>*{}</style>\n\n1. <form action=//e><input autofocus onfocus=x>",
  ])("is text where it is HTML or leads astray: %j", (text) => {
    const { html, titleHtml = "" } = render(text);
    expect(strayOf(html + titleHtml)).toEqual([]);
  });

  it("keeps what is no HTML as it is", () => {
    expect(render("a < b && `x<y>` \\<i>").html).toBe(
      "<p>a &lt; b &amp;&amp; <code>x&lt;y&gt;</code> &lt;i&gt;</p>\n",
    );
    expect(render("<b>x</b>").html).toContain("&lt;b&gt;");
  });

  it("shows links of the web, and others as their text", () => {
    expect(render("[a](https://example.test/?a=1&b=2) [**b**](ftp://x)").html).toBe(
      '<p><a href="https://example.test/?a=1&amp;b=2" rel="noreferrer noopener">a</a> <span><strong>b</strong></span></p>\n',
    );
  });

  it("takes the picture of HTML, in both themes", () => {
    const picture = `<picture>\n  <source media="(prefers-color-scheme: dark)" srcset="a.png">\n  <img alt="A picture" src="a.png">\n</picture>\n`;
    expect(render(picture).html).toBe(
      '<p><picture><source media="(prefers-color-scheme: dark)" srcset="files/a.png"><img src="files/a.png" alt="A picture"></picture></p>\n',
    );
  });

  it("gives headings the anchors that GitHub gives them", () => {
    const { headings, title, lead } = render(
      "# The `kei` command\n\nIt *checks*\nfiles.\n\n## kei gen: Files, & more!\n\n## Über_uns\n\n### Same\n\n### Same\n",
    );
    expect({ title, lead }).toEqual({ title: "The kei command", lead: "It checks files." });
    expect(headings.map(({ id, depth }) => [id, depth])).toEqual([
      ["kei-gen-files--more", 2],
      ["über_uns", 2],
      ["same", 3],
      ["same-1", 3],
    ]);
  });
});

describe("pages of docs", () => {
  it("link to each other, from whatever folder, and to no file that has no page", () => {
    const { pages, pictures } = docPages({
      "README.md":
        "# All\n\n[g](docs/guides/a.md#x) [f](docs/guides) [l](LICENSE) ![p](docs/p.png)",
      "docs/guides/a.md":
        "[up](../../README.md) [b](b.md) [me](#x) [out](../../../x.md) [n](b%2emd)",
      "docs/guides/b.md":
        "No title. ![](../p.png) ![](../none.png) ![](../../../../etc/passwd.png)",
      "packages/x/README.md": "# X\n\n[dir](../../docs/guides/) [root](../..)",
      "docs/p.png": new Uint8Array([1]),
    });
    expect(pages.map(({ path, group, title }) => [path, group, title])).toEqual([
      ["docs/", "", "All"],
      ["docs/guides/a/", "Guides", "a"],
      ["docs/guides/b/", "Guides", "b"],
      ["docs/packages/x/", "Packages", "X"],
      ["docs/guides/", "", "Guides"],
      ["docs/packages/", "", "Packages"],
    ]);
    const [all, a, b, x, guides] = pages.map(({ html }) => html);
    expect(all).toContain('<a href="guides/a/#x">g</a> <a href="guides/">f</a> <span>l</span>');
    expect(all).toContain('<img src="../docs/files/docs/p.png" alt="p">');
    expect(a).toContain('<a href="../../">up</a> <a href="../b/">b</a> <a href="#x">me</a>');
    expect(a).toContain('<span>out</span> <a href="../b/">n</a>');
    expect(b?.match(/<img/g)).toHaveLength(1);
    expect(x).toContain('<a href="../../guides/">dir</a> <a href="../../">root</a>');
    expect(guides).toContain('<li><a href="a/">a</a></li>\n<li><a href="b/">b</a></li>');
    expect([...pictures.keys()]).toEqual(["docs/files/docs/p.png"]);
  });

  it("begin with a list of all where no text is the first", () => {
    const { pages } = docPages({ "more/a.md": "# `A` & b", "b.md": "# B" });
    expect(pages.find(({ path }) => path === "docs/")).toMatchObject({
      title: "Docs",
      html: '<ul><li><a href="more/a/">A &amp; b</a></li>\n<li><a href="b/">B</a></li></ul>\n',
    });
  });

  it("are none where there is no text", () => {
    expect(docPages({}).pages).toEqual([]);
    expect(docPages({ "p.png": new Uint8Array() }).pages).toEqual([]);
  });

  it("refuse two files for one place", () => {
    expect(() => docPages({ "a.md": "", "docs/A.md": "" })).toThrow(
      "a.md and docs/A.md would be one page, docs/a/",
    );
  });
});

describe("the docs of this repository", () => {
  const files = Object.fromEntries(
    [
      "README.md",
      "CONTRIBUTING.md",
      "ARCHITECTURE.md",
      "registry/README.md",
      ...["ai-sdk", "catalog", "codegen", "registry", "runtime"].map(
        (name) => `packages/${name}/README.md`,
      ),
      ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" }).map(
        (path) => `docs/${path}`,
      ),
    ]
      .filter((path) => /\.(?:md|svg|webp)$/.test(path))
      .map((path) => {
        const bytes = readFileSync(join(ROOT, path));
        return [path, path.endsWith(".md") ? bytes.toString() : bytes];
      }),
  );
  const { pages } = docPages(files);
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const hasAnchor = (page: DocPage | undefined, hash: string) =>
    page !== undefined && (hash === "" || page.headings.some(({ id }) => `#${id}` === hash));

  it("are nothing but what docs are made of", () => {
    expect(pages.flatMap(({ html, titleHtml }) => strayOf(html + titleHtml))).toEqual([]);
    expect(pages.length).toBeGreaterThan(40);
  });

  it("have a title and a description each, and no two the same title", () => {
    expect(pages.filter(({ title, description }) => title === "" || description === "")).toEqual(
      [],
    );
    expect(new Set(pages.map(({ title }) => title)).size).toBe(pages.length);
  });

  it("link to pages and headings that are there", () => {
    const broken = pages.flatMap((page) =>
      [...page.html.matchAll(/<a href="([^"]*)"/g)].flatMap(([, href = ""]) => {
        if (/^https?:/.test(href)) return [];
        const { pathname, hash } = new URL(href, `http://site/${page.path}`);
        const target = byPath.get(decodeURI(pathname.slice(1)));
        return hasAnchor(target, decodeURI(hash)) ? [] : [`${page.path}: ${href}`];
      }),
    );
    expect(broken).toEqual([]);
  });
});
