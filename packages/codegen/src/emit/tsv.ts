import { oneLine } from "../one-line.ts";
import type { Emitter, OutputFile } from "./emitter.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";

/**
 * `providers.tsv` and `models.tsv`, for readers that have no parser: `IFS=$'\t' read`, awk, cut.
 *
 * - No cell is empty: `read` takes tabs in a row as one, and every cell after it would be another.
 * - Nothing is escaped: what a cell cannot hold is a space or a slash there. `registry.json` has
 *   the text as it is.
 * - The first line says what the file is. No other line begins with `#`, since no id does.
 */
export const tsv: Emitter = {
  name: "tsv",
  emit({ providers, models }, { contentHash }) {
    return [
      file(
        "providers",
        contentHash,
        providers.map((provider) => [
          provider.id,
          provider.transport,
          provider.displayName,
          provider.authEnv.join(","),
          provider.parentRef,
        ]),
      ),
      file(
        "models",
        contentHash,
        models
          // Whoever chooses from a list is not to choose a deprecated one.
          .filter(({ deprecatedAt }) => deprecatedAt === undefined)
          .map((model) => [model.provider, model.id, model.displayName]),
      ),
    ];
  },
};

/** A cell with nothing in it, as the TOML writes it. No id and no variable is called so. */
const NONE = "_";

function file(
  name: string,
  contentHash: string,
  rows: readonly (readonly (string | undefined)[])[],
): OutputFile {
  const lines = [[`#kei-${name}`, String(SCHEMA_VERSION), contentHash], ...rows.map(cells)];
  return {
    target: "data",
    path: `${name}.tsv`,
    text: lines.map((line) => `${line.join("\t")}\n`).join(""),
  };
}

function cells(row: readonly (string | undefined)[]): readonly string[] {
  // A backslash would be an escape to `read` without -r, and at the end of a line join it with the next.
  return row.map((text = "") => oneLine(text).replaceAll("\\", "/") || NONE);
}
