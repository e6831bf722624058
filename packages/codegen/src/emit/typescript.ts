import type { Emitter } from "./emitter.ts";
import { emitFacts } from "./typescript-facts.ts";
import type { IndexInput } from "./typescript-index.ts";

/** Builds the text of the index module, or remembers it. */
export type IndexBuilder = (input: IndexInput) => Promise<string>;

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
      const text = await buildIndex({ providers, typesModule: options.typesModule });
      return [
        { target: "typescript", path: "index.gen.ts", text },
        ...emitFacts(registry, options),
      ];
    },
  };
}

export const buildWithTsMorph: IndexBuilder = async (input) => {
  const { indexText } = await import("./typescript-index.ts");
  return indexText(input);
};
