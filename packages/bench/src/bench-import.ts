import { type Bench, type Limit, limitCell, table } from "./bench.ts";
import { interleave, type Measured, moduleText } from "./measure.ts";
import { here } from "./places.ts";
import { showSpread, spreadOf } from "./spread.ts";

/** What a client may add to an empty process. */
const LIMIT_MS = 20;
const LIMIT_MB = 5;

const MODULES = ["@kei/registry", "@kei/registry/anthropic", "@kei/runtime/anthropic"];

/** What a program pays at its start for importing the registry, all of it or one provider, or a client. */
export const benchImport: Bench = ({ rounds }) => {
  const measured = interleave(
    [undefined, ...MODULES].map((module) => ({
      name: module ?? "empty",
      isClient: module?.startsWith("@kei/runtime") ?? false,
      command: () => ({
        args: moduleText(module === undefined ? "" : `import "${module}";`),
        cwd: here,
      }),
    })),
    rounds,
  );
  const empty = mediansOf(measured[0]);

  const limits: Limit[] = [];
  const rows = measured.map((contestant) => {
    const { wallMs, peakMb } = mediansOf(contestant);
    const name = `${contestant.name} over an empty process`;
    const ofMs: Limit = { name, measured: wallMs - empty.wallMs, limit: LIMIT_MS, unit: " ms" };
    const ofMb: Limit = { name, measured: peakMb - empty.peakMb, limit: LIMIT_MB, unit: " MB" };
    if (contestant.isClient) limits.push(ofMs, ofMb);
    return [
      contestant.name,
      showSpread(spreadOf(contestant.wallMs)),
      ofMs.measured.toFixed(1),
      limitCell(contestant.isClient ? ofMs : undefined),
      showSpread(spreadOf(contestant.peakMb), 1),
      ofMb.measured.toFixed(1),
      limitCell(contestant.isClient ? ofMb : undefined),
    ];
  });
  const head = ["", "wall ms", "over empty", "limit", "peak RSS MB", "over empty", "limit"];
  console.log(table(head, rows));
  return limits;
};

function mediansOf(measured: Measured | undefined): { wallMs: number; peakMb: number } {
  return {
    wallMs: spreadOf(measured?.wallMs ?? []).median,
    peakMb: spreadOf(measured?.peakMb ?? []).median,
  };
}
