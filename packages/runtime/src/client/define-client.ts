import type { Provider } from "@kei/registry/contract";
import type { Protocol } from "../protocols/protocol.ts";
import type { ClientFactory } from "./client.ts";
import { createModelCatalog } from "./model-catalog.ts";
import { createProviderClient } from "./provider-client.ts";

/**
 * Makes the clients of one provider from its facts. Generated code calls it; so can anybody who has
 * facts of their own.
 *
 * @param models by id, as `@kei/registry/<provider>` has them
 * @param protocol the provider's own
 * @param further those of its other endpoints that its clients speak as well
 */
export function defineClient<
  Ids extends string,
  Wire extends Protocol,
  Further extends readonly Protocol[] = [],
  Table = unknown,
>(
  provider: Provider,
  models: object,
  protocol: Wire,
  ...further: Further
): ClientFactory<Ids, Wire | Further[number], Table> {
  const catalog = createModelCatalog(provider, models);
  const create = (options = {}) =>
    createProviderClient(provider, catalog, [protocol, ...further], options);
  return Object.assign(create, { provider, models }) as unknown as ClientFactory<
    Ids,
    Wire | Further[number],
    Table
  >;
}
