import { SCHEMA_VERSION } from "../../registry/published.ts";
import { oneLine } from "../../text/quote.ts";
import type { Emitter, OutputFile } from "../emitter.ts";

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
    const providerRows = providers.map(({ id, transport, displayName, authEnv, parentRef }) =>
      row(id, transport, cell(displayName), authEnv.join(",") || NONE, parentRef ?? NONE),
    );
    const currencies = new Map(providers.map(({ id, billing }) => [id, billing.currency]));
    const modelRows = models
      // A list is for choosing, and a deprecated one is not to be chosen. One whose end is announced is,
      // until that day.
      .filter(({ deprecatedAt, status }) => deprecatedAt === undefined && status !== "deprecated")
      .map((model) => {
        const { provider, id, displayName, retiresAt, ref, slug, price } = model;
        const rates = price.kind === "known" ? price : undefined;
        return row(
          ...[provider, id, cell(displayName), retiresAt ?? NONE, ref, slug ?? NONE],
          number(model.contextWindow),
          number(model.maxOutputTokens),
          ...[price.kind, number(rates?.input), number(rates?.output)],
          (rates && currencies.get(provider)) ?? NONE,
          ...[model.capabilities, model.input].map((words) => words?.join(",") || NONE),
        );
      });
    return [file("providers", contentHash, providerRows), file("models", contentHash, modelRows)];
  },
};

/** A cell with nothing in it, as the TOML writes it. No id and no variable is called so. */
const NONE = "_";

function file(name: string, contentHash: string, rows: readonly string[]): OutputFile {
  const head = row(`#kei-${name}`, String(SCHEMA_VERSION), contentHash);
  return { target: "data", path: `${name}.tsv`, text: head + rows.join("") };
}

function row(...cells: readonly string[]): string {
  return `${cells.join("\t")}\n`;
}

/** What is not known is not 0. */
function number(value: number | undefined): string {
  return value === undefined ? NONE : String(value);
}

/** Text for people; ids and names of variables have an alphabet without tabs and backslashes. */
function cell(text: string): string {
  // A backslash would be an escape to `read` without -r, and at the end of a line join it with the next.
  return oneLine(text).replaceAll("\\", "/") || NONE;
}
