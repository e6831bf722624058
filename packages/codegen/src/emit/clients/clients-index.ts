import { identifier } from "../../registry/names.ts";
import { string } from "../print.ts";
import { constant, moduleText, recordText, tableType } from "../typescript/module-text.ts";

/** What the index of the clients depends on. */
export interface ClientsIndexInput {
  readonly index: "clients";
  /** Ids of the providers. */
  readonly providers: readonly string[];
}

/** The text of `index.gen.ts`, which gathers the clients of all providers. */
export function clientsIndexText({ providers }: ClientsIndexInput): string {
  return moduleText([
    // One text: as structures, they make all of it take half as long again.
    providers
      .map((id) => `import { ${identifier(id)} } from ${string(`./${id}.gen.js`)};`)
      .join("\n"),
    tableType(
      "Clients",
      "What makes clients, by the provider's id.",
      providers.map((id) => [string(id), `typeof ${identifier(id)}`]),
    ),
    constant(
      "clients",
      "What makes clients, by the provider's id.",
      "Clients",
      recordText(providers.map((id) => [string(id), identifier(id)])),
    ),
  ]);
}
