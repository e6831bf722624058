import { formatMoney } from "@kei/registry";
import { scaleLog } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import { useMemo, useState } from "react";
import { paretoFront } from "../facts/pareto-front.ts";
import { costText, grouped, shortTokens } from "../parts/texts.ts";
import { type ChangeSearch, setOrDelete } from "../state/search-params.ts";
import { useSite } from "../state/site-context.ts";
import { useNarrow } from "../state/use-narrow.ts";
import type { ModelRow } from "../table/model-row.ts";

/** Units of the drawing, which fills its place. */
interface Size {
  readonly width: number;
  readonly height: number;
  /** Fewest powers of ten that will do without numbers between them. */
  readonly fewTens: number;
}
const WIDE: Size = { width: 960, height: 460, fewTens: 4 };
const NARROW: Size = { width: 420, height: 400, fewTens: 2 };
const MARGIN = { top: 16, right: 24, bottom: 48, left: 64 };
/** Labels of the front keep so far apart. */
const LABEL_GAP = 18;

const heights = ["context", "maxOutput"] as const;

interface Dot {
  readonly x: number;
  readonly y: number;
  readonly row: ModelRow;
}

export interface ScatterProps {
  readonly rows: readonly ModelRow[];
  readonly currency: string;
  readonly params: URLSearchParams;
  readonly change: ChangeSearch;
}

/** Cost against what one gets for it, with the models beside which none is cheaper and takes more. */
export function Scatter({ rows, currency, params, change }: ScatterProps) {
  const { words, modelHref } = useSite();
  const [pointed, setPointed] = useState<Dot>();
  const up = heights.find((each) => each === params.get("y")) ?? "context";
  const { dots, left } = useMemo(() => dotsOf(rows, up, currency), [rows, up, currency]);
  const front = useMemo(() => paretoFront(dots), [dots]);
  const size = useNarrow() ? NARROW : WIDE;
  const scales = useMemo(() => scalesOf(dots, size), [dots, size]);
  const best = new Set(front);
  const path = line<Dot>(
    ({ x }) => scales.x(x),
    ({ y }) => scales.y(y),
  ).curve(curveStepAfter)(front);
  return (
    <figure className="plot">
      <figcaption>
        <label className="field">
          {words.plotUp}
          <select
            value={up}
            onChange={({ target }) =>
              change((all) =>
                setOrDelete(all, "y", target.value === "context" ? undefined : target.value),
              )
            }
          >
            {heights.map((each) => (
              <option key={each} value={each}>
                {words.column[each]}
              </option>
            ))}
          </select>
        </label>
        <span className="muted">
          {words.plotLead}
          {left > 0 ? ` ${words.plotLeft(left)}` : ""}
        </span>
      </figcaption>
      {dots.length === 0 ? (
        <p className="empty">{words.plotEmpty}</p>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a group of links, drawn
        <svg
          viewBox={`0 0 ${size.width} ${size.height}`}
          role="group"
          aria-label={words.plotLabel(words.column[up])}
        >
          <Axes
            scales={scales}
            currency={currency}
            up={words.column[up]}
            across={words.column.cost}
          />
          {path === null ? null : <path className="front" d={path} />}
          {dots.map((dot) => (
            <a
              key={dot.row.model.ref}
              href={modelHref(dot.row.model.ref)}
              aria-label={`${dot.row.model.displayName}: ${formatMoney(BigInt(dot.x), currency)}, ${grouped(dot.y)}`}
              onPointerEnter={() => setPointed(dot)}
              onPointerLeave={() => setPointed(undefined)}
              onFocus={() => setPointed(dot)}
              onBlur={() => setPointed(undefined)}
            >
              <circle
                cx={scales.x(dot.x)}
                cy={scales.y(dot.y)}
                r={best.has(dot) ? 6 : 4.5}
                className={best.has(dot) ? "best" : ""}
              />
            </a>
          ))}
          <Labels front={front} scales={scales} />
          {pointed === undefined ? null : <Tip dot={pointed} scales={scales} />}
        </svg>
      )}
      <FrontTable front={front} up={words.column[up]} />
    </figure>
  );
}

/** What no logarithm is of, or nobody knows, is left out and counted. */
function dotsOf(rows: readonly ModelRow[], up: (typeof heights)[number], currency: string) {
  const key = up === "context" ? "contextWindow" : "maxOutputTokens";
  const dots = rows.flatMap((row): Dot[] => {
    const { cost, model } = row;
    const y = model[key];
    if (cost?.kind !== "known" || cost.currency !== currency || cost.total <= 0n) return [];
    return y === undefined || y <= 0 ? [] : [{ x: Number(cost.total), y, row }];
  });
  return { dots, left: rows.length - dots.length };
}

type Scales = ReturnType<typeof scalesOf>;

