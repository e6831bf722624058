/** A page of the site. */
export interface SitePage {
  /** Of its folder below the root: "", or ending with a slash. */
  readonly path: string;
  /** Which component shows it. */
  readonly name: "models" | "providers" | "provider" | "model" | "profiles" | "compare" | "changes";
  /** Id of what it is about. */
  readonly id?: string;
  readonly title: string;
  readonly description: string;
}

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
 * stands in it, and is there before its scripts are.
 */
export function pageHtml({ path, name, id, title, description }: SitePage, assets: Assets): string {
  const root = "../".repeat(path.split("/").length - 1) || "./";
  const about = id === undefined ? "" : ` data-id="${escapeHtml(id)}"`;
  return `<!doctype html>
<html lang="en" data-root="${root}" data-page="${name}"${about}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<meta name="description" content="${escapeHtml(description)}">
<link rel="icon" href="data:,">
<link rel="alternate" type="application/atom+xml" title="What happens to models" href="${root}feed.xml">
${assets.styles.map((style) => `<link rel="stylesheet" href="${root}${style}">\n`).join("")}<link rel="preload" href="${root}data/catalog.json" as="fetch" crossorigin>
<script type="module" src="${root}${assets.script}"></script>
</head>
<body>
<div id="app"><header class="top"><span class="brand">Kei</span></header><main><h1>${escapeHtml(title)}</h1><p class="muted">${escapeHtml(description)}</p><noscript><p>The pages need JavaScript. The same facts as text: <a href="${root}llms.txt">llms.txt</a>, <a href="${root}api/registry.json">registry.json</a>.</p></noscript></main></div>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
