import type { Emitter } from "./emitter.ts";
import { jsonSchema } from "./json-schema.ts";
import { registryJson } from "./registry-json.ts";
import { createTypescriptEmitter, type IndexBuilder } from "./typescript.ts";

/** Every target that `kei gen` writes. */
export function createEmitters(buildIndex?: IndexBuilder): readonly Emitter[] {
  return [createTypescriptEmitter(buildIndex), jsonSchema, registryJson];
}
