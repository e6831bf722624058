import type { Usage } from "./cost-answers.ts";
import { uses } from "./requests.ts";
import type { PriceCase, PriceQuestion } from "./usage-cases.ts";

const MUCH = uses(100_000, 10_000);
const LONG = uses(300_000, 10_000);

/** One usage, asked several times. */
function asked(
  price: string,
  usage: Usage,
  questions: readonly (readonly [name: string, PriceQuestion])[],
): PriceCase[] {
  return questions.map(([name, question]) => [name, price, usage, question]);
}

const conditions: readonly PriceCase[] = [
  ...asked("by percent", MUCH, [
    ["without a tier, what is standard", {}],
    ["the tier default", { serviceTier: "default" }],
    ["the tier standard", { serviceTier: "standard" }],
    ["the region default", { region: "default" }],
    ["the region global", { region: "global" }],
    ["half the price", { serviceTier: "batch" }],
    ["a dearer tier", { serviceTier: "fast" }],
    ["a tier for nothing", { serviceTier: "gift" }],
    ["a third, rounded down", { serviceTier: "odd" }],
    ["a region", { region: "eu" }],
    ["a tier in a region", { serviceTier: "batch", region: "us" }],
    ["a tier that has no percent", { serviceTier: "flex" }],
    ["a tier in capitals is another one", { serviceTier: "Batch" }],
    ["a tier without a name", { serviceTier: "" }],
    ["a tier called like a name of a prototype", { serviceTier: "constructor" }],
    ["a region that has no percent", { region: "asia" }],
    ["a known tier in an unknown region", { serviceTier: "batch", region: "asia" }],
    ["an unknown tier in a known region", { serviceTier: "flex", region: "eu" }],
    ["an unknown tier in an unknown region", { serviceTier: "flex", region: "asia" }],
  ]),
  ...asked("odd, by percent", uses(1, 3), [
    ["percents do not round by themselves", { serviceTier: "half", region: "most" }],
    ["half of it, rounded once", { serviceTier: "half" }],
    ["a quarter of it, rounded once", { serviceTier: "half", region: "half" }],
  ]),
  [
    "a product beyond 100 bits",
    "the dearest, by percent",
    uses(2 ** 53 - 1, 2 ** 53 - 1),
    { serviceTier: "most", region: "most" },
  ],
  [
    "an unknown tier of what is free",
    "free of charge",
    MUCH,
    { serviceTier: "flex", region: "asia" },
  ],
  ["an unknown tier of a subscription", "a flat fee", MUCH, { serviceTier: "flex" }],
  ["an unknown tier at an unknown price", "not known", MUCH, { serviceTier: "flex" }],
  ["searches", "by percent", uses(0, 0, { fees: { webSearch: 3 } })],
  ["no searches", "by percent", uses(1, 1, { fees: { webSearch: 0 } })],
  ["no searches of a kind that has no fee", "by percent", uses(1, 1, { fees: { mapSearch: 0 } })],
  ["searches of a kind that has no fee", "by percent", uses(1, 1, { fees: { mapSearch: 1 } })],
  [
    "the first thing that has no fee",
    "by percent",
    uses(1, 1, { fees: { webSearch: 1, mapSearch: 1, constructor: 1 } }),
  ],
  [
    "a fee called like a name of a prototype",
    "by percent",
    uses(1, 1, { fees: { constructor: 1 } }),
  ],
  ["one thing is rounded down", "by percent", uses(1, 1, { fees: { oddThing: 1 } })],
  [
    "things are summed before they are rounded",
    "by percent",
    uses(1, 1, { fees: { oddThing: 3, fileSearch: 7, webSearch: 2 } }),
  ],
  [
    "no percent of a fee",
    "by percent",
    uses(1000, 1000, { fees: { webSearch: 2 } }),
    { serviceTier: "batch", region: "eu" },
  ],
  [
    "a rate is missed before a fee",
    "by percent",
    uses(1, 1, { cacheReadTokens: 1, fees: { mapSearch: 1 } }),
  ],
  ["fees of what is free", "free of charge", uses(1, 1, { fees: { webSearch: 3 } })],
  ["fees at an unknown price", "not known", uses(1, 1, { fees: { webSearch: 3 } })],

  ...asked("rows of tiers", MUCH, [
    ["a row for a tier", { serviceTier: "priority" }],
    ["a row for a tier whose sizes are its own", { serviceTier: "flex" }],
    ["a percent beside rows", { serviceTier: "batch" }],
    ["a row that is announced", { at: "2027-01-01" }],
    ["a row that is announced for a tier", { at: "2027-01-01", serviceTier: "priority" }],
    ["a tier whose old row goes on", { at: "2027-01-01", serviceTier: "flex" }],
    ["a percent of a row that is announced", { at: "2027-01-01", serviceTier: "batch" }],
  ]),
  ...asked("rows of tiers", LONG, [
    ["long input, standard", {}],
    ["long input by a row with sizes", { serviceTier: "priority" }],
    ["long input by a row whose sizes begin later", { serviceTier: "scale" }],
    ["long input by a row without", { serviceTier: "flex" }],
    ["long input by percent", { serviceTier: "batch" }],
    ["long input by a row that is announced", { at: "2027-01-01" }],
  ]),
  ["at the first size, by percent", "rows of tiers", uses(200_000, 1000), { serviceTier: "batch" }],
  ["past a row's first size", "rows of tiers", uses(100_001, 0), { serviceTier: "priority" }],
  ...asked("rows of regions", MUCH, [
    ["a row for a region", { region: "eu" }],
    ["a percent for a region beside rows", { region: "us" }],
    ["a row for a tier in a region", { region: "eu", serviceTier: "priority" }],
    ["a percent of the row of a region", { region: "eu", serviceTier: "batch" }],
    ["a tier has no row in this region", { region: "eu", serviceTier: "flex" }],
    ["a tier has a row in no region", { serviceTier: "flex" }],
    ["a tier has a row in another region", { serviceTier: "priority" }],
    ["a tier has no row here, and no percent", { region: "us", serviceTier: "flex" }],
  ]),
];

