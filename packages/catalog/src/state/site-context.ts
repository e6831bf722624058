import { createRegistry, type Model, type Provider } from "@kei/registry";
import { createContext, use } from "react";
import type { CatalogData, CatalogDetails } from "../facts/catalog-data.ts";
import { pagePath } from "../facts/page-path.ts";
import type { Words } from "../words/en.ts";

/** What every component of a page may ask. */
export interface Site extends CatalogData {
  readonly words: Words;
  readonly registry: SiteRegistry;
  readonly providerOf: (model: Pick<Model, "provider">) => Provider | undefined;
  readonly currencyOf: (model: Pick<Model, "provider">) => string;
  /** Address of a page from here. */
  readonly href: (path: string) => string;
  /** Address of a file that is no page. */
  readonly fileHref: (path: string) => string;
  readonly modelHref: (ref: string) => string;
  readonly providerHref: (id: string) => string;
  /** What few pages need, loaded when one of them asks: with `use`. */
  readonly details: () => Promise<CatalogDetails>;
}

export type SiteRegistry = ReturnType<typeof registryOf>;

/** The look-ups of `@kei/registry` over the facts of the page. */
export function registryOf({ providers, models, profiles }: CatalogData) {
  const keyed = <T>(list: readonly T[], keyOf: (item: T) => string) =>
    Object.fromEntries(list.map((item) => [keyOf(item), item]));
  return createRegistry({
    providers: keyed(providers, ({ id }) => id),
    models: keyed(models, ({ ref }) => ref),
    modelAliases: Object.fromEntries(
      models.flatMap(({ ref, provider, aliases }) =>
        aliases.map((id) => [`${provider}/${id}`, ref]),
      ),
    ) as Record<string, string>,
    profiles: keyed(profiles, ({ id }) => id),
  });
}

export function createSite(
  data: CatalogData,
  words: Words,
  root: string,
  details: () => Promise<CatalogDetails>,
): Site {
  const registry = registryOf(data);
  // A page that is opened as a file has no host that gives `index.html` for a folder.
  const href = (path: string) => root + path + (location.protocol === "file:" ? "index.html" : "");
  const providerOf = ({ provider }: Pick<Model, "provider">) => registry.findProvider(provider);
  return {
    ...data,
    words,
    registry,
    providerOf,
    currencyOf: (model) => providerOf(model)?.billing.currency ?? "USD",
    href,
    fileHref: (path) => root + path,
    modelHref: (ref) => href(pagePath("model", ref)),
    providerHref: (id) => href(pagePath("provider", id)),
    details,
  };
}

export const SiteContext = createContext<Site | undefined>(undefined);

export function useSite(): Site {
  const site = use(SiteContext);
  if (site === undefined) throw new Error("a component of the site stands outside of it");
  return site;
}
