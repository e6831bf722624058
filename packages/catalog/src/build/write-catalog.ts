import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type PriceRecord, providers as packaged } from "@kei/registry";
import type { CatalogData, CatalogDetails, Changes, DocFiles } from "../facts/catalog-data.ts";
import { eventsOf } from "../facts/events-of.ts";
import { fileName } from "../facts/page-path.ts";
import { resolveHistory, resolveRegistry } from "../facts/resolve-published.ts";
import type { SitePage } from "../facts/site-page.ts";
import { atomFeed } from "./atom-feed.ts";
import { type Assets, pageHtml } from "./page-html.ts";
import { sitePages } from "./site-pages.ts";

/** What a catalogue is made of. */
export interface CatalogInput {
  /**
   * Texts of what `kei gen` writes into `data/`, by file name: `registry.json` and `price-history.json`,
   * and what is published beside them.
   */
  readonly files: Readonly<Record<string, string>>;
  /** ISO date: ages and states are as of that day. */
  readonly asOf: string;
  /** Rows of `prices.toml`, for the pages on which they can be checked. @default none */
  readonly prices?: readonly PriceRecord[];
  /** What differs from an earlier registry. @default not compared */
  readonly changes?: Changes;
  /**
   * Pages of docs: Markdown files, and the bytes of the pictures that they show, by path from a common
   * folder. They are listed in this order. Links of theirs to what is neither here nor on the web are texts.
   *
   * @default none
   */
  readonly docs?: DocFiles;
}

/** Name of a file that says that a folder holds a catalogue, and may be written again. */
const MARK = "kei-catalog.json";

/** What `scripts/build.mjs` left beside this module: for browsers, and what makes the pages here. */
const APP = join(import.meta.dirname, "../app");
const PRERENDER = new URL("../prerender/prerender.js", import.meta.url).href;

interface DocPage {
  readonly path: string;
  readonly title: string;
  readonly description: string;
}

/** Of `site/prerender.tsx`, which is built for itself: what the pages are made of needs a DOM's types. */
interface PrerenderModule {
  docPages(files: DocFiles): {
    readonly pages: readonly DocPage[];
    readonly pictures: ReadonlyMap<string, Uint8Array>;
  };
  createPrerender(
    data: CatalogData,
    details: CatalogDetails,
    docs: readonly DocPage[],
  ): (page: SitePage) => string;
}

/**
 * Writes the site into a folder: which is made, or holds an older catalogue, of which nothing stays.
 *
 * @returns how many pages and files there are
 * @throws Error when the folder holds something else, or two files of docs would be one page
 */
export async function writeCatalog(
  input: CatalogInput,
  out: string,
): Promise<{ pages: number; files: number }> {
  const { createPrerender, docPages } = (await import(PRERENDER)) as PrerenderModule;
  const docs = docPages(input.docs ?? {});
  clear(out);
  const { registry, history } = read(input);
  const { contentHash, providers, models, profiles } = registry;
  const withClient = providers.map(({ id }) => id).filter((id) => Object.hasOwn(packaged, id));
  const data: CatalogData = {
    contentHash,
    asOf: input.asOf,
    providers,
    models,
    profiles,
    withClient,
  };
  const events = eventsOf(models, history);
  const details: CatalogDetails = {
    history,
    sources: registry.sources,
    disputes: registry.disputes,
    prices: input.prices ?? [],
    origins: registry.origins,
    notes: registry.notes,
    events,
    ...(input.changes && { changes: input.changes }),
  };
  const files = new Map<string, string | Uint8Array>([
    [MARK, `${JSON.stringify({ contentHash, asOf: input.asOf })}\n`],
    ["data/catalog.json", JSON.stringify(data)],
    ["data/details.json", JSON.stringify(details)],
    ["feed.xml", atomFeed(events, models, input.asOf)],
    ...docs.pictures,
    ...published(input),
  ]);
  const assets = JSON.parse(readFileSync(join(APP, "assets.json"), "utf8")) as Assets;
  for (const [path, text] of files) write(out, path, text);
  const pages = [
    ...sitePages(data),
    ...docs.pages.map((doc) => ({ ...doc, name: "doc" as const })),
  ];
  const prerender = createPrerender(data, details, docs.pages);
  const hasDocs = docs.pages.length > 0;
  for (const page of pages) {
    write(out, `${page.path}index.html`, pageHtml(page, prerender(page), assets, hasDocs));
  }
  cpSync(join(APP, "assets"), join(out, "assets"), { recursive: true });
  return { pages: pages.length, files: pages.length + files.size };
}

function write(out: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), content);
}

function read({ files }: CatalogInput) {
  const textOf = (name: string) => {
    const text = files[name];
    if (text === undefined) throw new Error(`a catalogue needs ${name}`);
    return text;
  };
  return {
    registry: resolveRegistry(textOf("registry.json")),
    history: resolveHistory(textOf("price-history.json")),
  };
}

/** A folder of somebody else's is left as it is. */
function clear(out: string): void {
  mkdirSync(out, { recursive: true });
  const names = readdirSync(out);
  if (names.length > 0 && !names.includes(MARK)) {
    throw new Error(`${out} holds something that is no catalogue: name an empty folder`);
  }
  for (const name of names) rmSync(join(out, name), { recursive: true });
}

/** For programs: the data as `kei gen` writes it, then each list and each model by itself, with the hash. */
function published({ files }: CatalogInput): readonly (readonly [string, string])[] {
  const { schemaVersion, contentHash, ...lists } = JSON.parse(files["registry.json"] ?? "") as {
    readonly schemaVersion: number;
    readonly contentHash: string;
  } & Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  const head = { schemaVersion, contentHash };
  const json = (value: object) => `${JSON.stringify({ ...head, ...value })}\n`;
  return [
    ...Object.entries(files).map(
      ([name, text]) => [name.endsWith(".json") ? `api/${name}` : name, text] as const,
    ),
    ...Object.entries(lists).map(
      ([name, list]) => [`api/${name}.json`, json({ [name]: list })] as const,
    ),
    ...(lists["models"] ?? []).map(
      (model) => [`api/models/${fileName(String(model["ref"]))}.json`, json({ model })] as const,
    ),
  ];
}
