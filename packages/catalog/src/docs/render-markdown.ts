import { Marked, type Token, type Tokens } from "marked";
import { escapeHtml } from "../facts/escape-html.ts";
import { highlight } from "./highlight.ts";

export interface Heading {
  readonly depth: number;
  readonly id: string;
  readonly text: string;
}

/** A Markdown file as a part of a page. */
export interface RenderedDoc {
  /** Of its first heading. */
  readonly title: string | undefined;
  /** The same with its code and emphasis; it is not in `html`. */
  readonly titleHtml: string | undefined;
  /** Its first paragraph as text. */
  readonly lead: string | undefined;
  readonly html: string;
  /** What stands below the title. */
  readonly headings: readonly Heading[];
}

export interface DocAddresses {
  /** `undefined`: the link is shown as text. */
  readonly link: (href: string) => string | undefined;
  readonly picture: (src: string) => string | undefined;
}

/**
 * Renders GitHub's Markdown. HTML in it is shown as text, but for comments, which are left out, and for
 * `<picture>` and `<img>`, of which the picture is taken. Headings have the anchors that GitHub gives them.
 */
export function renderMarkdown(text: string, { link, picture }: DocAddresses): RenderedDoc {
  const headings: Heading[] = [];
  const ids = new Map<string, number>();
  let title: string | undefined;
  let titleHtml: string | undefined;
  let lead: string | undefined;

  const image = (src: string, alt: string) => {
    const address = picture(src);
    if (address !== undefined) return `<img src="${escapeHtml(address)}" alt="${escapeHtml(alt)}">`;
    const outer = link(src);
    return outer === undefined ? escapeHtml(alt) : anchor(outer, escapeHtml(alt || src));
  };
  const html = (source: string) => {
    const attribute = (tag: string, name: string) =>
      new RegExp(`<${tag}\\s[^>]*?${name}="([^"]*)"`, "i").exec(source)?.[1];
    const src = attribute("img", "src");
    if (src === undefined) return undefined;
    const dark = picture(
      /prefers-color-scheme: dark/.test(source) ? (attribute("source", "srcset") ?? "") : "",
    );
    const light = image(src, attribute("img", "alt") ?? "");
    return dark === undefined
      ? light
      : `<picture><source media="(prefers-color-scheme: dark)" srcset="${escapeHtml(dark)}">${light}</picture>`;
  };

  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }: Tokens.Heading) {
        const words = plainText(tokens);
        const inner = this.parser.parseInline(tokens);
        const slug = slugOf(words);
        const times = ids.get(slug) ?? 0;
        ids.set(slug, times + 1);
        const id = times === 0 ? slug : `${slug}-${times}`;
        if (depth === 1 && title === undefined) {
          title = words;
          titleHtml = inner;
          return "";
        }
        // One title to a page.
        const level = Math.max(depth, 2);
        headings.push({ depth: level, id, text: words });
        const label = escapeHtml(`Link to “${words}”`);
        return `<h${level} id="${escapeHtml(id)}">${inner} <a class="anchor" href="#${escapeHtml(id)}" aria-label="${label}">#</a></h${level}>\n`;
      },
      paragraph({ tokens }: Tokens.Paragraph) {
        lead ??= plainText(tokens) || undefined;
        return `<p>${this.parser.parseInline(tokens)}</p>\n`;
      },
      html(token: Tokens.HTML | Tokens.Tag) {
        const shown = token.raw.replace(/<!--[\s\S]*?(?:-->|$)/g, "").trim();
        if (shown === "") return "";
        const inner = html(shown) ?? escapeHtml(shown);
        return "block" in token && token.block ? `<p>${inner}</p>\n` : inner;
      },
      code({ text: code, lang }: Tokens.Code) {
        // Readers without a mouse scroll it by keys.
        return `<pre tabindex="0"><code>${highlight(code, lang?.split(/[\s,{]/, 1)[0] ?? "")}</code></pre>\n`;
      },
      table({ header, rows }: Tokens.Table) {
        const cells = (tag: "td" | "th", list: readonly Tokens.TableCell[]) =>
          list
            .map(({ tokens, align }) => {
              const scope = tag === "th" ? ' scope="col"' : "";
              const side = align === "right" ? ' class="kei-number"' : "";
              return `<${tag}${scope}${side}>${this.parser.parseInline(tokens)}</${tag}>`;
            })
            .join("");
        const body = rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n");
        const below = headings.at(-1)?.text ?? title ?? "";
        const label = escapeHtml(below === "" ? "Table" : `Table: ${below}`);
        return `<div class="kei-scroll" role="group" aria-label="${label}" tabindex="0"><table class="kei-table"><thead><tr>${cells("th", header)}</tr></thead><tbody>${body}</tbody></table></div>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const inner = this.parser.parseInline(tokens);
        const address = link(href);
        return address === undefined ? `<span>${inner}</span>` : anchor(address, inner);
      },
      image({ href, text: alt }: Tokens.Image) {
        return image(href, alt);
      },
    },
  });
  return { html: marked.parse(text, { async: false }), title, titleHtml, lead, headings };
}

function anchor(address: string, inner: string): string {
  const rel = /^https?:/.test(address) ? ' rel="noreferrer noopener"' : "";
  return `<a href="${escapeHtml(address)}"${rel}>${inner}</a>`;
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      "tokens" in token && token.tokens !== undefined
        ? plainText(token.tokens)
        : token.type === "html" || token.type === "br"
          ? " "
          : "text" in token
            ? String(token.text)
            : "",
    )
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

/** As GitHub does it: small letters, hyphens for spaces, and nothing of what stands between words. */
function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-");
}
