import type { Measured } from "./measure-peer.ts";
import { factsOf, type Peer } from "./peers.ts";

interface Row {
  readonly peer: Peer;
  readonly measured: Measured;
}

/** The text of docs/compare.md. */
export function writePage(rows: readonly Row[]): string {
  const [first] = rows;
  const cpu = first?.measured.cpuMs ?? 1;
  const head = [
    "program",
    "versions",
    "lines",
    "packages installed",
    "MB installed",
    "bundle, KiB min+gzip",
    "CPU of a question",
    "type-check, s of CPU",
    "type-check, MB",
  ];
  const cells = rows.map(({ peer, measured }) => [
    ...factsOf(peer),
    `${measured.packages}`,
    measured.installedMb.toFixed(1),
    measured.bundleKib.toFixed(0),
    (measured.cpuMs / cpu).toFixed(2),
    (measured.typesMs / 1_000).toFixed(1),
    measured.typesMb.toFixed(0),
  ]);
  const lacks = rows.map(
    ({ peer }) =>
      `**${capital(peer.title)}**\n\n${peer.lacks.map((each) => `- ${each}`).join("\n")}`,
  );
  return `# The same program in Kei and elsewhere

A question to Claude, with a tool, whose answer follows a schema. When Claude does not answer, GPT is asked. The program says who answered, and what all turns cost. Each of these programs is run against a server on loopback that plays both providers, with Claude there and with Claude overloaded; all give the same answer and the same cost, or this page is not written.

${table(head, cells)}

Lines are those with code in them, formatted alike. Installed are the packages of the program, zod among them, without scripts. The bundle is one file by esbuild. A question is two requests and a call of the tool; its CPU time, the median of five runs in turns on Node 24, is given as a multiple of Kei's (${cpu.toFixed(1)} ms here, of which the server has nothing). Types are checked by TypeScript 6.0. \`pnpm compare\` measures all of it again and writes this page; a test holds programs and versions to it.

## What each does not have

${lacks.join("\n\n")}
`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A table of Markdown, as the formatter has it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => (row[i] ?? "").length)));
  const isNumber = (i: number) => i >= 2;
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (isNumber(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, i) => (isNumber(i) ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}