function scalesOf(dots: readonly Dot[], size: Size) {
  const domain = (values: readonly number[]): [number, number] => {
    const [low, high] = values.reduce(
      ([a, b], v) => [Math.min(a, v), Math.max(b, v)],
      [Number.POSITIVE_INFINITY, 1],
    );
    return low < high ? [low / 1.3, high * 1.3] : [high / 2, high * 2];
  };
  return {
    size,
    x: scaleLog()
      .domain(domain(dots.map(({ x }) => x)))
      .range([MARGIN.left, size.width - MARGIN.right]),
    y: scaleLog()
      .domain(domain(dots.map(({ y }) => y)))
      .range([size.height - MARGIN.bottom, MARGIN.top]),
  };
}

/** Powers of ten, with 2 and 5 between them where there are few. */
function ticksOf(scale: Scales["x"], { fewTens }: Size): readonly number[] {
  const all = scale.ticks();
  const lead = (value: number) => Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
  const tens = all.filter((value) => lead(value) === 1);
  return tens.length >= fewTens ? tens : all.filter((value) => [1, 2, 5].includes(lead(value)));
}

function Axes({
  scales,
  currency,
  up,
  across,
}: {
  readonly scales: Scales;
  readonly currency: string;
  readonly up: string;
  readonly across: string;
}) {
  const { size } = scales;
  const bottom = size.height - MARGIN.bottom;
  return (
    <g className="axes" aria-hidden="true">
      {ticksOf(scales.x, size).map((tick) => (
        <g key={tick} transform={`translate(${scales.x(tick)},0)`}>
          <line y1={MARGIN.top} y2={bottom} />
          <text y={bottom + 18} textAnchor="middle">
            {formatMoney(BigInt(Math.round(tick)), currency).replace(/\.00$/, "")}
          </text>
        </g>
      ))}
      {ticksOf(scales.y, WIDE).map((tick) => (
        <g key={tick} transform={`translate(0,${scales.y(tick)})`}>
          <line x1={MARGIN.left} x2={size.width - MARGIN.right} />
          <text x={MARGIN.left - 8} dy="0.35em" textAnchor="end">
            {shortTokens(tick)}
          </text>
        </g>
      ))}
      <text x={size.width - MARGIN.right} y={size.height - 8} textAnchor="end" className="title">
        {across} →
      </text>
      <text x={4} y={10} className="title">
        ↑ {up}
      </text>
    </g>
  );
}

function Labels({ front, scales }: { readonly front: readonly Dot[]; readonly scales: Scales }) {
  let last = Number.POSITIVE_INFINITY;
  const labelled = front.filter((dot) => {
    const y = scales.y(dot.y);
    const fits = last - y >= LABEL_GAP;
    if (fits) last = y;
    return fits;
  });
  return (
    <g className="labels" aria-hidden="true">
      {labelled.map((dot) => {
        const x = scales.x(dot.x);
        const isRight = x > scales.size.width * 0.7;
        return (
          <text
            key={dot.row.model.ref}
            x={x + (isRight ? -6 : 6)}
            y={scales.y(dot.y) + 20}
            textAnchor={isRight ? "end" : "start"}
          >
            {dot.row.model.displayName}
          </text>
        );
      })}
    </g>
  );
}

const TIP_WIDTH = 280;

function Tip({ dot, scales }: { readonly dot: Dot; readonly scales: Scales }) {
  const { words } = useSite();
  const x = Math.min(
    Math.max(scales.x(dot.x) - TIP_WIDTH / 2, 4),
    scales.size.width - TIP_WIDTH - 4,
  );
  const above = scales.y(dot.y) > 110;
  const y = scales.y(dot.y) + (above ? -88 : 16);
  const { model, cost } = dot.row;
  return (
    <g className="tip" transform={`translate(${x},${y})`} aria-hidden="true">
      <rect width={TIP_WIDTH} height={72} rx={6} />
      <text x={12} y={22} className="name">
        {model.displayName}
      </text>
      <text x={12} y={41}>
        {model.ref}
      </text>
      <text x={12} y={60}>
        {cost === undefined ? "" : costText(cost, words)} · {grouped(dot.y)}
      </text>
    </g>
  );
}

/** The front in words: all other models are rows of the table. */
function FrontTable({ front, up }: { readonly front: readonly Dot[]; readonly up: string }) {
  const { words, modelHref } = useSite();
  if (front.length === 0) return null;
  return (
    <details>
      <summary>{words.frontTable}</summary>
      <table className="kei-table">
        <caption>{words.frontCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.column.name}</th>
            <th scope="col" className="kei-number">
              {words.column.cost}
            </th>
            <th scope="col" className="kei-number">
              {up}
            </th>
          </tr>
        </thead>
        <tbody>
          {front.map(({ row, y }) => (
            <tr key={row.model.ref}>
              <th scope="row">
                <a href={modelHref(row.model.ref)}>{row.model.displayName}</a>
              </th>
              <td className="kei-number">{row.cost && costText(row.cost, words)}</td>
              <td className="kei-number">{grouped(y)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
