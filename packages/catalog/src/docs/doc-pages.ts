import type { DocFiles } from "../facts/catalog-data.ts";
import { escapeHtml } from "../facts/escape-html.ts";
import { rootOf } from "../facts/site-page.ts";
import { docPaths, isMarkdown } from "./doc-paths.ts";
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
  /** Folder of the file, which its neighbours share: "", or words such as "guides". */
  readonly group: string;
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
        group: path.split("/").slice(1, -2).join("/"),
      },
    ];
  });
  return { pages, pictures };
}

const MOST_CHARS = 200;

function clipped(text: string): string {
  return text.length <= MOST_CHARS ? text : `${text.slice(0, MOST_CHARS).replace(/\s+\S*$/, "")}…`;
}
