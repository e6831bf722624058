import { source as page } from "../../layers/source.ts";
import type { Loaded } from "../../project/material/load-data-sets.ts";
import type { TomlValue } from "../../source/edit.ts";
import { addKey, appendRecord, type Entry, mapRecords, setKey } from "../../source/edit.ts";
import type { Adapter } from "../../sources/adapters/adapter.ts";
import { adaptersByName } from "../../sources/adapters/adapters.ts";

const ORDER = Object.keys(page.record.shape);

/** The text of `sources.toml` with what was read: versions, hashes and days of known sources, and new ones. */
export function rewriteSources(text: string, loaded: readonly Loaded[]): string {
  const known = text.trim() === "" ? text : mapKnown(text, loaded);
  const begun = known === "" ? `#:schema ./schema/${page.schemaName}\n` : known;
  return loaded
    .filter(({ record }) => record === undefined)
    .reduce((all, each) => appendRecord(all, { table: "source", entries: entriesOf(each) }), begun);
}

function mapKnown(text: string, loaded: readonly Loaded[]): string {
  return mapRecords(text, "source", (written) => {
    const id = /^[ \t]*id\s*=\s*"([^"]+)"/m.exec(written)?.[1];
    const found = loaded.find(({ record }) => record?.id === id);
    if (found?.record === undefined) return written;
    const { record } = found;
    return factsOf(found).reduce((changed, { key, value }) => {
      const before = (record as Readonly<Record<string, unknown>>)[key];
      const edit = { table: "source", index: 0, key, value };
      if (before === value) return changed;
      return before === undefined
        ? addKey(changed, { ...edit, order: ORDER })
        : setKey(changed, edit);
    }, written);
  });
}

/** What changes from one version to the next. */
function factsOf({ set, from }: Loaded): readonly Entry[] {
  const { material, datedAt } = set;
  const version = material.version ?? datedAt;
  return [
    { key: "from", value: from },
    ...(version === undefined ? [] : [{ key: "version", value: version }]),
    { key: "hash", value: material.hash },
    ...(datedAt === undefined ? [] : [{ key: "dated_at", value: datedAt }]),
  ];
}

function entriesOf(loaded: Loaded): readonly Entry[] {
  const { set } = loaded;
  const { license }: Adapter = adaptersByName[set.adapter];
  const ignores = set.ignores.map(
    ({ provider, facts, reason }): TomlValue => ({ provider_ref: provider, facts, reason }),
  );
  return [
    { key: "id", value: set.id },
    { key: "adapter", value: set.adapter },
    ...factsOf(loaded),
    { key: "license", value: set.material.license ?? license },
    ...(ignores.length === 0 ? [] : [{ key: "ignores", value: ignores }]),
  ];
}
