import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CatalogInput, writeCatalog } from "@kei/catalog";

const DATA = join(import.meta.dirname, "../../../registry/data");

/** Day for which the pages of tests are made. */
export const AS_OF = "2026-11-30";

const NAMES = [
  "registry.json",
  "price-history.json",
  "lifecycle.json",
  "retirements.ics",
  "llms.txt",
];

/** What `kei gen` has written of this repository's registry. */
const ownFiles = (): Record<string, string> =>
  Object.fromEntries(NAMES.map((name) => [name, readFileSync(join(DATA, name), "utf8")]));

/** A site in a folder of its own. */
export function writtenSite(input: Partial<CatalogInput> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "kei-catalog-"));
  writeCatalog({ files: ownFiles(), asOf: AS_OF, ...input }, folder);
  return folder;
}

interface Published {
  schemaVersion: number;
  contentHash: string;
  providers: Record<string, unknown>[];
  models: Record<string, unknown>[];
  profiles: Record<string, unknown>[];
  sources: Record<string, unknown>[];
  disputes: Record<string, unknown>[];
}

/** The same files with another registry in them. */
export function filesWith(change: (registry: Published) => void): Record<string, string> {
  const files = ownFiles();
  const registry = JSON.parse(files["registry.json"] ?? "") as Published;
  change(registry);
  return {
    ...files,
    "registry.json": JSON.stringify(registry),
    "price-history.json": JSON.stringify({ history: {} }),
  };
}
