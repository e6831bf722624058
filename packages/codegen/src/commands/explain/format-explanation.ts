import type { Terminal } from "../../terminal/terminal.ts";
import { escapeControls } from "../../text/quote.ts";
import type { Explanation } from "./explanation.ts";

/** Least width for a value; a narrower terminal breaks the lines itself. */
const LEAST_VALUE = 20;

/** An explanation as text: aligned, wrapped to the terminal, origins dimmed. */
export function formatExplanation(
  { kind, name, at, facts, referredToBy }: Explanation,
  terminal: Terminal,
): string {
  const dim = (part: string) => (terminal.color ? `\u001B[2m${part}\u001B[22m` : part);
  const bold = (part: string) => (terminal.color ? `\u001B[1m${part}\u001B[22m` : part);
  const rows = [
    ...facts.map((fact) => ({
      title: fact.name,
      value: fact.shown,
      origin: [fact.at, fact.rule].filter((part) => part !== undefined).join(", "),
    })),
    ...referredToBy.map((referrer, i) => ({
      title: i === 0 ? "referred to by" : "",
      value: `${referrer.record} (${referrer.key})`,
      origin: referrer.at,
    })),
  ];
  const left = Math.max(...rows.map(({ title }) => title.length)) + 2;
  const room =
    terminal.width === 0 ? Number.POSITIVE_INFINITY : Math.max(LEAST_VALUE, terminal.width - left);
  // Most values have their origin beside them; longer ones have it below.
  const beside = Math.max(0, ...rows.map(({ origin }) => origin.length).filter(isShort(24)));
  const most = Math.min(48, room - beside - 2);
  const longest = Math.max(0, ...rows.map(({ value }) => value.length).filter(isShort(most)));
  const lines = rows.flatMap(({ title, value, origin }) => {
    const safe = value.split("\n").map(escapeControls).join(" ").trim();
    const start = `${safe.padEnd(longest)}  `;
    const texts =
      start.length + origin.length <= room
        ? [`${start}${dim(origin)}`]
        : [...wrap(safe, room), ...wrap(origin, room).map(dim)];
    return texts.map((part, i) => `${(i === 0 ? title : "").padEnd(left)}${part}`.trimEnd());
  });
  return `${bold(`${kind} ${name}`)}  ${dim(at)}\n\n${lines.join("\n")}\n`;
}

function isShort(most: number): (length: number) => boolean {
  return (length) => length <= most;
}

/** Lines of at most `width`, broken at blanks; a longer word is left whole. */
function wrap(long: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of long.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
