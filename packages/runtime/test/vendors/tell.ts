import type { Right, Shape } from "./shape.ts";

/** A row of the docs. */
export function rowOf({ name, right, sdk }: Shape): readonly string[] {
  const cells = [name, tell(right), sdk === "right" ? "right" : `wrong: ${difference(right, sdk)}`];
  return cells.map((cell) => cell.replaceAll("|", "\\|"));
}

/** A table as Markdown formatters print it. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) =>
    Math.max(...rows.map((row) => [...(row[i] ?? "")].length)),
  );
  const lines = rows.map((row) =>
    row.map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - [...cell].length)),
  );
  const [head, ...rest] = lines.map((cells) => `| ${cells.join(" | ")} |`);
  return [head, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rest].join("\n");
}

function tell(right: Right): string {
  const { error } = right;
  if (error === undefined) return Object.values(partsOf(right)).filter(Boolean).join(", ");
  const code = error.code === undefined ? "an error" : `error \`${error.code}\``;
  return (
    code +
    (error.says && ` (${quoted(error.says)})`) +
    (right.text && ` after ${quoted(right.text)}`)
  );
}

/** What is another than it should be, of what the SDK shows. */
function difference(right: Right, shown: Right): string {
  const { error } = shown;
  if (error !== undefined) {
    const what = error.asAnswer ? "an answer that a program fails at" : "an error";
    const lost =
      shown.text === right.text
        ? ""
        : shown.text === ""
          ? ", nothing told"
          : ` after ${quoted(shown.text)}`;
    return `${what} (${quoted(error.says)})${lost}`;
  }
  const parts = partsOf(shown);
  if (right.error !== undefined) {
    return ["no error", ...Object.values(parts).filter(Boolean)].join(", ");
  }
  const wanted = partsOf(right);
  return Object.keys(wanted)
    .filter((key) => parts[key] !== wanted[key])
    .map((key) => parts[key] || `no ${key}`)
    .join(", ");
}

function partsOf({
  text,
  refusal,
  calls = [],
  ids,
  reason,
  usage,
  waits,
}: Right): Record<string, string> {
  return {
    text: text && quoted(text),
    refusal: refusal ? `refusal ${quoted(refusal)}` : "",
    calls: calls
      .map(([name, args]) =>
        quoted(`${name}(${typeof args === "string" ? `'${args}'` : (JSON.stringify(args) ?? "")})`),
      )
      .join(", "),
    ids: ids === undefined ? "" : ids === "same" ? "one id for both" : "no id",
    reason: reason ?? "",
    usage: usage === undefined ? "" : `${usage.map((count) => count ?? "?").join(" + ")} tokens`,
    waits: waits ? "only when the connection ends" : "",
  };
}

/** Code in Markdown, whatever is in it; a long text by its beginning. */
function quoted(text: string): string {
  const shown = (text.length > MAX_SHOWN ? `${text.slice(0, 5)}…` : text).replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
  // A run of more than one ends no code that begins with one.
  return /(?<!`)`(?!`)/.test(shown) ? `\`\` ${shown} \`\`` : `\`${shown}\``;
}

const MAX_SHOWN = 200;
