import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { emitters, generate } from "@kei/codegen";
import { afterAll, describe, expect, it } from "vitest";
import vectors from "../data/vectors.json" with { type: "json" };
import * as packaged from "../src/index.ts";
import {
  authOf,
  type BareCost,
  type Cost,
  contentHash,
  costAt,
  createRegistry,
  formatMoney,
  isLive,
  lifecycleOf,
  type Model,
  type ModelQuery,
  type Price,
  type PriceRow,
  type ResolveOptions,
  schemaVersion,
  type Usage,
} from "../src/index.ts";
import { type LoadedRegistry, loadRegistry, RegistryError } from "../src/load.ts";
import { history, type PriceHistory } from "../src/price-history.ts";

const FIXTURES = fileURLToPath(new URL("../../codegen/test/fixtures/good", import.meta.url));

/** What the imported JSON is too large for TypeScript to say. */
interface Step {
  readonly source: string;
  readonly written: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly ref: string | null;
  readonly modelRef: string | null;
  readonly text: string;
}

type Resolve = (typeof vectors.resolve)[number];

type Vectors = Omit<typeof vectors, "resolve" | "prices"> & {
  readonly prices: readonly {
    readonly name: string;
    readonly price: object;
    readonly history: readonly object[];
  }[];
  readonly resolve: readonly (Omit<Resolve, "resolution" | "env"> & {
    readonly env: Readonly<Record<string, string>> | null;
    readonly resolution: { readonly kind: string; readonly steps: readonly Step[] };
  })[];
};

type LookUps = Pick<
  LoadedRegistry,
  "cost" | "estimate" | "findModels" | "findProvider" | "modelsOf" | "resolveProfile"
>;

/** A registry in TOML, and the vectors that `kei gen` writes for it. */
async function fixture(
  name: string,
): Promise<[string, LookUps, Vectors, PriceHistory | undefined]> {
  const dir = join(FIXTURES, name);
  const input = (path: string) => {
    const file = join(dir, path);
    return { path, bytes: existsSync(file) ? readFileSync(file) : new Uint8Array() };
  };
  const { files } = await generate(
    {
      provider: input("providers.toml"),
      model: input("models.toml"),
      profile: input("agent-profiles.toml"),
      price: input("prices.toml"),
      source: input("sources.toml"),
      dispute: input("disputes.toml"),
    },
    { today: undefined, emitters, typesModule: "@kei/registry" },
  );
  const text = files.find(({ path }) => path === "vectors.json")?.text ?? "";
  const { providers, models, modelAliases, profiles, history } = await loadRegistry({ dir });
  // Without the history, which a registry from a folder has at hand: vectors ask without it, too.
  const registry = createRegistry({ providers, models, modelAliases, profiles });
  return [name, registry, JSON.parse(text), history];
}

/** Without what is `null` or empty, at any depth: absence as this package has it. */
function present(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(present);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) =>
      each === null || (Array.isArray(each) && each.length === 0) ? [] : [[key, present(each)]],
    ),
  );
}

const NOTHING = {
  total: null,
  currency: null,
  parts: null,
  row: null,
  reason: null,
  missing: null,
};

