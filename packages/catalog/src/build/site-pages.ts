import { lifecycleOf, type Model } from "@kei/registry";
import type { CatalogData } from "../facts/catalog-data.ts";
import { pagePath } from "../facts/page-path.ts";
import type { SitePage } from "../facts/site-page.ts";
import { lifecycleText, rateText, shortTokens } from "../parts/texts.ts";
import { en } from "../words/en.ts";

/** The pages of a registry, with what previews and search engines say of them. */
export function sitePages({ asOf, providers, models, profiles }: CatalogData): readonly SitePage[] {
  const count = en.counts(providers.length, models.length);
  const named = new Map(providers.map((provider) => [provider.id, provider]));
  const factsOf = (model: Model) => {
    const { displayName = model.provider, billing } = named.get(model.provider) ?? {};
    const currency = billing?.currency ?? "USD";
    const rate = (name: "input" | "output") => rateText(model.price, name, currency, en);
    return [
      `${model.ref} of ${displayName}: ${rate("input")} in, ${rate("output")} out per million tokens`,
      ...(model.contextWindow === undefined
        ? []
        : [`${shortTokens(model.contextWindow)} tokens of context`]),
      ...(lifecycleOf(model, asOf).state === "live" ? [] : [lifecycleText(model, asOf, en)]),
    ].join("; ");
  };
  return [
    { path: "", name: "models", title: en.titleModels, description: count },
    { path: "providers/", name: "providers", title: en.titleProviders, description: count },
    {
      path: "profiles/",
      name: "profiles",
      title: en.titleProfiles,
      description: en.profileCount(profiles.length),
    },
    { path: "compare/", name: "compare", title: en.titleCompare, description: en.compareLead },
    { path: "changes/", name: "changes", title: en.titleChanges, description: en.changesLead },
    ...providers.map(({ id, displayName }) => ({
      path: pagePath("provider", id),
      name: "provider" as const,
      id,
      title: displayName,
      description: en.providerLead(displayName),
    })),
    ...models.map((model) => ({
      path: pagePath("model", model.ref),
      name: "model" as const,
      id: model.ref,
      title: model.displayName,
      description: factsOf(model),
    })),
  ];
}
