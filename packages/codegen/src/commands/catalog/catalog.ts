import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { formatFew, report, tally } from "../../diagnostics/report.ts";
import { lifecycle } from "../../emit/data/lifecycle.ts";
import { llmsTxt } from "../../emit/data/llms-txt.ts";
import { priceHistory } from "../../emit/data/price-history.ts";
import { registryJson } from "../../emit/data/registry-json.ts";
import type { PriceRecord } from "../../layers/price.ts";
import { generate } from "../../pipeline/generate.ts";
import { findProject } from "../../project/config.ts";
import { isLarge, readRegistry } from "../../project/read-registry.ts";
import { readSource } from "../../project/registry-source.ts";
import { russian } from "../../registry/change-words.ts";
import { createDescriber } from "../../registry/describe-change.ts";
import { diffRegistries } from "../../registry/diff.ts";
import type { Registry } from "../../registry/model.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { plural } from "../../text/numbers.ts";
import { UserError } from "../../text/user-error.ts";
import { readDocs } from "./read-docs.ts";

export interface CatalogOptions {
  readonly registry?: string;
  readonly out: string;
  /** Name of an earlier registry. */
  readonly since?: string;
  /** ISO date. */
  readonly date?: string;
  /** Markdown files and folders of them. */
  readonly docs?: readonly string[];
}

/** What is used of `@kei/catalog`. Stated here, because that package stands above this one. */
interface CatalogModule {
  writeCatalog(
    input: {
      readonly files: Readonly<Record<string, string>>;
      readonly asOf: string;
      readonly prices: readonly PriceRecord[];
      readonly changes?: { readonly since: string; readonly list: readonly object[] };
      readonly docs?: Readonly<Record<string, string | Uint8Array>>;
    },
    out: string,
  ): Promise<{ readonly pages: number }>;
}

const PACKAGE = "@kei/catalog";

/** `kei catalog`: checks a registry and writes it as a static site. */
export async function runCatalog(
  { registry: named, out, since, date, docs }: CatalogOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { cwd } = terminal;
  const folder = findProject(cwd, { registry: named }).registry;
  const asOf = date ?? terminal.today;
  const { writeCatalog } = await loadCatalog([cwd, folder]);
  const inputs = readRegistry(folder, cwd);
  const done = terminal.progress("checking", isLarge(inputs));
  const { registry, diagnostics, files } = await generate(inputs, {
    today: asOf,
    typesModule: "",
    emitters: [registryJson, priceHistory, lifecycle, llmsTxt],
  }).finally(done);
  if (registry === undefined) {
    report(diagnostics, "pretty", `${tally(diagnostics)}; nothing was written`, terminal);
    return 1;
  }
  const changes =
    since === undefined ? undefined : await changesSince(since, folder, registry, terminal);
  const input = {
    files: Object.fromEntries(files.map(({ path, text }) => [path, text])),
    asOf,
    prices: registry.prices,
    ...(changes && { changes }),
    ...(docs && { docs: readDocs(docs, cwd) }),
  };
  const writing = terminal.progress("writing pages", isLarge(inputs));
  const { pages } = await write(() => writeCatalog(input, resolve(cwd, out)), writing);
  const where = relative(cwd, resolve(cwd, out)) || ".";
  report(diagnostics, "pretty", `${plural(pages, "page")} in ${where}, as of ${asOf}`, terminal);
  return 0;
}

/** From where the user works, or from where the registry is: it is a package of theirs, not of ours. */
async function loadCatalog(folders: readonly string[]): Promise<CatalogModule> {
  for (const folder of folders) {
    let path: string;
    try {
      path = createRequire(join(folder, "package.json")).resolve(PACKAGE);
    } catch {
      continue;
    }
    return (await import(pathToFileURL(path).href)) as CatalogModule;
  }
  throw new UserError(`${PACKAGE} is not installed here`, `npm install --save-dev ${PACKAGE}`);
}

/** What the folder holds is the user's to mend. */
async function write<T>(run: () => Promise<T>, done: () => void): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  } finally {
    done();
  }
}

async function changesSince(since: string, folder: string, after: Registry, terminal: Terminal) {
  const before = await readSource(since, folder, terminal);
  if (before.registry === undefined) {
    terminal.err(formatFew(before.diagnostics, "pretty", { color: false }));
    throw new UserError(`${since} has errors: ${tally(before.diagnostics)}`);
  }
  const describe = createDescriber(before.registry, after);
  const inRussian = createDescriber(before.registry, after, russian);
  const list = diffRegistries(before.registry, after).map((change) => {
    const { level, kind, layer, subject } = change;
    const texts = { text: describe(change), russian: inRussian(change) };
    return { level, kind, layer, subject, ...texts };
  });
  return { since, list };
}
