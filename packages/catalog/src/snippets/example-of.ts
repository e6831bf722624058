import { lifecycleOf, type Model, type Provider } from "@kei/registry";

type ModelsOf = (provider: string, options: { readonly at: string }) => readonly Model[];

/** A model as a snippet names it: its id is what goes over the wire. */
export type Example = Pick<Model, "id" | "ref" | "protocols">;

/**
 * A model to begin with: the cheapest of the provider, or of one whose models it serves, and none that ends
 * if there is another. A proxy is told by a ref whose model is meant, and speaks its own protocol.
 */
export function exampleOf(
  { id, routesTo = [], parentRef, protocol }: Provider,
  modelsOf: ModelsOf,
  asOf: string,
): Example | undefined {
  const first = (provider: string) => {
    const texts = modelsOf(provider, { at: asOf }).filter(({ output }) => output.includes("text"));
    return texts.find((model) => lifecycleOf(model, asOf).state === "live") ?? texts[0];
  };
  const own = first(id) ?? (parentRef === undefined ? undefined : first(parentRef));
  if (own !== undefined) return own;
  const routed = routesTo.map(first).find((model) => model !== undefined);
  return routed && { id: routed.ref, ref: routed.ref, protocols: [protocol] };
}
