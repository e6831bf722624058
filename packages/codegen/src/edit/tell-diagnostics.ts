import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { formatFew } from "../diagnostics/report.ts";
import { layers } from "../layers/layer-names.ts";
import type { Inspection } from "../pipeline/inspect.ts";
import type { TomlTable } from "../source/toml.ts";
import { escapeControls } from "../text/quote.ts";
import { nameOf } from "./find-record.ts";

/** So many findings of one sentence are shown each; more are told together. */
const EACH = 2;

/** How many records a line names. */
const NAMED = 10;

/** What a check has to say of an edit: what is wrong with many records in one way is said once. */
export function tellDiagnostics(
  diagnostics: readonly Diagnostic[],
  inspection: Inspection,
  options: { readonly color: boolean },
): string {
  const groups = [...groupBy(diagnostics, ({ code, message }) => `${code} ${message}`).values()];
  const few = groups.filter((group) => group.length <= EACH).flat();
  const many = groups.filter((group) => group.length > EACH);
  const told = many.map((group) => together(group, inspection)).join("");
  return formatFew(few, "pretty", options) + told;
}

function groupBy(
  diagnostics: readonly Diagnostic[],
  keyOf: (diagnostic: Diagnostic) => string,
): ReadonlyMap<string, readonly Diagnostic[]> {
  const groups = new Map<string, Diagnostic[]>();
  for (const each of diagnostics) {
    const group = groups.get(keyOf(each));
    if (group === undefined) groups.set(keyOf(each), [each]);
    else group.push(each);
  }
  return groups;
}

function together(group: readonly Diagnostic[], inspection: Inspection): string {
  const [first] = group;
  if (first === undefined) return "";
  const { severity, code, message, hint } = first;
  const files = groupBy(group, ({ file }) => file);
  const places = [...files].map(([file, all]) => {
    const names = [...new Set(all.slice(0, NAMED).map((each) => recordAt(each, inspection)))];
    const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : "";
    return `  ${file}: ${names.join(", ")}${more}\n`;
  });
  const advice = hint === undefined ? "" : `  hint: ${hint}\n`;
  return `${severity} ${code}: ${message}, in ${group.length} places\n${places.join("")}${advice}\n`;
}

/** The record that a diagnostic is about: by the last header above it. */
function recordAt({ file, range }: Diagnostic, { layers: files }: Inspection): string {
  const layer = layers.find((each) => files[each].source.path === file);
  const records = layer && files[layer].parsed?.value[layer];
  if (layer === undefined || !Array.isArray(records)) return `line ${range.start.line}`;
  const above = files[layer].source.text.split("\n").slice(0, range.start.line);
  const header = new RegExp(`^\\s*\\[\\[\\s*${layer}\\s*\\]\\]`);
  const record = records[above.filter((line) => header.test(line)).length - 1] as
    | TomlTable
    | undefined;
  return record === undefined
    ? `line ${range.start.line}`
    : escapeControls(nameOf({ layer, record }));
}
