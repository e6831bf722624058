import type { Model, Provider } from "@kei/registry";

type ModelsOf = (provider: string, options: { readonly at: string }) => readonly Model[];

/** A model as a snippet names it: its id is what goes over the wire. */
export type Example = Pick<Model, "id" | "ref" | "protocols">;

/**
 * A live model to begin with: the cheapest known one of the provider, or of one whose models it serves. A
 * proxy is told by a ref whose model is meant, and speaks its own protocol.
 */
export function exampleOf(
  { id, routesTo = [], parentRef, protocol }: Provider,
  modelsOf: ModelsOf,
  asOf: string,
): Example | undefined {
  const first = (provider: string) =>
    modelsOf(provider, { at: asOf }).find(({ output }) => output.includes("text"));
  const own = first(id) ?? (parentRef === undefined ? undefined : first(parentRef));
  if (own !== undefined) return own;
  const routed = routesTo.map(first).find((model) => model !== undefined);
  return routed && { id: routed.ref, ref: routed.ref, protocols: [protocol] };
}