const times: readonly PriceCase[] = [
  ...asked("a promotion", MUCH, [
    ["a minute before it begins", { at: "2026-08-16T15:59Z" }],
    ["a thousandth of a second before it begins", { at: "2026-08-16T15:59:59.999Z" }],
    ["when it begins", { at: "2026-08-16T16:00Z" }],
    ["when it begins, elsewhere", { at: "2026-08-17T01:00+09:00" }],
    ["before it begins, elsewhere", { at: "2026-08-16T12:29-03:30" }],
    ["at noon of the day on which it begins", { at: "2026-08-16" }],
    ["the day after it begins", { at: "2026-08-17" }],
    ["on its last day", { at: "2026-08-31" }],
    ["a second before it ends", { at: "2026-08-31T23:59:59Z" }],
    ["when it ends", { at: "2026-09-01T00:00:00Z" }],
    ["at noon of the day on which it ends", { at: "2026-09-01" }],
  ]),
  ...asked("until the second", MUCH, [
    ["before a second", { at: "2026-08-16T16:00:29Z" }],
    ["at a second", { at: "2026-08-16T16:00:30Z" }],
    ["within a second", { at: "2026-08-16T16:00:30.9Z" }],
    ["after a second", { at: "2026-08-16T16:00:31Z" }],
  ]),
  ...asked("peak", MUCH, [
    ["before the peak on a Monday", { at: "2026-09-21T00:59:59Z" }],
    ["the peak begins on a Monday", { at: "2026-09-21T01:00Z" }],
    ["the peak's last second", { at: "2026-09-21T03:59:59Z" }],
    ["the peak is over", { at: "2026-09-21T04:00Z" }],
    ["the second peak", { at: "2026-09-21T06:00:00Z" }],
    ["a day alone is noon, and no peak", { at: "2026-09-21" }],
    ["the peak on a Friday", { at: "2026-09-25T02:00Z" }],
    ["no peak on a Saturday", { at: "2026-09-26T02:00Z" }],
    ["no peak on a Sunday", { at: "2026-09-27T02:00Z" }],
    ["a Sunday elsewhere, a Monday in UTC", { at: "2026-09-20T22:30-03:00" }],
    ["a Monday elsewhere, a Sunday in UTC", { at: "2026-09-28T07:30+08:00" }],
    ["no peak on a holiday", { at: "2026-10-01T02:00Z" }],
    ["a peak before the holiday", { at: "2026-09-30T02:00Z" }],
    ["half the price at the peak", { at: "2026-09-21T02:00Z", serviceTier: "batch" }],
    ["half the price off peak", { at: "2026-09-21T05:00Z", serviceTier: "batch" }],
    ["a leap day that is a Tuesday", { at: "2028-02-29T02:00Z" }],
    ["the day after a leap day", { at: "2028-03-01T02:00Z" }],
    ["the last day of a century's first year", { at: "2100-12-31T02:00Z" }],
    ["a Friday before 1970", { at: "1969-12-26T02:00Z" }],
  ]),
  ...asked("at night", MUCH, [
    ["a minute before night", { at: "2026-09-21T16:29Z" }],
    ["night begins", { at: "2026-09-21T16:30Z" }],
    ["a minute before midnight", { at: "2026-09-21T23:59Z" }],
    ["midnight", { at: "2026-09-22T00:00Z" }],
    ["the last minute of the night", { at: "2026-09-22T00:29:59Z" }],
    ["night is over", { at: "2026-09-22T00:30Z" }],
  ]),
  ...asked("on Friday night", MUCH, [
    ["Friday before midnight", { at: "2026-09-25T23:00Z" }],
    ["after midnight it is Saturday", { at: "2026-09-26T01:00Z" }],
    ["Friday in the first hours", { at: "2026-09-25T01:00Z" }],
  ]),
  ...asked("in the evening", MUCH, [
    ["before the evening", { at: "2026-09-21T17:59Z" }],
    ["until midnight", { at: "2026-09-21T23:59:59Z" }],
    ["not after midnight", { at: "2026-09-22T00:00Z" }],
  ]),
  ...asked("at any hour", MUCH, [["hours that end where they begin", { at: "2026-09-21T04:59Z" }]]),
  ...asked("on Sunday", MUCH, [
    ["a Saturday", { at: "2026-09-26" }],
    ["a Sunday", { at: "2026-09-27" }],
    ["a Monday", { at: "2026-09-28" }],
  ]),
  ...asked("the later row is the dearer one", MUCH, [
    ["neither row", { at: "2026-05-01T18:00Z" }],
    ["the first row alone", { at: "2026-06-01T18:00Z" }],
    ["the second row alone", { at: "2026-05-01" }],
    ["both: the dearer one counts", { at: "2026-06-01" }],
  ]),
  ...asked("the later row is the cheaper one", MUCH, [
    ["both: the cheaper one counts", { at: "2026-06-01" }],
  ]),
  ...asked("unknown but for rows", MUCH, [
    ["unknown until it is not", { at: "2026-05-31" }],
    ["known for a while", { at: "2026-06-01" }],
    ["unknown again", { at: "2026-12-31" }],
    ["known for a tier", { at: "2026-05-31", serviceTier: "batch" }],
    ["unknown for another tier", { at: "2026-05-31", serviceTier: "flex" }],
    ["known, but not for another tier", { at: "2026-06-01", serviceTier: "flex" }],
  ]),
  ["long input where there are no sizes", "unknown but for rows", LONG, { at: "2026-06-01" }],
  ...asked("free until 2027", MUCH, [
    ["free until it is not", { at: "2026-12-31" }],
    ["not free any more", { at: "2027-01-01" }],
    ["a tier of what is not free any more", { at: "2027-01-01", serviceTier: "flex" }],
  ]),
  ...asked("cut in July", MUCH, [
    ["since the cut", { at: "2026-07-31" }],
    ["when it was cut, without history", { at: "2026-07-31T00:00Z" }],
    ["when it was cut", { at: "2026-07-31T00:00Z", history: true }],
    ["a second before the cut, without history", { at: "2026-07-30T23:59:59Z" }],
    ["a second before the cut", { at: "2026-07-30T23:59:59Z", history: true }],
    ["when the oldest price began", { at: "2026-03-01T00:00Z", history: true }],
    ["before the oldest price", { at: "2026-02-28T23:59:59Z", history: true }],
    ["long before the oldest price, without history", { at: "2024-01-01" }],
    ["a past night", { at: "2026-07-01T03:00Z", history: true }],
    ["a past tier", { at: "2026-04-30", history: true, serviceTier: "priority" }],
    ["a past tier that is over", { at: "2026-05-01", history: true, serviceTier: "priority" }],
    ["a past tier before all", { at: "2026-01-01", history: true, serviceTier: "priority" }],
    ["a percent of a past price", { at: "2026-06-15", history: true, serviceTier: "batch" }],
    ["a past price in a region", { at: "2026-06-15", history: true, region: "eu" }],
    [
      "a percent before the oldest price",
      { at: "2026-01-01", history: true, serviceTier: "batch" },
    ],
    ["a row of today held then", { at: "2026-06-15", history: true, serviceTier: "fast" }],
    ["history does not change today's price", { history: true }],
    ["an announced price, with history", { at: "2027-01-01", history: true }],
  ]),
  ...asked("free since July", MUCH, [
    ["free now", {}],
    ["not free then, without history", { at: "2026-07-30" }],
    ["not free then", { at: "2026-07-30", history: true }],
  ]),
  ...asked("unknown since July", MUCH, [
    ["known then", { at: "2026-07-31T15:59Z", history: true }],
    ["unknown now", { at: "2026-07-31T16:00Z", history: true }],
    ["unknown before", { at: "2026-06-30", history: true }],
  ]),
  ...asked("one tier since July", MUCH, [
    ["a past price of one tier leaves the others as they are", { at: "2026-07-30", history: true }],
    ["what was known of a tier", { at: "2026-07-30", history: true, serviceTier: "priority" }],
  ]),
  ["a history without this model", "by percent", MUCH, { at: "2020-01-01", history: true }],
];

/** Questions about when and for what prices hold. */
export const conditionCases: readonly PriceCase[] = [...conditions, ...times];
