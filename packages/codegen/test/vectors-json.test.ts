import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { vectorsJson } from "../src/emit/vectors/vectors-json.ts";
import type { PublishedVectors, Vector } from "../src/emit/vectors/vectors-shape.ts";
import type { Model } from "../src/layers/model.ts";
import { rateNames } from "../src/layers/rates.ts";
import { check } from "../src/pipeline/generate.ts";
import { deriveProtocol, deriveTransport } from "../src/registry/derive.ts";
import type { Registry } from "../src/registry/model.ts";
import { money } from "../src/text/numbers.ts";
import { ROOT } from "./support/cli.ts";
import { fixture, inputsOf, readTexts, type Texts } from "./support/fixtures.ts";

/** Keys of a cost that has nothing to say there. */
const NOTHING = {
  total: null,
  currency: null,
  parts: null,
  row: null,
  reason: null,
  missing: null,
};

const OPTIONS = { contentHash: "sha256-0", typesModule: "@kei/registry" };

function registryOf(texts: Texts): Registry {
  const { registry, diagnostics } = check(inputsOf(texts), undefined);
  if (registry === undefined) throw new Error(diagnostics[0]?.message);
  return registry;
}

async function textOf(registry: Registry, path = "vectors.json"): Promise<string> {
  const files = await vectorsJson.emit(registry, OPTIONS);
  return files.find((file) => file.path === path)?.text ?? "";
}

const vectorsOf = async (registry: Registry): Promise<PublishedVectors> =>
  JSON.parse(await textOf(registry));

