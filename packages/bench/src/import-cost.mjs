// @ts-check
import { join } from "node:path";
import { interleave, moduleText } from "./measure.mjs";
import { root } from "./places.mjs";
import { showSpread, spreadOf } from "./spread.mjs";
import { table } from "./table.mjs";

/** What a client may add to an empty process. */
const LIMIT_MS = 20;
const LIMIT_MB = 5;

/**
 * What a program pays at its start for importing the registry, all of it or one provider, or a client.
 *
 * @type {import("./bench.mjs").Bench}
 */
export function benchImport({ rounds }) {
  const measured = interleave(
    [
      { name: "empty", source: "" },
      { name: "@kei/registry", source: 'import "@kei/registry";' },
      { name: "@kei/registry/anthropic", source: 'import "@kei/registry/anthropic";' },
      { name: "@kei/runtime/anthropic", source: 'import "@kei/runtime/anthropic";' },
    ].map(({ name, source }) => ({
      name,
      // A package may import itself by name, through its own `exports`, and what it depends on.
      command: () => ({ args: moduleText(source), cwd: join(root, "packages/runtime") }),
    })),
    rounds,
  );
  const [empty] = measured.map(mediansOf);

  const rows = measured.map((contestant) => {
    const { wallMs, peakMb } = mediansOf(contestant);
    return [
      contestant.name,
      showSpread(spreadOf(contestant.wallMs)),
      (wallMs - Number(empty?.wallMs)).toFixed(1),
      showSpread(spreadOf(contestant.peakMb), 1),
      (peakMb - Number(empty?.peakMb)).toFixed(1),
    ];
  });
  console.log(table(["", "wall ms", "over empty", "peak RSS MB", "over empty"], rows));
  const client = measured.map(mediansOf).at(-1);
  const name = "@kei/runtime/anthropic over an empty process";
  return [
    {
      name,
      measured: Number(client?.wallMs) - Number(empty?.wallMs),
      limit: LIMIT_MS,
      unit: " ms",
    },
    {
      name,
      measured: Number(client?.peakMb) - Number(empty?.peakMb),
      limit: LIMIT_MB,
      unit: " MB",
    },
  ];
}

/** @param {import("./measure.mjs").Measured} measured */
function mediansOf({ wallMs, peakMb }) {
  return { wallMs: spreadOf(wallMs).median, peakMb: spreadOf(peakMb).median };
}
