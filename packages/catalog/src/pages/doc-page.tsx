import type { DocPage as Doc } from "../docs/doc-pages.ts";
import { useSite } from "../state/site-context.ts";

/** So many headings make a list of them worth its place. */
const LISTED_FROM = 3;

/** A page of the docs beside a list of all. It is made at build time, in the language of the docs. */
export function DocPage({ doc, docs }: { readonly doc: Doc; readonly docs: readonly Doc[] }) {
  const listed = doc.headings.filter(({ depth }) => depth <= 3);
  const hasList = listed.filter(({ depth }) => depth === 2).length >= LISTED_FROM;
  return (
    <div className="doc" lang="en">
      <p className="to-list">
        <a href="#all-docs">All docs</a>
      </p>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: `renderMarkdown` lets no HTML of a text through */}
      <h1 dangerouslySetInnerHTML={{ __html: doc.titleHtml }} />
      {hasList ? (
        <nav className="doc-toc" aria-labelledby="on-this-page">
          <p id="on-this-page">On this page</p>
          <ul>
            {listed.map(({ id, text, depth }) => (
              <li key={id} data-depth={depth}>
                <a href={`#${id}`}>{text}</a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: as above */}
      <article className="doc-text" dangerouslySetInnerHTML={{ __html: doc.html }} />
      <DocList doc={doc} docs={docs} />
    </div>
  );
}

function DocList({ doc, docs }: { readonly doc: Doc; readonly docs: readonly Doc[] }) {
  const { href } = useSite();
  const texts = docs.filter(({ isFolder }) => !isFolder);
  const groups = [...new Set(texts.map(({ group }) => group))];
  return (
    <nav className="doc-list" id="all-docs" aria-label="Docs">
      {groups.map((group) => (
        <section key={group}>
          {group === "" ? null : <p>{group}</p>}
          <ul>
            {texts
              .filter((each) => each.group === group)
              .map(({ path, title }) => (
                <li key={path}>
                  <a href={href(path)} aria-current={path === doc.path ? "page" : undefined}>
                    {title}
                  </a>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
