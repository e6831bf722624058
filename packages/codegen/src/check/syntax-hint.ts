/** What the commonest mistakes look like on their line, and what to write instead. */
const MISTAKES: readonly (readonly [looks: RegExp, hint: string])[] = [
  [/[“”„‘’«»]/, 'write straight quotes: "…"'],
  [
    /^\s*[\w.-]+\s*=\s*\d{1,3}(?:,\d{3})+\s*(?:#.*)?$/,
    "write digits in groups with underscores: 200_000",
  ],
  [/^\s*["\w.-]+\s*:/, "write key = value"],
  [/^\s*[\w.-]+\s*=\s*"[^"]*$/, "a quote is missing at the end of the text"],
  [/^\s*[\w.-]+\s*=\s*[^"\s]+"\s*(?:#.*)?$/, "a quote is missing at the beginning of the text"],
  [/^\s*[\w.-]+\s*=\s*(?!true\b|false\b|inf\b|nan\b)[A-Za-z]/, "write text in quotes"],
  [/^\s*[\w.-]+\s*=\s*(?:#.*)?$/, "write a value, or leave the key out"],
];

/** What to write instead, where a line that is not TOML has one of the commonest mistakes. */
export function syntaxHint(text: string, offset: number, table: string): string | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", start);
  const line = text.slice(start, end === -1 ? text.length : end);
  // A record that begins as a table of its own is met by the next one.
  if (
    new RegExp(`^\\s*\\[{1,2}${table}\\]{1,2}`).test(line) &&
    new RegExp(`^\\s*\\[${table}\\]\\s*$`, "m").test(text)
  ) {
    return `write [[${table}]] above each record: one of them has [${table}]`;
  }
  return MISTAKES.find(([looks]) => looks.test(line.replace(/\r$/, "")))?.[1];
}
