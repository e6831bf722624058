import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { vectorsJson } from "../src/emit/vectors/vectors-json.ts";
import type { PublishedVectors, Vector } from "../src/emit/vectors/vectors-shape.ts";
import type { Model } from "../src/layers/model.ts";
import { check } from "../src/pipeline/generate.ts";
import { deriveProtocol, deriveTransport } from "../src/registry/derive.ts";
import type { Registry } from "../src/registry/model.ts";
import { money } from "../src/text/numbers.ts";
import { ROOT } from "./support/cli.ts";
import { fixture, inputsOf, readTexts, type Texts } from "./support/fixtures.ts";

const OPTIONS = { contentHash: "sha256-0", typesModule: "@kei/registry" };

function registryOf(texts: Texts): Registry {
  const { registry, diagnostics } = check(inputsOf(texts), "9999-12-31");
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
    const validate = new Ajv({ strict: true, strictRequired: false }).compile(schema);
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
      missing: "model",
      total: null,
    });
    const { refs } = named(modelsOf, 'modelsOf "anthropic"');
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
  ])("costs %s", async (name, input, output) => {
    const { cost } = named((await vectorsOf(ours)).costAt, name);
    const total = String(BigInt(input) + BigInt(output));
    expect(cost).toEqual({
      kind: "known",
      total,
      currency: null,
      parts: { input, output },
      missing: null,
    });
  });

  it.each([
    ["a cache read at an unknown price", "unknown", "cacheRead"],
    ["a five-minute cache at an unknown price", "unknown", "cacheWrite5m"],
    ["a one-hour cache at an unknown price", "unknown", "cacheWrite1h"],
    ["every cache at an unknown price: the first one is missed", "unknown", "cacheRead"],
    ["a tier without the price of a cache", "unknown", "cacheRead"],
    ["an unknown price", "unknown", "price"],
    ["more cached than came in", "invalid", null],
    ["more cached than came in, for free", "invalid", null],
    ["more cached than came in, at an unknown price", "invalid", null],
    ["more reasoning than came out", "invalid", null],
    ["more reasoning than came out, for free", "invalid", null],
    ["more reasoning than came out, at an unknown price", "invalid", null],
  ])("has no cost for %s", async (name, kind, missing) => {
    const { cost } = named((await vectorsOf(ours)).costAt, name);
    expect(cost).toEqual({ kind, missing, total: null, currency: null, parts: null });
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

  it("asks about every kind of price, tier, reason and source that the registry has", async () => {
    const { cost, costAt, resolve, auth } = await vectorsOf(ours);
    const kinds = (list: readonly (Vector<"cost"> | Vector<"costAt">)[]) =>
      [...new Set(list.map((each) => each.cost.missing ?? each.cost.kind))].sort();
    expect(kinds(cost)).toEqual(
      [
        "cacheRead",
        "cacheWrite5m",
        "free",
        "invalid",
        "known",
        "model",
        "price",
        "subscription",
      ].sort(),
    );
    expect(kinds(costAt)).toEqual(
      [
        ...["cacheRead", "cacheWrite1h", "cacheWrite5m", "free", "invalid", "known"],
        ...["price", "subscription"],
      ].sort(),
    );
    const steps = resolve.flatMap(({ resolution }) => resolution.steps);
    expect(new Set(steps.map(({ reason }) => reason))).toEqual(
      new Set([
        null,
        ...["unknown-provider", "unknown-model", "deprecated", "other-transport"],
        ...["missing-key", "repeated"],
      ]),
    );
    expect(new Set(steps.map(({ source, outcome }) => `${source} ${outcome}`)).size).toBe(11);
    expect(new Set(auth.map((each) => each.auth.in))).toEqual(new Set(["header", "query", "none"]));
    expect(new Set(resolve.map(({ resolution }) => resolution.kind)).size).toBe(3);
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

  it.each(["minimal", "empty", "everything", "inline"])(
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
