import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { DocPage as Doc } from "../docs/doc-pages.ts";
import type { CatalogData, CatalogDetails } from "../facts/catalog-data.ts";
import { rootOf, type SitePage } from "../facts/site-page.ts";
import { ChangesPage } from "../pages/changes-page.tsx";
import { DocPage } from "../pages/doc-page.tsx";
import { ModelPage } from "../pages/model-page.tsx";
import { PlainModels } from "../pages/plain-models.tsx";
import { ProfilesPage } from "../pages/profiles-page.tsx";
import { ProviderPage } from "../pages/provider-page.tsx";
import { ProvidersPage } from "../pages/providers-page.tsx";
import { createSite, registryOf, SiteContext } from "../state/site-context.ts";
import { en } from "../words/en.ts";
import { Layout } from "./layout.tsx";

export { docPages } from "../docs/doc-pages.ts";

/** What every page shows before its scripts run, or without them: in English, as of one day. */
export function createPrerender(
  data: CatalogData,
  details: CatalogDetails,
  docs: readonly Doc[],
): (page: SitePage) => string {
  const given = {
    data,
    details,
    loadDetails: async () => details,
    registry: registryOf(data),
    words: en,
    hasDocs: docs.length > 0,
  };
  const docOf = new Map(docs.map((doc) => [doc.path, doc]));
  return (page) => {
    const site = createSite({ ...given, root: rootOf(page) });
    return renderToStaticMarkup(
      <SiteContext value={site}>
        <Layout page={page.name}>{contentOf(page, docOf)}</Layout>
      </SiteContext>,
    );
  };
}

function contentOf(
  { name, id = "", path, title, description }: SitePage,
  docs: ReadonlyMap<string, Doc>,
): ReactNode {
  switch (name) {
    case "models":
      return <PlainModels />;
    case "model":
      return <ModelPage id={id} />;
    case "providers":
      return <ProvidersPage />;
    case "provider":
      return <ProviderPage id={id} />;
    case "profiles":
      return <ProfilesPage />;
    case "changes":
      return <ChangesPage />;
    case "doc": {
      const doc = docs.get(path);
      return doc && <DocPage doc={doc} docs={[...docs.values()]} />;
    }
    case "compare":
      return (
        <>
          <h1>{title}</h1>
          <p className="muted">{description}</p>
        </>
      );
  }
}
