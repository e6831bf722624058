import { expect, it } from "vitest";
import { createProgress, type ProgressClock } from "../src/terminal/progress.ts";

const ERASE = "\r\u001B[K";

/** A terminal, and a clock that goes on when it is told to. */
function watched(
  changes: { isTTY?: boolean; columns?: number; isQuiet?: boolean; begun?: number } = {},
) {
  const { isTTY = true, columns = 80, isQuiet = false, begun = 100 } = changes;
  const written: string[] = [];
  const ticks = new Set<() => void>();
  let time = begun;
  const clock: ProgressClock = {
    now: () => time,
    every: (_, tick) => {
      ticks.add(tick);
      return () => ticks.delete(tick);
    },
  };
  const write = (text: string) => written.push(text);
  return {
    written,
    ticks,
    progress: createProgress({ isTTY, columns, write }, { isQuiet, clock }),
    second() {
      time += 1000;
      for (const tick of ticks) tick();
    },
  };
}

it("shows nothing of what is over within a second", () => {
  const { progress, written, ticks } = watched();
  progress("reading api.json")();
  expect(written).toEqual([]);
  expect(ticks.size).toBe(0);
});

it("counts seconds, and wipes its line", () => {
  const { progress, written, second } = watched();
  const done = progress("reading api.json");
  second();
  second();
  done();
  second();
  done();
  expect(written).toEqual([
    `${ERASE}reading api.json … 1 s`,
    `${ERASE}reading api.json … 2 s`,
    ERASE,
  ]);
});

it.each([
  ["that lets no clock tick", { begun: 100 }, true],
  ["that begins when somebody has waited already", { begun: 1000 }, false],
])("shows work at once %s", (_, changes, isLong) => {
  const { progress, written } = watched(changes);
  progress("checking", isLong)();
  expect(written).toEqual([`${ERASE}checking …`, ERASE]);
});

it("stays within a line, and lets no text act on the terminal", () => {
  const { progress, written } = watched({ columns: 20 });
  progress("reading \u001B[2J of a very long name", true);
  expect(written).toEqual([`${ERASE}reading \\u001b[2J o`]);
});

it.each([{ isTTY: false }, { isQuiet: true }])("is silent with %j", (changes) => {
  const { progress, written, second } = watched(changes);
  const done = progress("checking", true);
  second();
  done();
  expect(written).toEqual([]);
});
