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
  /** What few pages need: where one of them is shown. */
  readonly details?: CatalogDetails;
  /** The same for a page that may need it later. */
  readonly loadDetails: () => Promise<CatalogDetails>;
  /** Whether the site has docs. */
  readonly hasDocs: boolean;
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

export function createSite({
  data,
  root,
  ...given
}: Pick<Site, "words" | "registry" | "hasDocs" | "details" | "loadDetails"> & {
  readonly data: CatalogData;
  /** From the page to the root of the site. */
  readonly root: string;
}): Site {
  const { registry } = given;
  const href = (path: string) => root + path;
  const providerOf = ({ provider }: Pick<Model, "provider">) => registry.findProvider(provider);
  return {
    ...data,
    ...given,
    providerOf,
    currencyOf: (model) => providerOf(model)?.billing.currency ?? "USD",
    href,
    fileHref: href,
    modelHref: (ref) => href(pagePath("model", ref)),
    providerHref: (id) => href(pagePath("provider", id)),
  };
}

export const SiteContext = createContext<Site | undefined>(undefined);

export function useSite(): Site {
  const site = use(SiteContext);
  if (site === undefined) throw new Error("a component of the site stands outside of it");
  return site;
}

/** @throws Error on a page for which they were not loaded */
export function useDetails(): CatalogDetails {
  const { details } = useSite();
  if (details === undefined) throw new Error("this page is shown without details");
  return details;
}
