import type { ClientsIndexInput } from "../clients/clients-index.ts";
import type { FactsIndexInput } from "./index-module.ts";

/** What an index module depends on: nothing that changes with a price. */
export type IndexInput = FactsIndexInput | ClientsIndexInput;

/** Builds the text of an index module, or remembers it. */
export type IndexBuilder = (input: IndexInput) => Promise<string>;

/** Loads ts-morph, which takes longer than 5,000 models take to be checked. */
export const buildWithTsMorph: IndexBuilder = async (input) => {
  if (input.index === "clients") {
    const { clientsIndexText } = await import("../clients/clients-index.ts");
    return clientsIndexText(input);
  }
  const { factsIndexText } = await import("./index-module.ts");
  return factsIndexText(input);
};
