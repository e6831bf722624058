import { isAbsolute, join, relative, sep } from "node:path";
import type { Provider } from "../../layers/provider.ts";
import type { WrittenSource } from "../../layers/source.ts";
import type { FactGroup } from "../../layers/vocabulary.ts";
import { adaptersByName } from "../../sources/adapters/adapters.ts";
import { type DataSet, readDataSet } from "../../sources/data-set.ts";
import { type Material, packageName } from "../../sources/material.ts";
import { UserError } from "../../text/user-error.ts";
import type { Environment } from "./cache.ts";
import { isPackage } from "./npm-package.ts";
import { readMaterial } from "./read-material.ts";

/** What is to be read, and what of it is known. */
export interface Loading {
  /** Places that somebody named, seen from `cwd`; absent: those of the records. */
  readonly from: readonly string[] | undefined;
  /** The records of `sources.toml`. Their places are seen from the registry's folder. */
  readonly records: readonly WrittenSource[];
  /** Whether what was read has to be what the records say. A version of a package always has to be. */
  readonly isFixed: boolean;
  /** Absolute path of the registry's folder. */
  readonly folder: string;
  readonly providers: readonly Provider[];
  readonly cwd: string;
  readonly env: Environment;
}

/** A data set, and the record that it was read by. */
export interface Loaded {
  readonly set: DataSet;
  readonly record?: WrittenSource;
  /** What `from` of its record is to say. */
  readonly from: string;
}

/**
 * Reads data sets: those that somebody names, or those of `sources.toml`.
 *
 * @throws UserError when one cannot be read, is not what its record says, or comes twice.
 */
export async function loadDataSets(loading: Loading): Promise<readonly Loaded[]> {
  const { from } = loading;
  const records = loading.records.filter(isRead);
  if (from === undefined && records.length === 0) {
    throw new UserError(
      "there is no data set to compare with: sources.toml names none",
      "name files, folders, URLs or npm:NAME@VERSION",
    );
  }
  const loaded =
    from === undefined
      ? await Promise.all(records.map((record) => loadRecord(record, loading)))
      : await Promise.all(from.map((place) => loadNamed(place, loading)));
  const twice = loaded.find(
    ({ set }, i) => loaded.findIndex((other) => other.set.id === set.id) < i,
  );
  if (twice !== undefined) {
    throw new UserError(
      `${twice.set.material.name} is data of ${twice.set.id}, and so is one before it`,
      "two copies of one data set do not confirm each other: give each once",
    );
  }
  return loaded;
}

/** Whether a data set is read by an adapter; others are read by people. */
export function isRead({ adapter }: WrittenSource): boolean {
  return Object.hasOwn(adaptersByName, adapter);
}

async function loadRecord(record: WrittenSource, loading: Loading): Promise<Loaded> {
  const { folder, env, isFixed } = loading;
  const material = await readMaterial(
    { from: record.from, ...(isFixed && record.hash !== undefined ? { hash: record.hash } : {}) },
    { cwd: folder, env },
  );
  return check(material, record, loading);
}

async function loadNamed(place: string, loading: Loading): Promise<Loaded> {
  const { cwd, env, folder, records, providers } = loading;
  const material = await readMaterial({ from: place }, { cwd, env });
  const set = readDataSet(material, idsOf(providers));
  const record = records.find((each) => isSame(each, set));
  const from = isLocal(material.from)
    ? seenFrom(folder, join(isAbsolute(place) ? "" : cwd, place))
    : material.from;
  return record === undefined ? { set, from } : { ...check(material, record, loading), from };
}

function check(material: Material, record: WrittenSource, { providers, isFixed }: Loading): Loaded {
  const isOther = record.hash !== undefined && record.hash !== material.hash;
  const isVersion = isPackage(material.from) && material.version === record.version;
  if (isOther && (isVersion || (isFixed && record.from === material.from))) {
    throw new UserError(
      `${material.name} is not what sources.toml says: its hash is ${material.hash}`,
      isVersion
        ? "a version that was published does not change: find out who changed it"
        : "kei refresh takes the new one",
    );
  }
  const isNew = isOther || record.from !== material.from;
  const set = readDataSet(material, idsOf(providers), {
    id: record.id,
    adapter: record.adapter,
    facts: record.facts,
    ignores: record.ignores?.map(({ provider_ref, facts, reason }) => ({
      provider: provider_ref,
      facts: facts as readonly FactGroup[],
      reason,
    })),
    datedAt: isNew ? undefined : record.dated_at,
    datedSince: record.dated_at,
  });
  return { set, record, from: material.from };
}

/** Whether a record is about a data set: of two SDKs each is a source of its own. */
function isSame({ adapter, from }: WrittenSource, set: DataSet): boolean {
  if (adapter !== set.adapter) return false;
  const name = packageName(set.material);
  return set.adapter !== "sdk-lifecycle" || from.startsWith(`npm:${name}@`);
}

function isLocal(from: string): boolean {
  return !isPackage(from) && !/^https?:\/\//i.test(from);
}

function seenFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}

function idsOf(providers: readonly Provider[]): readonly string[] {
  return providers.map(({ id }) => id);
}
