import type { DocFiles } from "../facts/catalog-data.ts";
import { escapeHtml } from "../facts/escape-html.ts";
import { rootOf } from "../facts/site-page.ts";
import { docPaths, isMarkdown, parentOf } from "./doc-paths.ts";
import { type Heading, renderMarkdown } from "./render-markdown.ts";

export interface DocPage {
  /** Of its folder below the root of the site. */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly titleHtml: string;
  /** What stands below the title. */
  readonly html: string;
  readonly headings: readonly Heading[];
  /** Title of its folder, which its neighbours share: "", or words such as "Guides". */
  readonly group: string;
  /** Whether it lists a folder that has no text of its own. */
  readonly isFolder: boolean;
}

/** The pages of Markdown files, in their order, and the pictures that they show, by path on the site. */
export function docPages(files: DocFiles): {
  readonly pages: readonly DocPage[];
  readonly pictures: ReadonlyMap<string, Uint8Array>;
} {
  const paths = docPaths(Object.keys(files));
  const pictures = new Map<string, Uint8Array>();
  const pages = Object.entries(files).flatMap(([file, text]): readonly DocPage[] => {
    if (typeof text !== "string" || !isMarkdown(file)) return [];
    const path = paths.pageOf(file);
    const { title, titleHtml, lead, html, headings } = renderMarkdown(text, {
      link: (href) => paths.linkFrom(file, href),
      picture(src) {
        const found = paths.pictureFrom(file, src);
        const bytes = found === undefined ? undefined : files[found];
        if (found === undefined || typeof bytes !== "object") return undefined;
        pictures.set(`docs/files/${found}`, bytes);
        return `${rootOf({ path })}docs/files/${encodeURI(found)}`;
      },
    });
    const shown = title ?? path.split("/").at(-2) ?? file;
    return [
      {
        path,
        title: shown,
        description: clipped(lead ?? shown),
        titleHtml: titleHtml ?? escapeHtml(shown),
        html,
        headings,
        group: titleOf(parentOf(path)),
        isFolder: false,
      },
    ];
  });
  return {
    pages: [...pages, ...[...paths.folders].map((path) => folderPage(path, pages))],
    pictures,
  };
}

/** A list of what is in a folder, for links to it. */
function folderPage(path: string, pages: readonly DocPage[]): DocPage {
  const title = titleOf(path) || "Docs";
  const items = pages
    .filter((page) => page.path !== path && (parentOf(page.path) === path || path === "docs/"))
    .map(
      (page) => `<li><a href="${page.path.slice(path.length)}">${escapeHtml(page.title)}</a></li>`,
    );
  return {
    path,
    title,
    description: title,
    titleHtml: escapeHtml(title),
    html: `<ul>${items.join("\n")}</ul>\n`,
    headings: [],
    group: titleOf(parentOf(path)),
    isFolder: true,
  };
}

/** `docs/more-guides/` is "More guides". */
function titleOf(folder: string): string {
  const words = folder.split("/").slice(1, -1).join(" ").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const MOST_CHARS = 200;

function clipped(text: string): string {
  return text.length <= MOST_CHARS ? text : `${text.slice(0, MOST_CHARS).replace(/\s+\S*$/, "")}…`;
}