/** A cost as the vectors have it. */
function published(cost: Cost | BareCost) {
  const text = JSON.stringify(cost, (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
  const { parts = null, ...rest } = JSON.parse(text);
  return { ...NOTHING, ...rest, parts: parts && { fees: "0", ...parts } };
}

/** What is answered; what throws is `invalid`. */
function answered<T>(ask: () => T): T | "invalid" {
  try {
    return ask();
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return "invalid";
  }
}

const INVALID = { ...NOTHING, kind: "invalid" };

function costAnswered(ask: () => Cost | BareCost) {
  const cost = answered(ask);
  return cost === "invalid" ? INVALID : published(cost);
}

/** What decides between prices. */
interface Conditions {
  readonly at: string;
  readonly serviceTier: string | null;
  readonly region: string | null;
  readonly history: boolean;
}

/** As options have it. */
function optionsOf<H>({ at, serviceTier, region, history }: Conditions, past: H) {
  return {
    at,
    serviceTier: serviceTier ?? undefined,
    region: region ?? undefined,
    history: history ? past : undefined,
  };
}

it("vectors.json is about these facts, and has many", () => {
  expect(vectors).toMatchObject({ contentHash, schemaVersion });
  const lists = Object.values(vectors).filter((list) => Array.isArray(list));
  const names = lists.flat().map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(500);
  expect(new Set(names).size).toBe(names.length);
});

it("other registries ask what ours cannot: of parents, and of ids that several models have", async () => {
  const [, , { resolve }] = await fixture("namesakes");
  const steps = resolve.flatMap(({ resolution }) => resolution.steps);
  const texts = steps.filter(({ reason }) => reason === "ambiguous").map(({ text }) => text);
  expect(texts).toContain(
    'the pinned model "both" is skipped: "both" is the id of several models: write maker/both or maker-cloud/both or rival/both',
  );
  expect(texts).toContain(
    'the pinned model "gateway/both" is skipped: "both" is the id of several models: write gateway/maker/both or gateway/rival/both',
  );
  expect(steps).toContainEqual(
    expect.objectContaining({ ref: "maker-cloud/itself", modelRef: "maker/itself" }),
  );
});

describe.each<[string, LookUps, Vectors, PriceHistory | undefined]>([
  ["ours", packaged, vectors, history],
  await fixture("everything"),
  await fixture("namesakes"),
  await fixture("dated"),
])("@kei/registry agrees with the vectors of %s", (_, registry, vectors, past) => {
  const { cost: costOf, estimate: estimateOf, findProvider, modelsOf, resolveProfile } = registry;
  const { findModels } = registry;

  it.each(vectors.cost)("$name", ({ ref, usage, cost, ...asked }) => {
    expect(costAnswered(() => costOf(ref, usage as Usage, optionsOf(asked, past)))).toEqual(cost);
  });

  it.each(vectors.estimate)("$name", ({ ref, estimate, ...asked }) => {
    const got = answered(() => estimateOf(ref, asked, optionsOf(asked, past)));
    const costs = (of: "perRequest" | "total") =>
      got === "invalid" ? INVALID : published(got[of]);
    const exceeds = got === "invalid" ? null : (got.exceeds ?? null);
    expect({ perRequest: costs("perRequest"), total: costs("total"), exceeds }).toEqual(estimate);
  });

  it.each(vectors.modelsOf)("$name", ({ provider, at, refs }) => {
    expect(modelsOf(provider, { at }).map(({ ref }) => ref)).toEqual(refs);
  });

  it.each(vectors.findModels)("$name", ({ refs, name: _name, ...asked }) => {
    const { capabilities, refuses, inputTokens, outputTokens, ...rest } = asked;
    const words = [
      ...capabilities.map((word) => [word, true]),
      ...refuses.map((word) => [word, false]),
    ];
    const query = { ...(present(rest) as ModelQuery), ...Object.fromEntries(words) };
    const usage = { inputTokens, outputTokens };
    expect(findModels({ ...query, usage }).map(({ ref }) => ref)).toEqual(refs);
  });

  it.each(vectors.lifecycle)("$name", ({ at, lifecycle, name: _name, ...dates }) => {
    const model = present(dates) as Pick<Model, "deprecatedAt" | "retiresAt" | "status">;
    const { state } = lifecycle;
    expect(lifecycleOf(model, at)).toEqual(present(lifecycle));
    expect(isLive(model, at)).toBe(state === "live" || state === "retiring");
  });

  it.each(vectors.resolve)("$name", ({ profile, at, resolution: want, ...asked }) => {
    const { pinned, userOverride, env } = asked;
    const options = {
      at,
      pinned: pinned ?? undefined,
      userOverride: present(userOverride ?? undefined) as ResolveOptions["userOverride"],
      env: env ?? undefined,
    };
    const got = resolveProfile(profile, options);
    expect(got.kind).toBe(want.kind);
    expect(got.explanation).toEqual(want.steps.map(present));

    const usable = want.steps.filter(({ outcome }) => outcome !== "skipped");
    const choices = got.kind === "resolved" ? [got, ...got.alternatives] : [];
    expect(choices.map(({ source, ref }) => [source, ref])).toEqual(
      usable.map(({ source, ref }) => [source, ref]),
    );
    for (const [index, { provider, modelId, model }] of choices.entries()) {
      expect(`${provider.id}/${modelId}`).toBe(usable[index]?.ref);
      expect(model?.ref ?? null).toBe(usable[index]?.modelRef);
    }
  });

  it.each(vectors.auth)("$name", ({ provider, key, auth }) => {
    const asked = findProvider(provider);
    expect(asked && authOf(asked, key)).toEqual(present(auth));
  });
});

describe("@kei/registry agrees with vectors.json", () => {
  const prices = new Map(vectors.prices.map((each) => [each.name, each]));

  it.each(vectors.costAt)("$name", ({ price: name, currency, usage, cost, ...asked }) => {
    const { price, history: rows = [] } = present(prices.get(name)) as {
      readonly price: Price;
      readonly history?: readonly PriceRow[];
    };
    const options = { currency: currency ?? undefined, ...optionsOf(asked, rows) };
    expect(costAnswered(() => costAt(price, usage as Usage, options))).toEqual(cost);
  });

  it.each(vectors.money)("$name", ({ amount, currency, text }) => {
    expect(formatMoney(BigInt(amount), currency)).toBe(text);
  });

  it("derive: all, as a registry in TOML says them", async () => {
    const derivable = vectors.derive.filter(({ protocol }) => protocol !== null);
    const registry = await loadRegistry({ dir: folderOf(derivable) });
    expect(
      derivable.map((_, index) => {
        const { protocol, transport } = registry.getProvider(idOf(index));
        return { protocol, transport };
      }),
    ).toEqual(derivable.map(({ protocol, transport }) => ({ protocol, transport })));
  });

  it("derive: the others are errors, each of them", async () => {
    const others = vectors.derive.filter(({ protocol }) => protocol === null);
    const error = await loadRegistry({ dir: folderOf(others) }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(RegistryError);
    const underivable = (error as RegistryError).problems.filter(
      ({ code }) => code === "underivable-protocol",
    );
    expect(underivable).toHaveLength(others.length);
    // With a protocol, their transports are derived all the same.
    const registry = await loadRegistry({ dir: folderOf(others, 'protocol = "openai-chat"') });
    expect(others.map((_, index) => registry.getProvider(idOf(index)).transport)).toEqual(
      others.map(({ transport }) => transport),
    );
  });
});

/** Ids without a number of their own, which would be a version. */
const idOf = (index: number) =>
  `p${String.fromCharCode(97 + Math.floor(index / 26))}${String.fromCharCode(97 + (index % 26))}`;

const folders: string[] = [];

/** A registry with a provider for each vector. */
function folderOf(asked: readonly (typeof vectors.derive)[number][], more = ""): string {
  const folder = mkdtempSync(join(tmpdir(), "kei-vectors-"));
  folders.push(folder);
  const target = 'id = "target"\nendpoint = "https://api.example.com/v1/messages"';
  const rest =
    'retry_max = 1\nretry_backoff_ms = 0\nrate_limit_rpm = 0\nbilling_currency = "USD"\n';
  const providers = asked.map(({ endpoint, authScheme, routed }, index) =>
    [
      `[[provider]]\nid = "${idOf(index)}"\ndisplay_name = "P"\nendpoint = "${endpoint}"`,
      `auth_scheme = "${authScheme}"`,
      ...(authScheme === "none" || authScheme === "oauth-subscription" ? [] : ['auth_env = "KEY"']),
      ...(routed ? ['routes_to = ["target"]'] : []),
      more,
      rest,
    ].join("\n"),
  );
  writeFileSync(
    join(folder, "providers.toml"),
    `[[provider]]\n${target}\ndisplay_name = "T"\nauth_scheme = "bearer"\nauth_env = "KEY"\n${rest}\n${providers.join("\n")}`,
  );
  writeFileSync(join(folder, "models.toml"), "");
  writeFileSync(join(folder, "agent-profiles.toml"), "");
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
