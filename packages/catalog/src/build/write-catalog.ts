import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type PriceRecord, providers as packaged } from "@kei/registry";
import type { CatalogData, CatalogDetails, Changes } from "../facts/catalog-data.ts";
import { eventsOf } from "../facts/events-of.ts";
import { fileName, pagePath } from "../facts/page-path.ts";
import { resolveHistory, resolveRegistry } from "../facts/resolve-published.ts";
import { en } from "../words/en.ts";
import { atomFeed } from "./atom-feed.ts";
import { type Assets, pageHtml, type SitePage } from "./page-html.ts";

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
}

/** Name of a file that says that a folder holds a catalogue, and may be written again. */
const MARK = "kei-catalog.json";

/** What `scripts/build.mjs` left beside this module. */
const APP = join(import.meta.dirname, "../app");

/**
 * Writes the site into a folder: which is made, or holds an older catalogue, of which nothing stays.
 *
 * @returns how many pages and files there are
 * @throws Error when the folder holds something else
 */
export function writeCatalog(input: CatalogInput, out: string): { pages: number; files: number } {
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
  const files = new Map<string, string>([
    [MARK, `${JSON.stringify({ contentHash, asOf: input.asOf })}\n`],
    ["data/catalog.json", JSON.stringify(data)],
    ["data/details.json", JSON.stringify(details)],
    ["feed.xml", atomFeed(events, models, input.asOf)],
    ...published(input),
  ]);
  const assets = JSON.parse(readFileSync(join(APP, "assets.json"), "utf8")) as Assets;
  const pages = sitePages(data);
  for (const page of pages) files.set(`${page.path}index.html`, pageHtml(page, assets));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
  }
  cpSync(join(APP, "assets"), join(out, "assets"), { recursive: true });
  return { pages: pages.length, files: files.size };
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

function sitePages({ providers, models, profiles }: CatalogData): readonly SitePage[] {
  const count = en.counts(providers.length, models.length);
  return [
    { path: "", name: "models", title: en.titleModels, description: count },
    { path: "providers/", name: "providers", title: en.titleProviders, description: count },
    {
      path: "profiles/",
      name: "profiles",
      title: en.titleProfiles,
      description: en.profileCount(profiles.length),
    },
    { path: "compare/", name: "compare", title: en.titleCompare, description: en.compareLead },
    { path: "changes/", name: "changes", title: en.titleChanges, description: en.changesLead },
    ...providers.map(({ id, displayName }) => ({
      path: pagePath("provider", id),
      name: "provider" as const,
      id,
      title: displayName,
      description: en.providerLead(displayName),
    })),
    ...models.map(({ ref, displayName }) => ({
      path: pagePath("model", ref),
      name: "model" as const,
      id: ref,
      title: displayName,
      description: `${ref}: ${en.modelLead(displayName)}`,
    })),
  ];
}
