/** Width of a character and height of a line, in the units of the picture. */
const COLUMN = 8.4;
const LINE = 21;
const MARGIN = 18;
const BAR = 34;
/** So that pictures below each other are of one width, mostly. */
const MIN_COLUMNS = 84;

/**
 * Draws windows one below the other: of a terminal, or of an editor. Colours follow the reader's light or
 * dark scheme. What is monospaced keeps its columns in any font.
 *
 * @param {string} title read aloud instead of the picture
 * @param {readonly { title: string, lines: readonly string[], popup?: Popup }[]} windows lines with ANSI colours
 * @typedef {{ line: number, column: number, items: readonly string[] }} Popup a list of completions, and where it opens
 * @returns {string} SVG
 */
export function terminalSvg(title, windows) {
  const columns = Math.max(
    MIN_COLUMNS,
    ...windows.flatMap(({ lines }) => lines.map((line) => plain(line).length)),
  );
  const width = Math.ceil(columns * COLUMN + 2 * MARGIN);
  const drawn = [];
  let top = 0;
  for (const window of windows) {
    const height = BAR + rowsOf(window) * LINE + MARGIN;
    drawn.push(drawWindow(window, top, width, height));
    top += height + 14;
  }
  const height = top - 14;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>${STYLE}</style>
${drawn.join("\n")}
</svg>
`;
}

const STYLE = `
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1f2328;white-space:pre}
.w{fill:#f6f8fa;stroke:#d1d9e0}.bar{font-size:12px;fill:#59636e}.p{fill:#fff;stroke:#d1d9e0}.s{fill:#ddf4ff}
.bold{font-weight:700}.dim{fill:#59636e}.red{fill:#c31a2a}.green{fill:#116329}.yellow{fill:#7d4e00}.blue{fill:#0550ae}.magenta{fill:#8250df}.cyan{fill:#0f5f74}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.w{fill:#0d1117;stroke:#30363d}.bar{fill:#9198a1}.p{fill:#161b22;stroke:#3d444d}.s{fill:#1f3a5f}
.dim{fill:#9198a1}.red{fill:#ff7b72}.green{fill:#7ee787}.yellow{fill:#e3b341}.blue{fill:#79c0ff}.magenta{fill:#d2a8ff}.cyan{fill:#76e3ea}}
`.replaceAll("\n", "");

function rowsOf({ lines, popup }) {
  return Math.max(lines.length, popup === undefined ? 0 : popup.line + 1 + popup.items.length);
}

function drawWindow({ title, lines, popup }, top, width, height) {
  const text = lines.map((line, i) => drawLine(line, MARGIN, top + BAR + (i + 0.75) * LINE));
  return [
    `<rect class="w" x=".5" y="${top + 0.5}" width="${width - 1}" height="${height - 1}" rx="9"/>`,
    `<text class="bar" x="${MARGIN}" y="${top + 22}">${escaped(title)}</text>`,
    ...text,
    ...(popup === undefined ? [] : drawPopup(popup, top + BAR)),
  ].join("\n");
}

function drawPopup({ line, column, items }, top) {
  const left = MARGIN + column * COLUMN - 8;
  const begin = top + (line + 1) * LINE + 2;
  const width = Math.max(...items.map((item) => item.length)) * COLUMN + 24;
  return [
    `<rect class="p" x="${left}" y="${begin}" width="${round(width)}" height="${items.length * LINE + 6}" rx="5"/>`,
    `<rect class="s" x="${left + 3}" y="${begin + 3}" width="${round(width - 6)}" height="${LINE}" rx="3"/>`,
    ...items.map((item, i) => drawLine(item, left + 8, begin + 3 + (i + 0.72) * LINE)),
  ];
}

function drawLine(line, left, baseline) {
  let column = 0;
  const runs = [];
  for (const { text, classes } of runsOf(line)) {
    const begin = text.length - text.trimStart().length;
    const shown = text.trim();
    if (shown !== "") {
      const at = round(left + (column + begin) * COLUMN);
      const kind = classes === "" ? "" : ` class="${classes}"`;
      runs.push(
        `<text${kind} x="${at}" y="${round(baseline)}" textLength="${round(shown.length * COLUMN)}">${escaped(shown)}</text>`,
      );
    }
    column += text.length;
  }
  return runs.join("");
}

const COLOURS = { 31: "red", 32: "green", 33: "yellow", 34: "blue", 35: "magenta", 36: "cyan" };
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const SEQUENCE = /\u001b\[([\d;]*)m/g;

/** Pieces of a line that look the same. */
function* runsOf(line) {
  const now = { weight: "", colour: "" };
  let from = 0;
  for (const match of line.matchAll(SEQUENCE)) {
    if (match.index > from) yield { text: line.slice(from, match.index), classes: classesOf(now) };
    from = match.index + match[0].length;
    for (const code of match[1].split(";")) {
      if (code === "1") now.weight = "bold";
      else if (code === "2") now.weight = "dim";
      else if (code === "22") now.weight = "";
      else if (code === "39") now.colour = "";
      else if (code === "0" || code === "") Object.assign(now, { weight: "", colour: "" });
      else now.colour = COLOURS[code] ?? now.colour;
    }
  }
  if (from < line.length) yield { text: line.slice(from), classes: classesOf(now) };
}

const classesOf = ({ weight, colour }) => `${weight} ${colour}`.trim();

const plain = (line) => line.replace(SEQUENCE, "");

const round = (number) => Math.round(number * 100) / 100;

const escaped = (text) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
