import { publishedLines } from "../../registry/publish.ts";
import { publishedRegistry, SCHEMA_VERSION } from "../../registry/published.ts";
import { draft07 } from "../draft-07.ts";
import type { Emitter, OutputFile } from "../emitter.ts";

/** `registry.json`: the facts for readers in other languages, and the schema that it follows. */
export const registryJson: Emitter = {
  name: "registry-json",
  emit(registry, { contentHash }) {
    const head = JSON.stringify({ schemaVersion: SCHEMA_VERSION, contentHash }).slice(1, -1);
    return [
      file("registry.json", [`{${head},\n`, ...publishedLines(registry), "}\n"].join("")),
      file("registry.schema.json", `${JSON.stringify(draft07(publishedRegistry), null, 2)}\n`),
    ];
  },
};

function file(path: string, text: string): OutputFile {
  return { target: "data", path, text };
}
