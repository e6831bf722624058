import type { ReactNode } from "react";
import type { SitePage } from "../facts/site-page.ts";
import { useSite } from "../state/site-context.ts";
import type { Words } from "../words/en.ts";

/** Where each section begins, its title, and the pages that belong to it. */
const sections = [
  ["", "titleModels", ["models", "model"]],
  ["providers/", "titleProviders", ["providers", "provider"]],
  ["profiles/", "titleProfiles", ["profiles"]],
  ["compare/", "titleCompare", ["compare"]],
  ["changes/", "titleChanges", ["changes"]],
  ["docs/", "titleDocs", ["doc"]],
] as const satisfies readonly (readonly [string, keyof Words, readonly SitePage["name"][]])[];

export interface LayoutProps {
  /** Which page it is. */
  readonly page: string;
  /** What a reader may choose, where scripts run. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** What all pages have around them. */
export function Layout({ page, tools, children }: LayoutProps) {
  const { words, href, fileHref, asOf, contentHash, hasDocs } = useSite();
  return (
    <>
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <header className="top">
        <a className="brand" href={href("")}>
          Kei
        </a>
        <nav>
          {sections.map(([path, title, pages]) =>
            title === "titleDocs" && !hasDocs ? null : (
              <a
                key={path}
                href={href(path)}
                aria-current={pages.some((each) => each === page) ? "page" : undefined}
              >
                {words[title]}
              </a>
            ),
          )}
        </nav>
        {tools}
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer>
        <span>{words.asOf(asOf)}</span>
        <span title={contentHash}>
          {words.hash} <code>{contentHash.slice(0, 19)}…</code>
        </span>
        <a href={fileHref("api/registry.json")}>JSON</a>
        <a href={fileHref("llms.txt")}>llms.txt</a>
        <a href={fileHref("feed.xml")}>{words.feed}</a>
        <a href={fileHref("retirements.ics")}>{words.calendar}</a>
      </footer>
    </>
  );
}
