import type { Emitter } from "../emitter.ts";
import { groupByProvider } from "../group-by-provider.ts";
import { buildWithTsMorph, type IndexBuilder } from "../typescript/index-builder.ts";
import { emitClient } from "./client-module.ts";

/** A typed client per provider, and the index that gathers them. */
export function createClientsEmitter(buildIndex: IndexBuilder = buildWithTsMorph): Emitter {
  return {
    name: "clients",
    async emit(registry, { clients: modules }) {
      if (modules === undefined) return [];
      const providers = registry.providers.map(({ id }) => id);
      const models = groupByProvider(registry.models);
      return [
        {
          target: "clients",
          path: "index.gen.ts",
          text: await buildIndex({ index: "clients", providers }),
        },
        ...registry.providers.map((provider) => emitClient(provider, models, modules)),
      ];
    },
  };
}
