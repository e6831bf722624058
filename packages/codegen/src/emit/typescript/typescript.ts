import type { Emitter } from "../emitter.ts";
import { emitFacts } from "./facts.ts";
import { buildWithTsMorph, type IndexBuilder } from "./index-builder.ts";

/** The typed registry: its facts, and the index that ties them together. */
export function createTypescriptEmitter(buildIndex: IndexBuilder = buildWithTsMorph): Emitter {
  return {
    name: "typescript",
    async emit(registry, options) {
      const providers = registry.providers.map(({ id, authScheme, protocol, transport }) => ({
        id,
        authScheme,
        protocol,
        transport,
      }));
      const { typesModule } = options;
      const text = await buildIndex({ index: "facts", providers, typesModule });
      return [
        { target: "typescript", path: "index.gen.ts", text },
        ...emitFacts(registry, options),
      ];
    },
  };
}
