import { posix } from "node:path";
import { httpUrl } from "../facts/http-url.ts";

/** Where the pages of Markdown files are, and what their links mean on them. */
export interface DocPaths {
  /** Of the folder of a file's page, below the root of the site. */
  pageOf(file: string): string;
  /** Folders that hold texts and have no text of their own, by the path of their pages. */
  readonly folders: ReadonlySet<string>;
  /** Address for a link of a file, or `undefined`: what it names is not on the site. */
  linkFrom(file: string, href: string): string | undefined;
  /** File that a picture of a file is, where it is there. */
  pictureFrom(file: string, src: string): string | undefined;
}

/** @throws Error when two files would be one page */
export function docPaths(files: readonly string[]): DocPaths {
  const all = new Set(files);
  const pages = new Map<string, string>();
  for (const file of files.filter(isMarkdown)) {
    const path = pathOf(file);
    const other = [...pages].find(([, each]) => each === path)?.[0];
    if (other !== undefined) throw new Error(`${other} and ${file} would be one page, ${path}`);
    pages.set(file, path);
  }
  const pageOf = (file: string) => pages.get(file) ?? pathOf(file);
  const taken = new Set(pages.values());
  const parents = taken.size === 0 ? [] : ["docs/", ...[...taken].map(parentOf)];
  const folders = new Set(parents.filter((path) => path !== "" && !taken.has(path)));
  return {
    pageOf,
    folders,
    linkFrom(file, href) {
      if (isElsewhere(href)) return httpUrl(href);
      const [path = "", hash] = href.split("#", 2);
      const anchor = hash === undefined ? "" : `#${hash}`;
      if (path === "") return anchor;
      const named = pathFrom(file, path);
      const target = pages.get(named) ?? pathOf(posix.join(named, "README.md"));
      if (named.startsWith("..") || !(taken.has(target) || folders.has(target))) return undefined;
      return `${posix.relative(pageOf(file), target) || "."}/${anchor}`;
    },
    pictureFrom(file, src) {
      if (isElsewhere(src)) return undefined;
      const named = pathFrom(file, src);
      return isPicture(named) && all.has(named) ? named : undefined;
    },
  };
}

export function isMarkdown(file: string): boolean {
  return /\.md$/i.test(file);
}

/** What browsers show as a picture, and what runs nothing in one. */
function isPicture(file: string): boolean {
  return /\.(?:avif|gif|jpe?g|png|svg|webp)$/i.test(file);
}

/** Whether an address has a scheme or a host of its own. */
function isElsewhere(href: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(href);
}

function pathFrom(file: string, path: string): string {
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // It is a name with a `%` in it.
  }
  return posix.join(posix.dirname(file), decoded).replace(/\/$/, "");
}

/** Path of the folder that a page is in: `docs/guides/a/` is in `docs/guides/`, `docs/` in none. */
export function parentOf(path: string): string {
  return path.replace(/[^/]+\/$/, "");
}

/** `docs/guides/catalog.md` is `docs/guides/catalog/`; a README is the page of its folder. */
function pathOf(file: string): string {
  const bare = file
    .replace(/\.md$/i, "")
    .replace(/(^|\/)README$/i, "$1")
    .replace(/^docs(?:\/|$)/, "");
  const path = bare.replace(/[^A-Za-z0-9._/-]/g, "-").toLowerCase();
  return `docs/${path.replace(/\/?$/, "/")}`.replace("//", "/");
}
