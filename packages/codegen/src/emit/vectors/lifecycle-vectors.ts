import type { Model } from "../../layers/model.ts";
import { isEnding } from "../../registry/ending.ts";
import { nextDay, utcDay } from "../../text/utc-time.ts";
import { sample } from "./random.ts";
import type { Vector } from "./vectors-shape.ts";

type Question = Omit<Vector<"lifecycle">, "name" | "lifecycle">;
type Lifecycle = Vector<"lifecycle">["lifecycle"];

/** How far models are around the days on which they end: by hand, and those of some models. */
export function lifecycleVectors(models: readonly Model[]): Vector<"lifecycle">[] {
  // A registry without models has none that could be asked.
  if (models.length === 0) return [];
  const ending = sample(models.filter(isEnding), ({ ref }) => ref, "lifecycle", MOST_MODELS);
  return [
    ...HAND,
    ...ending.map((model) => {
      const { ref, deprecatedAt, retiresAt } = model;
      const borders = [deprecatedAt, retiresAt].flatMap((day) =>
        day === undefined ? [] : [nextDay(day, -1), day, nextDay(day, 1)],
      );
      return [ref, model, borders.length === 0 ? [ANY_DAY] : borders] as const;
    }),
  ].flatMap(([name, { deprecatedAt = null, retiresAt = null, status = null }, days]) =>
    [...new Set(days)].map((at) => {
      const question = { deprecatedAt, retiresAt, status, at };
      return { name: `lifecycle: ${name} on ${at}`, ...question, lifecycle: answer(question) };
    }),
  );
}

/** The last state that has begun; what ends is retiring until then. */
function answer({ deprecatedAt, retiresAt, status, at }: Question): Lifecycle {
  const day = utcDay(at);
  const has = (date: string | null) => date !== null && date <= day;
  const daysLeft =
    retiresAt === null || has(retiresAt) ? null : dayNumber(retiresAt) - dayNumber(day);
  const end = { retiresAt: daysLeft === null ? null : retiresAt, daysLeft };
  if (has(retiresAt)) return { state: "retired", since: retiresAt, ...end };
  if (has(deprecatedAt)) return { state: "deprecated", since: deprecatedAt, ...end };
  const isSaid = status === "deprecated" && deprecatedAt === null;
  const state = isSaid ? "deprecated" : daysLeft === null ? "live" : "retiring";
  return { state, since: null, ...end };
}

/** Days since the beginning of the calendar, by its rules. */
function dayNumber(day: string): number {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const years = year - 1;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const before = LENGTHS.slice(0, month - 1).reduce((sum, length) => sum + length, 0);
  return years * 365 + leapDays + before + (isLeap && month > 2 ? 1 : 0) + date;
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const MOST_MODELS = 8;
const ANY_DAY = "2026-12-01";

const HAND: readonly (readonly [
  name: string,
  dates: Pick<Model, "deprecatedAt" | "retiresAt" | "status">,
  days: readonly string[],
])[] = [
  ["no date", {}, [ANY_DAY]],
  ["a beta", { status: "beta" }, [ANY_DAY]],
  ["deprecated, nobody knows since when", { status: "deprecated" }, ["2020-01-01", ANY_DAY]],
  [
    "deprecated, a day that is known",
    { deprecatedAt: "2026-06-15" },
    [
      ...["2026-06-14", "2026-06-15", "2026-06-15T00:00Z", "2026-06-14T23:59:59Z"],
      ...["2026-06-14T22:00-02:00", "2026-06-15T01:59+02:00"],
    ],
  ],
  [
    "a day counts more than the word",
    { deprecatedAt: "2026-06-15", status: "deprecated" },
    ["2026-06-14", "2026-06-15"],
  ],
  [
    "retired alone",
    { retiresAt: "2027-03-01" },
    ["2023-12-31", "2026-12-01", "2027-02-28", "2027-03-01", "2027-03-02"],
  ],
  [
    "deprecated, then retired",
    { deprecatedAt: "2026-06-15", retiresAt: "2028-03-01" },
    ["2026-06-14", "2026-06-15", "2028-02-28", "2028-02-29", "2028-03-01"],
  ],
  [
    "both on one day",
    { deprecatedAt: "2026-06-15", retiresAt: "2026-06-15" },
    ["2026-06-14", "2026-06-15"],
  ],
  [
    "deprecated by the word, then retired",
    { status: "deprecated", retiresAt: "2026-12-11" },
    ["2026-12-10", "2026-12-11"],
  ],
  ["a century", { retiresAt: "2100-03-01" }, ["2000-02-29", "2099-12-31", "2100-02-28"]],
];
