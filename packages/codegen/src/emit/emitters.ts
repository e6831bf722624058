import { createClientsEmitter } from "./clients.ts";
import type { Emitter } from "./emitter.ts";
import type { IndexBuilder } from "./index-builder.ts";
import { jsonSchema } from "./json-schema.ts";
import { registryJson } from "./registry-json.ts";
import { rust } from "./rust.ts";
import { createTypescriptEmitter } from "./typescript.ts";
import { vectorsJson } from "./vectors-json.ts";

/** Every target that `kei gen` writes. */
export function createEmitters(buildIndex?: IndexBuilder): readonly Emitter[] {
  return [
    createTypescriptEmitter(buildIndex),
    createClientsEmitter(buildIndex),
    jsonSchema,
    registryJson,
    rust,
    vectorsJson,
  ];
}
