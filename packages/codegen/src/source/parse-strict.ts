import { syntaxProblem } from "./locate.ts";
import { parseToml, type SyntaxProblem, type TomlTable } from "./toml.ts";

/** The values of a TOML 1.0 text, or the first thing that is wrong with it. */
export function parseStrict(
  text: string,
): { readonly value: TomlTable } | { readonly problem: SyntaxProblem } {
  // The first one is taken off before; smol-toml skips another, and no other reader does.
  if (text.startsWith("\uFEFF")) return { problem: { message: "a byte order mark", offset: 0 } };
  const parsed = parseToml(text);
  if ("problem" in parsed || !mayExceedToml10(text)) return parsed;
  const problem = syntaxProblem(text);
  if (problem === undefined) return parsed;
  return {
    problem: { ...problem, hint: "editors and other readers of the file expect TOML 1.0" },
  };
}

/**
 * Whether a text may hold what smol-toml reads and TOML 1.0 does not have: line breaks, comments and
 * trailing commas in inline tables, two escapes, times without seconds; and dates that no calendar
 * has. Only such texts go through the second parser, which takes five times as long. Inline tables
 * are beyond doubt only on a line that opens and closes them, has no comment, and whose strings end on it.
 */
function mayExceedToml10(text: string): boolean {
  if (/,[ \t]*\}|\\[ex]|=[ \t]*\d[\d-]*[-:]\d/.test(text)) return true;
  if (!text.includes("{")) return false;
  if (/"""|'''/.test(text)) return true;
  return text.split("\n").some((line) => {
    if (!line.includes("{")) return false;
    const bare = line.replace(/"[^"\\]*"|'[^']*'/g, "");
    return !/^[^"'#{}]*(?:\{[^"'#{}]*\}[^"'#{}]*)*$/.test(bare);
  });
}
