import type { EditOptions } from "../../edit/apply-edit.ts";
import { editRegistry } from "../../edit/edit-registry.ts";
import { type FoundRecord, findRecord, nameOf, refsOf } from "../../edit/find-record.ts";
import type { OpenRegistry } from "../../edit/open-registry.ts";
import { layers } from "../../layers/layer-names.ts";
import { references } from "../../layers/references.ts";
import { removeRecord } from "../../source/edit.ts";
import type { Path } from "../../source/locate.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { plural } from "../../text/numbers.ts";
import { UserError } from "../../text/user-error.ts";

/**
 * `kei remove`: removes a record from its file.
 *
 * @throws UserError when other records refer to it; says where.
 */
export async function runRemove(
  ref: string,
  options: EditOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await editRegistry(options, terminal, (registry) => {
    const found = findRecord(ref, registry);
    const places = referencesTo(found, registry);
    if (places.length > 0) {
      throw new UserError(
        `${found.layer} "${nameOf(found)}" is referred to in ${plural(places.length, "place")}:\n${places.map((place) => `  ${place}`).join("\n")}`,
        found.layer === "model"
          ? `change them first, or keep it for old records: kei deprecate ${nameOf(found)}`
          : "change them first",
      );
    }
    const { layer, index } = found;
    const { text } = registry.inspection.layers[layer].source;
    return { layer, text: removeRecord(text, { table: layer, index }) };
  });
}

/** Where other records refer to one: `models.toml:12: provider_ref of model "a/b"`. */
function referencesTo(found: FoundRecord, registry: OpenRegistry): string[] {
  const names: readonly unknown[] =
    found.layer === "model" ? refsOf(found.record) : [found.record["id"]];
  return layers.flatMap((layer) => {
    const { source, parsed } = registry.inspection.layers[layer];
    const keys = references
      .filter(({ from, to }) => from === layer && to === found.layer)
      .map(({ key }) => key);
    return registry.recordsOf(layer).flatMap((record, index) => {
      if (record === found.record) return [];
      return keys.flatMap((key) =>
        occurrences(record[key], names).flatMap((path) => {
          const span = parsed?.locator.find([layer, index, key, ...path], "value");
          if (span === undefined) return [];
          const { line } = source.position(span.start);
          return `${source.path}:${line}: ${key} of ${layer} "${nameOf({ layer, record })}"`;
        }),
      );
    });
  });
}

/** Paths in a value, a string or a list of them, at which one of the names stands. */
function occurrences(value: unknown, names: readonly unknown[]): Path[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, i) => (names.includes(item) ? [[i]] : []));
  }
  return names.includes(value) ? [[]] : [];
}