const ours = registryOf(readTexts(join(ROOT, "registry")));
const lists = ({ schemaVersion, contentHash, ...rest }: PublishedVectors) => Object.values(rest);
const named = <K extends { name: string }>(list: readonly K[], name: string): K => {
  const found = list.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no vector is called ${name}`);
  return found;
};

describe("vectors.json", () => {
  it("follows its schema, key by key", async () => {
    const schema = JSON.parse(await textOf(ours, "vectors.schema.json"));
    const formats = { date: /^\d{4}-\d\d-\d\d$/ };
    const validate = new Ajv({ strict: true, strictRequired: false, formats }).compile(schema);
    const vectors = await vectorsOf(ours);
    expect(validate(vectors), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...vectors, extra: [] })).toBe(false);
  });

  it("has at least 500 vectors of ours, each with a name of its own", async () => {
    const names = lists(await vectorsOf(ours)).flatMap((list) => list.map(({ name }) => name));
    expect(names.length).toBeGreaterThanOrEqual(500);
    expect(new Set(names).size).toBe(names.length);
  });

  it("has what the Rust router's own tests assert", async () => {
    const { cost, modelsOf } = await vectorsOf(ours);
    const total = (name: string) => named(cost, name).cost;
    expect(total("router: 100k in and 50k out")).toMatchObject({ total: "105000000" });
    expect(total("router: 1M in")).toMatchObject({ total: "500000000" });
    expect(total("router: 1M out")).toMatchObject({ total: "500000000" });
    expect(total("cost does-not-exist is unknown")).toMatchObject({
      kind: "unknown",
      reason: "model",
      missing: "does-not-exist",
      total: null,
    });
    const { refs } = named(modelsOf, 'modelsOf "anthropic" on 2026-12-01T12:00Z');
    const climbed = ["claude-haiku-4-5", "claude-sonnet-4-6", "claude-opus-4-7"];
    expect(refs.filter((ref) => climbed.includes(ref.slice("anthropic/".length)))).toEqual(
      climbed.map((id) => `anthropic/${id}`),
    );
  });

  // By hand, from the rates of the case: the emitter's own arithmetic is not asked.
  it.each([
    ["nothing used", "0", "0"],
    ["one token in", "300", "0"],
    ["one token out", "0", "1500"],
    // 80,000 × 300 + 20,000 × 30
    ["a cache read", "24600000", "0"],
    // 80,000 × 300 + 20,000 × 375
    ["a five-minute cache written", "31500000", "0"],
    // 80,000 × 300 + 20,000 × 600
    ["a one-hour cache written", "36000000", "0"],
    // 10,000 × 300 + 20,000 × 30 + 30,000 × 375 + 40,000 × 600, and 50,000 × 1,500
    ["every cache at once", "38850000", "75000000"],
    ["the whole input from a cache", "3000000", "0"],
    ["sides round down by themselves", "0", "0"],
    ["parts of the input are summed before they are rounded", "1", "0"],
    ["a product beyond 64 bits", "2700000000000000", "13500000000000000"],
    ["the largest count of tokens", "9007199254", "9007199254"],
    ["no cache used, so its price is not missed", "3000", "15000"],
    ["input without a price of its own", "0", "5"],
    ["at the border of a tier", "60000000", "1500000"],
    ["past the border of a tier: all of it", "120000600", "2250000"],
    ["past the border by cached tokens", "12000060", "2250000"],
    ["long output does not lift the tier", "300000", "1350000000"],
    ["at the border of the highest tier", "300000000", "2250000"],
    ["past the border of the highest tier", "450000900", "3000000"],
    ["reasoning is output, and costs as much", "0", "1500000"],
    // 35,958 × 300, 18,997 × 30, 5,001 × 90, 6,002 × 25, 7,003 × 400, 8,004 × 375, 9,005 × 600,
    // 1,006 × 450, 2,007 × 700, 3,008 × 900, 4,009 × 250; 1,967 × 1,500, 5,010 × 2,000, 1,011 × 3,200,
    // 2,012 × 4,000
    ["every part at once", "28730200", "24253700"],
  ])("costs %s", async (name, input, output) => {
    const { cost } = named((await vectorsOf(ours)).costAt, name);
    const total = String(BigInt(input) + BigInt(output));
    expect(cost).toEqual({
      ...NOTHING,
      kind: "known",
      total,
      parts: { input, output, fees: "0" },
      row: "standard",
    });
  });

  // By hand as well: prices by when and for what they hold. 100,000 tokens in and 10,000 out.
  it.each([
    ["half the price", "standard × 50 %", "22500000"],
    ["a tier in a region", "standard × 90 % × 50 %", "20250000"],
    ["a tier for nothing", "standard × 0 %", "0"],
    // 100 × 19,800 and 10 × 50, rounded down: 1,999,999 and 2,999,997 by 1,000,000, each by 100 by ½
    ["percents do not round by themselves", "standard × 10000 % × 50 %", "248"],
    ["a row for a tier in a region", "service_tier=priority region=eu", "16000000"],
    ["a percent of the row of a region", "region=eu × 50 %", "8580000"],
    ["a row that is announced", "from=2027-01-01", "3200000"],
    ["when it begins, elsewhere", "from=2026-08-16T16:00Z to=2026-09-01", "3200000"],
    ["before it begins, elsewhere", "standard", "16000000"],
    ["a second before it ends", "from=2026-08-16T16:00Z to=2026-09-01", "3200000"],
    ["when it ends", "standard", "16000000"],
    ["no peak on a holiday", "standard", "8580000"],
    ["after midnight it is Saturday", "standard", "17160000"],
    ["the last minute of the night", "utc_hours=16:30-00:30", "3200000"],
    ["both: the dearer one counts", "utc_hours=08:00-16:00", "17160000"],
    ["both: the cheaper one counts", "from=2026-06-01", "3200000"],
    ["since the cut", "standard", "3200000"],
    ["a second before the cut", "from=2026-03-01 to=2026-07-31", "16000000"],
    ["a past night", "from=2026-06-01 to=2026-07-31 utc_hours=00:00-06:00", "13000000"],
    ["a percent of a past price", "from=2026-03-01 to=2026-07-31 × 50 %", "8000000"],
  ])("costs %s: %s", async (name, row, total) => {
    const { cost } = named((await vectorsOf(ours)).costAt, name);
    expect(cost).toMatchObject({ kind: "known", row, total });
  });

  it.each([
    ["searches", "3000000"],
    ["one thing is rounded down", "0"],
    // 3 × 500, 7 × 250,000,000, 2 × 1,000,000,000
    ["things are summed before they are rounded", "3750001"],
    ["no percent of a fee", "2000000"],
  ])("bills %s", async (name, fees) => {
    const { cost } = named((await vectorsOf(ours)).costAt, name);
    expect(cost).toMatchObject({ kind: "known", parts: { fees } });
  });

  it.each([
    ["a cache read at an unknown price", "rate", "cacheRead"],
    ["a five-minute cache at an unknown price", "rate", "cacheWrite5m"],
    ["a one-hour cache at an unknown price", "rate", "cacheWrite1h"],
    ["every cache at an unknown price: the first one is missed", "rate", "cacheRead"],
    ["a tier without the price of a cache", "rate", "cacheRead"],
    ["audioInputTokens without a rate of their own", "rate", "inputAudio"],
    ["a cache without a lifetime, written for an hour", "rate", "cacheWrite1h"],
    ["a cache of an hour, written for a time that is not said", "rate", "cacheWrite"],
    ["an unknown price", "price", null],
    ["before the oldest price", "price", "2026-02-28"],
    ["a second before the cut, without history", "price-history", null],
    ["a tier that has no percent", "service-tier", "flex"],
    ["an unknown tier in an unknown region", "region", "asia"],
    ["long input by percent", "long-input", "standard × 50 %"],
    ["long input by a row without", "long-input", "service_tier=flex"],
    ["the first thing that has no fee", "fee", "mapSearch"],
  ])("does not know the cost of %s", async (name, reason, missing) => {
    const { cost } = named((await vectorsOf(ours)).costAt, name);
    expect(cost).toEqual({ ...NOTHING, kind: "unknown", reason, missing });
  });

  it.each([
    "more cached than came in",
    "more cached than came in, for free",
    "more cached than came in, at an unknown price",
    "more reasoning than came out",
    "more reasoning than came out, for free",
    "more reasoning than came out, at an unknown price",
    "more sound and pictures than came in",
    "more cached sound and pictures than were cached",
    'no time: "2026-02-30"',
    'no time: "2026-07-15T12:00"',
  ])("has no cost for %s", async (name) => {
    const { cost } = named((await vectorsOf(ours)).costAt, name);
    expect(cost).toEqual({ ...NOTHING, kind: "invalid" });
  });

  it("has the currency in which the provider bills, or the one that is given", async () => {
    const { cost, costAt } = await vectorsOf(ours);
    const known = cost.filter((each) => each.cost.kind === "known");
    expect(new Set(known.map((each) => each.cost.currency))).toEqual(new Set(["USD"]));
    expect(named(costAt, "in EUR")).toMatchObject({ currency: "EUR", cost: { currency: "EUR" } });
    expect(named(costAt, "free, in EUR").cost).toMatchObject({ kind: "free", currency: null });
  });

  it("has amounts of money as kei prints them", async () => {
    const { money: vectors } = await vectorsOf(ours);
    expect(vectors.length).toBeGreaterThan(40);
    for (const { amount, currency, text } of vectors) {
      expect(money(BigInt(amount), currency)).toBe(text);
    }
  });

  it("asks about every kind of price, reason, state and source", async () => {
    const { cost, costAt, lifecycle, resolve } = await vectorsOf(ours);
    const kinds = (list: readonly (Vector<"cost"> | Vector<"costAt">)[]) => [
      ...new Set(list.map((each) => each.cost.reason ?? each.cost.kind)),
    ];
    const ofRegistry = ["free", "invalid", "known", "model", "price", "rate", "subscription"];
    expect(kinds(cost)).toEqual(expect.arrayContaining(ofRegistry));
    const given = [
      ...["free", "invalid", "known", "subscription"],
      ...["price", "price-history", "rate", "service-tier", "region", "long-input", "fee"],
    ];
    expect(kinds(costAt).sort()).toEqual(given.sort());
    const missed = new Set(
      costAt.flatMap((each) => (each.cost.reason === "rate" ? each.cost.missing : [])),
    );
    // Input, output, and what costs as much where it has no rate.
    const never = ["input", "output", "reasoning", "inputImage"];
    expect(rateNames.filter((rate) => !missed.has(rate))).toEqual(never);
    expect(new Set(lifecycle.map((each) => each.lifecycle.state)).size).toBe(4);

    const { resolve: dated } = await vectorsOf(registryOf(fixture("good", "dated")));
    const steps = resolve.flatMap(({ resolution }) => resolution.steps);
    const reasons = [...new Set(steps.map(({ reason }) => reason))];
    expect(reasons).toEqual(
      expect.arrayContaining([
        ...[null, "unknown-provider", "unknown-model", "deprecated", "other-transport"],
        ...["missing-key", "repeated"],
      ]),
    );
    const ended = dated.flatMap(({ resolution }) => resolution.steps);
    expect(ended.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(["deprecated", "retired", "refuses"]),
    );
    expect(new Set(steps.map(({ source, outcome }) => `${source} ${outcome}`)).size).toBe(11);
    const { auth } = await vectorsOf(registryOf(fixture("good", "everything")));
    expect(new Set(auth.map((each) => each.auth.in))).toEqual(new Set(["header", "query", "none"]));
    expect(new Set(resolve.map(({ resolution }) => resolution.kind)).size).toBe(3);
  });

  it("leads on to the successors of what has ended, step by step", async () => {
    const { resolve } = await vectorsOf(registryOf(fixture("good", "dated")));
    const textsOf = (name: string) => named(resolve, name).resolution.steps.map(({ text }) => text);
    expect(textsOf("resolve: pinned to maker/first on 2027-08-01").slice(0, 3)).toEqual([
      'the pinned model "maker/first" is skipped: it has been retired since 2027-06-01; use maker/second',
      'the successor of maker/first, "maker/second" is skipped: it has been retired since 2027-08-01; use maker/third',
      'the successor of maker/second, "maker/third" is chosen',
    ]);
    expect(textsOf("resolve caller on 2026-12-11").slice(0, 2)).toEqual([
      'the default "maker/coming" is skipped: it has been retired since 2026-12-11; use rival/strict',
      'the successor of maker/coming, "rival/strict" is skipped: the profile requires tools, which it refuses',
    ]);
  });

  it("states protocols and transports as the pipeline derives them", async () => {
    const { derive } = await vectorsOf(ours);
    for (const { endpoint, authScheme, routed, protocol, transport } of derive) {
      const written = {
        endpoint,
        auth_scheme: authScheme as "bearer",
        routes_to: routed ? ["target"] : undefined,
      };
      expect(deriveProtocol(written) ?? null, endpoint).toBe(protocol);
      expect(deriveTransport(written), endpoint).toBe(transport);
    }
  });

  it.each(["minimal", "empty", "everything", "inline", "dated"])(
    "is made of the registry %s",
    async (name) => {
      const registry = registryOf(fixture("good", name));
      expect(await textOf(registry)).toBe(await textOf(structuredClone(registry)));
      for (const list of lists(await vectorsOf(registry))) {
        expect(list.length > 0 || name === "empty" || name === "inline").toBe(true);
      }
    },
  );

  it("does not grow with the registry, and moves little when a model comes", async () => {
    const copy = (model: Model, n: number): Model => ({
      ...model,
      ref: `${model.ref}-${n}`,
      id: `${model.id}-${n}`,
      slug: `${model.slug}-${n}`,
      aliases: [],
    });
    const many = {
      ...ours,
      models: ours.models.flatMap((m) => [m, ...[1, 2, 3, 4].map((n) => copy(m, n))]),
    };
    const [before, grown] = [await textOf(ours), await textOf(many)];
    expect(grown.length).toBeLessThan(before.length * 1.5);

    const first = ours.models[0] as Model;
    const more = { ...ours, models: [first, copy(first, 9), ...ours.models.slice(1)] };
    const lines = new Set(before.split("\n"));
    const moved = (await textOf(more)).split("\n").filter((line) => !lines.has(line));
    expect(moved.length).toBeLessThan(40);
  });

  it("is what the repository holds", async () => {
    const held = readFileSync(join(ROOT, "packages/registry/data/vectors.json"), "utf8");
    const { contentHash } = JSON.parse(held);
    const [file] = await vectorsJson.emit(ours, { ...OPTIONS, contentHash });
    expect(file?.text).toBe(held);
  });
});
