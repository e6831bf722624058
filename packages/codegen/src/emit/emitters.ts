import { clients } from "./clients/clients.ts";
import { envExample } from "./data/env-example.ts";
import { lifecycle } from "./data/lifecycle.ts";
import { llmsTxt } from "./data/llms-txt.ts";
import { priceHistory } from "./data/price-history.ts";
import { registryJson } from "./data/registry-json.ts";
import { tsv } from "./data/tsv.ts";
import type { Emitter } from "./emitter.ts";
import { jsonSchema } from "./json-schema/json-schema.ts";
import { rust } from "./rust/rust.ts";
import { typescript } from "./typescript/typescript.ts";
import { vectorsJson } from "./vectors/vectors-json.ts";

/** Everything that `kei gen` writes. */
export const emitters: readonly Emitter[] = [
  typescript,
  clients,
  jsonSchema,
  registryJson,
  lifecycle,
  priceHistory,
  rust,
  vectorsJson,
  tsv,
  envExample,
  llmsTxt,
];
