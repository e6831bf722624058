import * as z from "zod";
import type { Model } from "../layers/model.ts";
import type { FactGroup } from "../layers/vocabulary.ts";
import { UserError } from "../text/user-error.ts";
import { type Adapter, findOnlyText, type Ignored } from "./adapters/adapter.ts";
import { type AdapterName, adaptersByName } from "./adapters/adapters.ts";
import { matches } from "./matches.ts";
import type { Material } from "./material.ts";
import { findProvider, namesOf } from "./provider-names.ts";
import type { Statement } from "./statement.ts";

/** What is known of a data set before it is read. */
export interface DataSetNotes {
  /** @default the name of its adapter */
  readonly id?: string | undefined;
  /** @default the one that recognises it */
  readonly adapter?: string | undefined;
  /** What it may decide. @default all that it states */
  readonly facts?: readonly FactGroup[] | undefined;
  /** @default what its adapter knows */
  readonly ignores?: readonly Ignored[] | undefined;
  /** ISO date. @default the day that the data states, or the one on which it was published */
  readonly datedAt?: string | undefined;
  /** ISO date that it gets where nothing states one: that of the version before. */
  readonly datedSince?: string | undefined;
}

/** A data set, in the registry's terms. */
export interface DataSet {
  readonly id: string;
  readonly adapter: AdapterName;
  readonly material: Material;
  /** ISO date of its facts. Absent: not known. */
  readonly datedAt?: string;
  readonly ignores: readonly Ignored[];
  /** Whether it may speak of a group of facts of a provider of the registry. */
  decides(provider: string, group: FactGroup): boolean;
  /** Whether it has a provider of the registry; `choice`: of which it knows only whose models it offers. */
  covers(provider: string): "own" | "choice" | undefined;
  /** All that it states about the models of a provider of the registry. */
  statementsOf(provider: string): readonly Statement[];
  /** What it states about a model: under its id, or else under one of its aliases. */
  find(model: Pick<Model, "provider" | "id" | "aliases">): Statement | undefined;
}

/**
 * Reads a data set, as far as it is about some providers of a registry.
 *
 * @throws UserError that says what it is not, or where its shape differs.
 */
export function readDataSet(
  material: Material,
  providers: readonly string[],
  given: DataSetNotes = {},
): DataSet {
  const adapter = adapterOf(material, given.adapter);
  // What a choice is of has to be read as well.
  const wanted = new Set([...providers, "openai"].flatMap(namesOf));
  const {
    providers: known,
    statements,
    datedAt: stated,
  } = shaped(material, adapter, () =>
    adaptersByName[adapter].read(material, (provider) => wanted.has(provider)),
  );
  const names = new Set(known);
  const byProvider = new Map<string, Statement[]>();
  for (const statement of statements) {
    const all = byProvider.get(statement.provider);
    if (all === undefined) byProvider.set(statement.provider, [statement]);
    else all.push(statement);
  }
  const statementsOf = (provider: string) =>
    byProvider.get(findProvider(provider, names)?.name ?? "") ?? [];
  const datedAt = given.datedAt ?? stated ?? material.datedAt ?? given.datedSince;
  const own: Adapter = adaptersByName[adapter];
  const ignores = given.ignores ?? own.ignores ?? [];
  return {
    // Of SDKs there is one a vendor.
    id: given.id ?? (adapter === "sdk-lifecycle" ? `${known[0]}-sdk` : adapter),
    adapter,
    material,
    ...(datedAt === undefined ? {} : { datedAt }),
    ignores,
    decides: (provider, group) =>
      (given.facts?.includes(group) ?? true) &&
      !ignores.some((each) => each.provider === provider && each.facts.includes(group)),
    covers(provider) {
      const found = findProvider(provider, names);
      return found && (found.isChoice ? "choice" : "own");
    },
    statementsOf,
    find({ provider, id, aliases }) {
      const all = statementsOf(provider);
      for (const name of [id, ...aliases]) {
        const found =
          all.find((each) => each.id === name) ?? all.find(({ match }) => matches(match, name));
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

const EXPECTED =
  "models.dev's api.json, the data of genai-prices, the catalogues of pi-ai, or the SDK of OpenAI or Anthropic";

function adapterOf(material: Material, stated: string | undefined): AdapterName {
  const names = Object.keys(adaptersByName) as AdapterName[];
  if (stated !== undefined) {
    const known = names.find((name) => name === stated);
    if (known === undefined) {
      throw new UserError(`no adapter reads ${stated}`, `known adapters: ${names.join(", ")}`);
    }
    if (adaptersByName[known].recognises(material)) return known;
    throw new UserError(`${material.name} is no data of ${known}${whatItIs(material)}`);
  }
  const found = names.find((name) => adaptersByName[name].recognises(material));
  if (found !== undefined) return found;
  throw new UserError(
    `${material.name} is no data set that kei knows${whatItIs(material)}`,
    `expected ${EXPECTED}`,
  );
}

/** What a file that is no data set looks like. */
function whatItIs(material: Material): string {
  const text = findOnlyText(material)?.trimStart();
  if (text === undefined) return "";
  if (text === "") return ": it is empty";
  if (text.startsWith("<")) return ": it is HTML or XML";
  try {
    JSON.parse(text);
    return "";
  } catch {
    return ": it is not JSON";
  }
}

function shaped<T>(material: Material, adapter: AdapterName, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    throw new UserError(
      `${material.name} looks like data of ${adapter}, but its shape differs at ${issue?.path.join(".")}: ${issue?.message}`,
      "its format may have changed since November 2026, the one that kei knows",
    );
  }
}
