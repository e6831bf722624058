import type { Model } from "@kei/registry/contract";

/**
 * What a proxy takes as a model: those of the providers that it passes requests on to, by ref. A
 * proxy is told the ref, so that is the `id` here, and other names begin with the provider as well.
 * All else is the model's own.
 *
 * @param groups Models by id, by the id of their provider.
 * @param own Models of the proxy itself, by id.
 */
export function routedModels(groups: Readonly<Record<string, object>>, own: object = {}): object {
  const routed: Record<string, Model> = { ...own };
  for (const [provider, models] of Object.entries(groups)) {
    for (const [id, model] of Object.entries(models as Readonly<Record<string, Model>>)) {
      const ref = `${provider}/${id}`;
      const aliases = model.aliases.map((alias) => `${provider}/${alias}`);
      routed[ref] = { ...model, id: ref, aliases };
    }
  }
  return routed;
}
