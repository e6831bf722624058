import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import vectors from "../data/vectors.json" with { type: "json" };
import {
  authOf,
  type Cost,
  contentHash,
  costAt,
  costOf,
  findProvider,
  type KnownPrice,
  ladder,
  type Price,
  type ResolveOptions,
  resolveProfile,
  schemaVersion,
  type Usage,
} from "../src/index.ts";
import { loadRegistry, RegistryError } from "../src/load.ts";

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
function answered(ask: () => Cost) {
  const nothing = { total: null, input: null, output: null, missing: null };
  try {
    const cost = ask();
    const strings = Object.entries(cost).map(([key, value]) => [
      key,
      typeof value === "bigint" ? String(value) : value,
    ]);
    return { ...nothing, ...Object.fromEntries(strings) };
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return { ...nothing, kind: "invalid" };
  }
}

describe("@kei/registry agrees with vectors.json", () => {
  it("which are about these facts, and many", () => {
    expect(vectors).toMatchObject({ contentHash, schemaVersion });
    const lists = Object.values(vectors).filter((list) => Array.isArray(list));
    const names = lists.flat().map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(500);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(vectors.cost)("$name", ({ ref, usage, cost }) => {
    expect(answered(() => costOf(ref as never, usage))).toEqual(cost);
  });

  it.each(vectors.costAt)("$name", ({ price, usage, cost }) => {
    expect(answered(() => costAt(priceOf(price), usage as Usage))).toEqual(cost);
  });

  it.each(vectors.ladder)("$name", ({ provider, refs }) => {
    expect(ladder(provider).map(({ ref }) => ref)).toEqual(refs);
  });

  it.each(vectors.resolve)("$name", ({ profile, pinned, userOverride, env, resolution: want }) => {
    const options = withoutNulls({ pinned, userOverride, env }) as ResolveOptions;
    const got = resolveProfile(profile, options);
    expect(got.kind).toBe(want.kind);
    const steps = got.explanation.map(({ text, ...step }) => step);
    expect(steps).toEqual(withoutNulls(want.steps));

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
