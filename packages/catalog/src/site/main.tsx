import "./site.css";
import "./docs.css";
import "../parts/parts.css";
import { type ComponentType, StrictMode, useCallback, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import type { CatalogData, CatalogDetails } from "../facts/catalog-data.ts";
import { ModelsPage } from "../pages/models-page.tsx";
import { applyTheme, type Language, language, store, theme } from "../state/preferences.ts";
import { createSite, registryOf, SiteContext } from "../state/site-context.ts";
import { en, type Words } from "../words/en.ts";
import { Layout } from "./layout.tsx";
import { Tools } from "./tools.tsx";

type Page = ComponentType<{ readonly id: string }>;

/** The first page at once; the others are small, and each is loaded where it is shown. */
const pages: Readonly<Record<string, () => Page | Promise<Page>>> = {
  models: () => ModelsPage,
  model: async () => (await import("../pages/model-page.tsx")).ModelPage,
  providers: async () => (await import("../pages/providers-page.tsx")).ProvidersPage,
  provider: async () => (await import("../pages/provider-page.tsx")).ProviderPage,
  profiles: async () => (await import("../pages/profiles-page.tsx")).ProfilesPage,
  compare: async () => (await import("../pages/compare-page.tsx")).ComparePage,
  changes: async () => (await import("../pages/changes-page.tsx")).ChangesPage,
};

const withDetails: readonly string[] = ["model", "provider", "changes"];

const html = document.documentElement;
const { root = "./", page: name = "models", id = "" } = html.dataset;
const hasDocs = "docs" in html.dataset;

async function read<T>(path: string): Promise<T> {
  const response = await fetch(root + path);
  if (!response.ok) throw new Error(`${response.status} ${response.url}`);
  return (await response.json()) as T;
}

let details: Promise<CatalogDetails> | undefined;
const loadDetails = () => (details ??= read<CatalogDetails>("data/details.json"));

async function wordsOf(chosen: Language): Promise<Words> {
  return chosen === "ru" ? (await import("../words/ru.ts")).ru : en;
}

interface AppProps {
  readonly data: CatalogData;
  readonly details: CatalogDetails | undefined;
  readonly first: readonly [Language, Words];
  readonly page: Page;
}

function App({ data, details, first, page: Page }: AppProps) {
  const [[chosen, words], choose] = useState(first);
  const registry = useMemo(() => registryOf(data), [data]);
  const site = useMemo(
    () =>
      createSite({
        data,
        registry,
        words,
        root,
        hasDocs,
        loadDetails,
        ...(details && { details }),
      }),
    [data, registry, words, details],
  );
  const onLanguage = async (next: Language) => {
    store("lang", next);
    choose([next, await wordsOf(next)]);
    html.lang = next;
  };
  return (
    <SiteContext value={site}>
      <Layout page={name} tools={<Tools language={chosen} onLanguage={onLanguage} />}>
        <Page id={id} />
      </Layout>
    </SiteContext>
  );
}

/** What stood in a page before its scripts ran, with its anchors as they are. */
function Kept({ content }: { readonly content: Element | null }) {
  const place = useCallback(
    (element: HTMLElement | null) => {
      if (content === null || element === null) return;
      element.replaceChildren(content);
      // A long list of docs begins where the reader is.
      const list = content.querySelector(".doc-list");
      const current = list?.querySelector<HTMLElement>("[aria-current]");
      if (list && current) list.scrollTop = current.offsetTop - list.clientHeight / 2;
    },
    [content],
  );
  return <div ref={place} />;
}

/** What a page of the docs needs: it stands in the page as it is. */
async function doc(): Promise<Pick<AppProps, "data" | "details" | "page">> {
  const { contentHash, asOf } = await read<CatalogData>("kei-catalog.json");
  const kept = document.querySelector("#content > *");
  return {
    data: { contentHash, asOf, providers: [], models: [], profiles: [], withClient: [] },
    details: undefined,
    page: () => <Kept content={kept} />,
  };
}

async function load(): Promise<Pick<AppProps, "data" | "details" | "page">> {
  if (name === "doc") return await doc();
  const [data, details, page] = await Promise.all([
    read<CatalogData>("data/catalog.json"),
    withDetails.includes(name) ? loadDetails() : undefined,
    pages[name]?.() ?? ModelsPage,
  ]);
  return { data, details, page };
}

/** The page stands there already, and is shown again by scripts when they have all that they need. */
async function start(): Promise<void> {
  applyTheme(theme());
  const chosen = language();
  const words = await wordsOf(chosen);
  const place = document.getElementById("app") as HTMLElement;
  try {
    const loaded = await load();
    const focused = document.activeElement?.getAttribute("href");
    html.lang = chosen;
    flushSync(() =>
      createRoot(place).render(
        <StrictMode>
          <App {...loaded} first={[chosen, words]} />
        </StrictMode>,
      ),
    );
    // A reader who was quicker than the scripts goes on from where they were.
    if (focused) place.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
  } catch {
    html.dataset["failed"] = "";
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.lang = chosen;
    notice.textContent = words.loadFailed;
    document.getElementById("content")?.prepend(notice);
  }
}

void start();
