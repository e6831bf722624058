import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  formatMoney,
  type KnownPrice,
  type Price,
  type ResolveOptions,
  schemaVersion,
  type Usage,
} from "../src/index.ts";
import { type LoadedRegistry, loadRegistry, RegistryError } from "../src/load.ts";

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

type Vectors = Omit<typeof vectors, "resolve"> & {
  readonly resolve: readonly (Omit<(typeof vectors.resolve)[number], "resolution"> & {
    readonly resolution: { readonly kind: string; readonly steps: readonly Step[] };
  })[];
};

type LookUps = Pick<LoadedRegistry, "cost" | "findProvider" | "modelsOf" | "resolveProfile">;

/** A registry in TOML, and the vectors that `kei gen` writes for it. */
async function fixture(name: string): Promise<[string, LookUps, Vectors]> {
  const dir = join(FIXTURES, name);
  const input = (file: string) => ({ path: file, bytes: readFileSync(join(dir, file)) });
  const { files } = await generate(
    {
      provider: input("providers.toml"),
      model: input("models.toml"),
      profile: input("agent-profiles.toml"),
    },
    { today: "9999-12-31", emitters, typesModule: "@kei/registry" },
  );
  const text = files.find(({ path }) => path === "vectors.json")?.text ?? "";
  return [name, await loadRegistry({ dir }), JSON.parse(text)];
}

/** Without the keys that are `null`, at any depth: absence as this package has it. */
function withoutNulls<T>(value: T): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) =>
      each === null ? [] : [[key, withoutNulls(each)] as const],
    ),
  );
}

function priceOf({ kind, tiers, ...rates }: (typeof vectors.costAt)[number]["price"]): Price {
  if (kind !== "known") return { kind } as Price;
  const known = withoutNulls({ kind, ...rates }) as KnownPrice;
  return tiers.length === 0 ? known : { ...known, tiers: withoutNulls(tiers) as never };
}

/** A cost as the vectors have it; what throws is `invalid`. */
function answered(ask: () => Cost | BareCost) {
  const nothing = { total: null, currency: null, parts: null, missing: null };
  try {
    const text = JSON.stringify(ask(), (_, value) =>
      typeof value === "bigint" ? String(value) : value,
    );
    return { ...nothing, ...JSON.parse(text) };
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return { ...nothing, kind: "invalid" };
  }
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

describe.each<[string, LookUps, Vectors]>([
  ["ours", packaged, vectors],
  await fixture("everything"),
  await fixture("namesakes"),
])("@kei/registry agrees with the vectors of %s", (_, registry, vectors) => {
  const { cost: costOf, findProvider, modelsOf, resolveProfile } = registry;

  it.each(vectors.cost)("$name", ({ ref, usage, cost }) => {
    expect(answered(() => costOf(ref, usage))).toEqual(cost);
  });

  it.each(vectors.costAt)("$name", ({ price, currency, usage, cost }) => {
    const options = currency === null ? undefined : { currency };
    expect(answered(() => costAt(priceOf(price), usage as Usage, options))).toEqual(cost);
  });

  it.each(vectors.money)("$name", ({ amount, currency, text }) => {
    expect(formatMoney(BigInt(amount), currency)).toBe(text);
  });

  it.each(vectors.modelsOf)("$name", ({ provider, refs }) => {
    expect(modelsOf(provider).map(({ ref }) => ref)).toEqual(refs);
  });

  it.each(vectors.resolve)("$name", ({ profile, pinned, userOverride, env, resolution: want }) => {
    const options = withoutNulls({ pinned, userOverride, env }) as ResolveOptions;
    const got = resolveProfile(profile, options);
    expect(got.kind).toBe(want.kind);
    expect(got.explanation).toEqual(withoutNulls(want.steps));

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
    expect(asked && authOf(asked, key)).toEqual(withoutNulls(auth));
  });
});

describe("@kei/registry agrees with vectors.json", () => {
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
