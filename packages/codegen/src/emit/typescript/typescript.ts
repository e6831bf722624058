import type { Emitter } from "../emitter.ts";
import { emitFacts } from "./facts.ts";
import { emitIndex } from "./index-module.ts";

/** The typed registry: its facts, and the index that ties them together. */
export const typescript: Emitter = {
  name: "typescript",
  emit(registry, options) {
    return [emitIndex(registry, options.typesModule), ...emitFacts(registry, options)];
  },
};
