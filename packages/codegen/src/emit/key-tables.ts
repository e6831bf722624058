import * as z from "zod";
import { descriptionOf } from "../layers/layer.ts";
import { allPages } from "../layers/pages.ts";

/**
 * A Markdown document in which the table of each file's keys is as the pages of the layers have it. A
 * table stands between two comments, which stay; a document without them stays as it is.
 */
export function fillKeyTables(document: string): string {
  return allPages.reduce((text, { fileName, record }) => {
    const start = `<!-- kei gen: the keys of ${fileName} -->`;
    const at = text.indexOf(start);
    const end = at < 0 ? -1 : text.indexOf(END, at);
    if (end < 0) return text;
    return `${text.slice(0, at)}${start}\n\n${keyTable(record)}\n${text.slice(end)}`;
  }, document);
}

const END = "<!-- end of what kei gen writes -->";

/** A row for each key, in the order in which records have them. */
function keyTable(record: z.ZodObject): string {
  const rows = Object.entries(record.shape).map(([key, schema]) => [
    `\`${key}\``,
    schema instanceof z.ZodOptional ? "no" : "yes",
    meaningOf(schema as z.ZodType),
  ]);
  return table([["key", "required", "meaning"], ...rows]);
}

/** Columns as wide as their widest cell: formatters of Markdown have it so, and would go on changing it. */
function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const rule = widths.map((width) => "-".repeat(width));
  return [cells[0] ?? [], rule, ...cells.slice(1)]
    .map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |\n`)
    .join("");
}

/** What editors say of a key, on one line. */
function meaningOf(schema: z.ZodType): string {
  const [text = "", words = ""] = descriptionOf(schema).split("\n\n");
  const item = itemOf(schema);
  const list = item instanceof z.ZodEnum ? item.options.map((word) => `\`${word}\``) : [];
  if (list.length === 0) return text;
  const kind = words === "" ? "Any of" : "One of";
  return `${text} ${kind} ${list.join(", ")}.`;
}

function itemOf(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional) return itemOf(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodArray ? (schema.element as z.ZodType) : schema;
}
