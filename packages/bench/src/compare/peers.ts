import { readFileSync } from "node:fs";
import { join } from "node:path";
import { here } from "../places.ts";

/** A way to write the program of the comparison: a folder of `compare/`. */
export interface Peer {
  readonly folder: string;
  readonly title: string;
  /** Packages of ours that it uses, beside those of its package.json. */
  readonly ours: readonly string[];
  /** What the program does not have, or has by hand: a sentence each. */
  readonly lacks: readonly string[];
}

export const PEERS: readonly Peer[] = [
  {
    folder: "kei",
    title: "Kei",
    ours: ["@kei/registry", "@kei/runtime"],
    lacks: [
      "No embeddings, and no images, speech or transcripts by models that make nothing else.",
      "No hooks for pages (React, Vue): streams are events, and a page shows them itself.",
      "Ten providers, and a TOML record for another that speaks one of six protocols.",
    ],
  },
  {
    folder: "kei-ai-sdk",
    title: "AI SDK with @kei/ai-sdk",
    ours: ["@kei/registry", "@kei/runtime", "@kei/ai-sdk"],
    lacks: [
      "Settings of a call, such as `temperature`, are typed for all models alike: what one does not take is a warning at run time. Options of Kei's own are typed by the model.",
      "Language models alone; another provider beside it has the rest.",
    ],
  },
  {
    folder: "ai-sdk",
    title: "AI SDK",
    ours: [],
    lacks: [
      "No cost: the prices stand in the program, and say nothing of caches, tiers of service or dates.",
      "No fallback: a loop of one's own, which also tries the next model when the request is wrong.",
      "A model id is any text: a typing error is a 404.",
    ],
  },
  {
    folder: "vendors",
    title: "the vendors' SDKs",
    ours: [],
    lacks: [
      "Everything twice: tools, structured output and the loop are other ones at each vendor.",
      "No cost, and no fallback but `try` and `catch`.",
      "A conversation that began at one vendor does not go on at the other.",
    ],
  },
  {
    folder: "pi-ai",
    title: "pi-ai",
    ours: [],
    lacks: [
      "No schema of an answer: it is asked for in words, or a tool stands in for it.",
      "No fallback, and no loop over tools in this package.",
      "Costs are floating-point dollars; a model whose price nobody knows has to have one, such as 0.",
    ],
  },
  {
    folder: "tanstack-ai",
    title: "TanStack AI",
    ours: [],
    lacks: [
      "No cost of models that are asked at their vendor: the prices stand in the program.",
      "No fallback: a loop of one's own.",
    ],
  },
];

export const programOf = ({ folder }: Peer): string => join(here, "compare", folder, "program.ts");

/** Exact versions of what it installs beside packages of ours, by name. */
export function versionsOf({ folder }: Peer): Readonly<Record<string, string>> {
  const path = join(here, "compare", folder, "package.json");
  return JSON.parse(readFileSync(path, "utf8")).dependencies;
}

/** Lines with code in them. */
function linesOf(peer: Peer): number {
  const lines = readFileSync(programOf(peer), "utf8").split("\n");
  return lines.filter((line) => !/^\s*(\/\/.*)?$/.test(line)).length;
}

/** What of a row anybody can check without measuring: its beginning. */
export function factsOf(peer: Peer): readonly string[] {
  const versions = Object.entries(versionsOf(peer)).map(([name, version]) => `${name} ${version}`);
  const own = peer.ours.length === 0 ? [] : ["this repository"];
  return [
    `[${peer.title}](../packages/bench/compare/${peer.folder}/program.ts)`,
    [...own, ...versions].join(", "),
    `${linesOf(peer)}`,
  ];
}
