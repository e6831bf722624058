import { formatMoney } from "@kei/registry";
import { scaleLinear } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import type { PriceStep } from "../facts/price-steps.ts";
import { OuterLink } from "../parts/link.tsx";
import { ScrollBox } from "../parts/scroll-box.tsx";
import { useSite } from "../state/site-context.ts";

const WIDTH = 720;
const HEIGHT = 200;
const MARGIN = { top: 16, right: 170, bottom: 28, left: 16 };
const DAY_MS = 86_400_000;

const sides = ["input", "output"] as const;

/** How a price went, as steps and as a table. */
export function PriceSteps({
  steps,
  currency,
}: {
  readonly steps: readonly PriceStep[];
  readonly currency: string;
}) {
  const { words, asOf } = useSite();
  return (
    <figure className="plot steps">
      <Steps steps={steps} currency={currency} />
      <ScrollBox label={words.history}>
        <table className="kei-table">
          <caption>{words.historyCaption(currency)}</caption>
          <thead>
            <tr>
              <th scope="col">{words.fromDay}</th>
              <th scope="col">{words.toDay}</th>
              {sides.map((side) => (
                <th key={side} scope="col" className="kei-number">
                  {words.rate[side]}
                </th>
              ))}
              <th scope="col">{words.source}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map(({ from, to, sourceUrl, ...step }) => (
              <tr key={`${from} ${to}`} data-now={(to ?? "9") > asOf || undefined}>
                <td>{from ?? "…"}</td>
                <td>{to ?? words.now}</td>
                {sides.map((side) => (
                  <td key={side} className="kei-number">
                    {formatMoney(step[side], currency)}
                  </td>
                ))}
                <td>
                  {sourceUrl === undefined ? (
                    words.notStated
                  ) : (
                    <OuterLink url={sourceUrl}>{hostOf(sourceUrl)}</OuterLink>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </figure>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

function Steps({
  steps,
  currency,
}: {
  readonly steps: readonly PriceStep[];
  readonly currency: string;
}) {
  const { words, asOf } = useSite();
  const days = steps.flatMap(({ from, to }) => [from, to]).filter((day) => day !== undefined);
  const times = [...days, asOf].map((day) => Date.parse(day)).sort((a, b) => a - b);
  const margin = Math.max(30 * DAY_MS, ((times.at(-1) ?? 0) - (times[0] ?? 0)) * 0.15);
  const [start, end] = [(times[0] ?? 0) - margin, (times.at(-1) ?? 0) + margin / 3];
  const x = scaleLinear()
    .domain([start, end])
    .range([MARGIN.left, WIDTH - MARGIN.right]);
  const most = Math.max(...steps.flatMap(({ input, output }) => [input, output]), 1);
  const y = scaleLinear()
    .domain([0, most * 1.1])
    .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words.historyLabel}>
      <line className="base" x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={y(0)} y2={y(0)} />
      {sides.map((side) => {
        const points = steps.map(
          (step) => [step.from === undefined ? start : Date.parse(step.from), step[side]] as const,
        );
        const last = steps.at(-1)?.[side] ?? 0;
        const path = line<readonly [number, number]>(
          ([time]) => x(time),
          ([, price]) => y(price),
        ).curve(curveStepAfter)([...points, [end, last]]);
        return (
          <g key={side} className={side}>
            <path d={path ?? ""} />
            <text x={x(end) + 6} y={y(last)} dy="0.35em">
              {words.rate[side]} {formatMoney(last, currency)}
            </text>
          </g>
        );
      })}
      {[...new Set(days)].map((day) => (
        <g key={day} className="day" transform={`translate(${x(Date.parse(day))},0)`}>
          <line y1={MARGIN.top} y2={HEIGHT - MARGIN.bottom} />
          <text y={HEIGHT - 8} textAnchor="middle">
            {day.slice(0, 10)}
          </text>
        </g>
      ))}
    </svg>
  );
}
