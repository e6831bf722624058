import { escapeHtml } from "../facts/escape-html.ts";
import { rootOf, type SitePage } from "../facts/site-page.ts";

/** What the build of the scripts left, below the root of the site. */
export interface Assets {
  readonly script: string;
  readonly styles: readonly string[];
}

/**
 * Nothing from anywhere else, and no script or style that stands in the page. Styles that scripts set
 * on an element are none of these.
 */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

/**
 * The file of a page. All that it names is relative: the site works under any path. What it is about
 * stands in it, and is there before its scripts are, and without them.
 */
export function pageHtml(
  page: SitePage,
  content: string,
  assets: Assets,
  hasDocs: boolean,
): string {
  const { name, id, title, description } = page;
  const root = rootOf(page);
  const about = id === undefined ? "" : ` data-id="${escapeHtml(id)}"`;
  const data =
    name === "doc"
      ? ""
      : `<link rel="preload" href="${root}data/catalog.json" as="fetch" crossorigin>\n`;
  return `<!doctype html>
<html lang="en" data-root="${root}" data-page="${name}"${about}${hasDocs ? " data-docs" : ""}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<meta name="description" content="${escapeHtml(description)}">
<meta property="og:title" content="${escapeHtml(title)}">
<meta property="og:description" content="${escapeHtml(description)}">
<link rel="icon" href="data:,">
<link rel="alternate" type="application/atom+xml" title="What happens to models" href="${root}feed.xml">
${assets.styles.map((style) => `<link rel="stylesheet" href="${root}${style}">\n`).join("")}${data}<script type="module" src="${root}${assets.script}"></script>
</head>
<body>
<div id="app">${content}</div>
</body>
</html>
`;
}
