import { createClientsEmitter } from "./clients.ts";
import type { Emitter } from "./emitter.ts";
import { envExample } from "./env-example.ts";
import type { IndexBuilder } from "./index-builder.ts";
import { jsonSchema } from "./json-schema.ts";
import { llmsTxt } from "./llms-txt.ts";
import { registryJson } from "./registry-json.ts";
import { rust } from "./rust.ts";
import { tsv } from "./tsv.ts";
import { createTypescriptEmitter } from "./typescript.ts";
import { vectorsJson } from "./vectors-json.ts";

/** Everything that `kei gen` writes. */
export function createEmitters(buildIndex?: IndexBuilder): readonly Emitter[] {
  return [
    createTypescriptEmitter(buildIndex),
    createClientsEmitter(buildIndex),
    jsonSchema,
    registryJson,
    rust,
    vectorsJson,
    tsv,
    envExample,
    llmsTxt,
  ];
}
