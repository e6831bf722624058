import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type CatalogInput, writeCatalog } from "@kei/catalog";

const ROOT = join(import.meta.dirname, "../../../..");
const DATA = join(ROOT, "packages/registry/data");

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
export async function writtenSite(input: Partial<CatalogInput> = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "kei-catalog-"));
  await writeCatalog({ files: ownFiles(), asOf: AS_OF, ...input }, folder);
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

/** Some of this repository's docs, and the pictures in them. */
export const someDocs = (): Record<string, string | Uint8Array> =>
  Object.fromEntries(
    ["README.md", "docs/cli.md", "docs/guides/catalog.md"].flatMap((path) => {
      const text = readFileSync(join(ROOT, path), "utf8");
      const pictures = [...text.matchAll(/[(" ]([\w./-]+\.(?:svg|webp))[)"]/g)].map(
        ([, src = ""]) => join(dirname(path), src),
      );
      return [[path, text], ...pictures.map((each) => [each, readFileSync(join(ROOT, each))])];
    }),
  );

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
