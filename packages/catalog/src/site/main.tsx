import "./site.css";
import "../parts/parts.css";
import { type ComponentType, lazy, StrictMode, Suspense, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import type { CatalogData, CatalogDetails } from "../facts/catalog-data.ts";
import { ModelsPage } from "../pages/models-page.tsx";
import { applyTheme, type Language, language, store, theme } from "../state/preferences.ts";
import { createSite, SiteContext } from "../state/site-context.ts";
import { en, type Words } from "../words/en.ts";
import { Layout } from "./layout.tsx";

/** A page, the section that it belongs to, and what it is about. */
interface PageOf {
  readonly section: string;
  readonly show: ComponentType<{ readonly id: string }>;
}

// The first page at once; the others are small, and each loads itself.
const pages: Readonly<Record<string, PageOf>> = {
  models: { section: "", show: ModelsPage },
  model: {
    section: "",
    show: lazy(async () => ({ default: (await import("../pages/model-page.tsx")).ModelPage })),
  },
  providers: {
    section: "providers/",
    show: lazy(async () => ({
      default: (await import("../pages/providers-page.tsx")).ProvidersPage,
    })),
  },
  provider: {
    section: "providers/",
    show: lazy(async () => ({
      default: (await import("../pages/provider-page.tsx")).ProviderPage,
    })),
  },
  profiles: {
    section: "profiles/",
    show: lazy(async () => ({
      default: (await import("../pages/profiles-page.tsx")).ProfilesPage,
    })),
  },
  compare: {
    section: "compare/",
    show: lazy(async () => ({ default: (await import("../pages/compare-page.tsx")).ComparePage })),
  },
  changes: {
    section: "changes/",
    show: lazy(async () => ({ default: (await import("../pages/changes-page.tsx")).ChangesPage })),
  },
};

const html = document.documentElement;
const { root = "./", page = "models", id = "" } = html.dataset;

async function read<T>(name: string): Promise<T> {
  const response = await fetch(`${root}data/${name}.json`);
  if (!response.ok) throw new Error(`${response.status} ${response.url}`);
  return (await response.json()) as T;
}

let details: Promise<CatalogDetails> | undefined;

async function wordsOf(chosen: Language): Promise<Words> {
  return chosen === "ru" ? (await import("../words/ru.ts")).ru : en;
}

function App({
  data,
  first,
}: {
  readonly data: CatalogData;
  readonly first: readonly [Language, Words];
}) {
  const [[chosen, words], choose] = useState(first);
  const site = useMemo(
    () => createSite(data, words, root, () => (details ??= read<CatalogDetails>("details"))),
    [data, words],
  );
  const { section, show: Page } = pages[page] ?? { section: "", show: ModelsPage };
  const onLanguage = async (next: Language) => {
    store("lang", next);
    choose([next, await wordsOf(next)]);
    html.lang = next;
  };
  return (
    <SiteContext value={site}>
      <Layout section={section} language={chosen} onLanguage={onLanguage}>
        <Suspense fallback={<p className="empty">…</p>}>
          <Page id={id} />
        </Suspense>
      </Layout>
    </SiteContext>
  );
}

async function start(): Promise<void> {
  applyTheme(theme());
  const chosen = language();
  html.lang = chosen;
  const words = await wordsOf(chosen);
  const app = createRoot(document.getElementById("app") as HTMLElement);
  try {
    const data = await read<CatalogData>("catalog");
    app.render(
      <StrictMode>
        <App data={data} first={[chosen, words]} />
      </StrictMode>,
    );
  } catch {
    app.render(<p className="empty big">{words.loadFailed}</p>);
  }
}

void start();
