import { isDeepStrictEqual } from "node:util";
import type { Layer } from "../layers/layer-names.ts";
import { type ChangeKind, changeKinds, type Level } from "./change-kinds.ts";
import { byCodeUnits, type Model, type Profile, type Provider, type Registry } from "./model.ts";

/** One difference between what two registries mean. */
export interface Change {
  readonly level: Level;
  readonly kind: ChangeKind;
  /** Kind of record that it is about. */
  readonly layer: Layer;
  /** Id of a provider or profile, ref of a model, a ref written with an alias, or a slug. */
  readonly subject: string;
  /** The field that differs; absent where a whole record or name came or went. */
  readonly field?: string;
  /** Value in the older registry; absent where there was none. */
  readonly before?: unknown;
  /** Value in the newer registry; absent where there is none. */
  readonly after?: unknown;
}

/**
 * Everything that differs between what two registries mean; their order, comments and spelling do
 * not count. By kind in the order of {@link changeKinds}, then by subject: the same in every locale.
 */
export function diffRegistries(before: Registry, after: Registry): readonly Change[] {
  return [
    ...diffRecords("provider", byId(before.providers), byId(after.providers), providerFields),
    ...diffRecords("profile", byId(before.profiles), byId(after.profiles), profileFields),
    ...diffModels(before.models, after.models),
    ...diffModelNames(before.models, after.models),
    ...diffSlugs(before.models, after.models),
  ].sort(compareChanges);
}

type Found = Pick<Change, "kind" | "before" | "after">;

/** What a difference between two values of a field is called. Called only when they differ. */
type Compare<V, R> = (before: V, after: V, was: R, is: R) => readonly Found[];

/** One entry per field, so that no new one is forgotten. `names`: compared across records, below. */
type Fields<R> = { readonly [K in keyof R]-?: Compare<R[K], R> | "names" };

const text = replaced("text-changed");

const providerFields: Fields<Provider> = {
  id: "names",
  displayName: text,
  endpoint: replaced("endpoint-changed"),
  authScheme: replaced("auth-scheme-changed"),
  authEnv: (before, after) =>
    members(before, after, {
      added: "auth-env-added",
      removed: "auth-env-removed",
      reordered: "auth-env-reordered",
    }),
  protocol: replaced("protocol-changed"),
  transport: replaced("transport-changed"),
  apiVersion: replaced("api-version-changed"),
  retry: replaced("retry-changed"),
  rateLimitRpm: replaced("rate-limit-changed"),
  billing: (before, after) => {
    const { currency: was, ...mode } = before;
    const { currency: is, ...newMode } = after;
    return [
      ...(was === is ? [] : [{ kind: "currency-changed" as const, before: was, after: is }]),
      ...(isDeepStrictEqual(mode, newMode)
        ? []
        : [{ kind: "billing-changed" as const, before: mode, after: newMode }]),
    ];
  },
  openModels: (before, after) => [
    { kind: after ? "open-models-opened" : "open-models-closed", before, after },
  ],
  parentRef: replaced("parent-changed"),
  routesTo: (before = [], after = []) =>
    isDeepStrictEqual(before, after) ? [] : [{ kind: "routes-changed", before, after }],
  docsUrl: text,
  notes: text,
};

const modelFields: Fields<Model> = {
  ref: "names",
  provider: "names",
  id: "names",
  slug: "names",
  aliases: "names",
  displayName: text,
  contextWindow: (before, after) => [
    { kind: after > before ? "context-window-grown" : "context-window-shrunk", before, after },
  ],
  maxOutputTokens: replaced("output-limit-changed"),
  capabilities,
  input: capabilities,
  price: (before, after) => {
    if (isDeepStrictEqual(withTiers(before), withTiers(after))) return [];
    const kind =
      after.kind === "unknown"
        ? "price-became-unknown"
        : before.kind === "unknown"
          ? "price-became-known"
          : before.kind === after.kind
            ? "price-changed"
            : "price-kind-changed";
    return [{ kind, before, after }];
  },
  verifiedAt: replaced("verification-changed"),
  deprecatedAt: (before, after) => [
    {
      kind:
        before === undefined
          ? "model-deprecated"
          : after === undefined
            ? "model-revived"
            : "deprecation-date-changed",
      before,
      after,
    },
  ],
  replacedBy: replaced("replacement-changed"),
  sourceUrl: text,
  notes: text,
};

const profileFields: Fields<Profile> = {
  id: "names",
  role: replaced("profile-role-changed"),
  caps: (before, after, was, is) =>
    isDeepStrictEqual(was.capsTokens, is.capsTokens)
      ? [{ kind: "profile-caps-respelled", before, after }]
      : [],
  capsTokens: replaced("profile-caps-changed"),
  defaultModelRef: replaced("profile-default-changed"),
  fallbackModelRefs: replaced("profile-fallbacks-changed"),
  description: text,
  systemPromptRef: replaced("profile-files-changed"),
  manifestPath: replaced("profile-files-changed"),
};

function replaced(kind: ChangeKind): (before: unknown, after: unknown) => readonly Found[] {
  return (before, after) => [{ kind, before, after }];
}

/** No tiers and an empty list of them are the same price. */
function withTiers(price: Model["price"]): unknown {
  return price.kind === "known" ? { ...price, tiers: price.tiers ?? [] } : price;
}

/** A list that is not there says that nothing is known, which differs from an empty one. */
function capabilities(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): readonly Found[] {
  if (before === undefined) return [{ kind: "capabilities-became-known", after }];
  if (after === undefined) return [{ kind: "capabilities-became-unknown", before }];
  return members(before, after, { added: "capability-added", removed: "capability-removed" });
}

function members(
  before: readonly string[],
  after: readonly string[],
  kinds: {
    readonly added: ChangeKind;
    readonly removed: ChangeKind;
    readonly reordered?: ChangeKind;
  },
): readonly Found[] {
  const found: Found[] = [
    ...before
      .filter((word) => !after.includes(word))
      .map((word) => ({ kind: kinds.removed, before: word })),
    ...after
      .filter((word) => !before.includes(word))
      .map((word) => ({ kind: kinds.added, after: word })),
  ];
  return found.length === 0 && kinds.reordered !== undefined
    ? [{ kind: kinds.reordered, before, after }]
    : found;
}

/** Providers or profiles: those that came and went, and the fields of those that stayed. */
function diffRecords<R extends Provider | Profile>(
  layer: "provider" | "profile",
  before: ReadonlyMap<string, R>,
  after: ReadonlyMap<string, R>,
  fields: Fields<R>,
): Change[] {
  const changes: Change[] = [];
  for (const [id, record] of before) {
    const now = after.get(id);
    if (now === undefined) changes.push(change(layer, id, { kind: `${layer}-removed` }));
    else changes.push(...diffFields(layer, id, record, now, fields));
  }
  for (const id of after.keys()) {
    if (!before.has(id)) changes.push(change(layer, id, { kind: `${layer}-added` }));
  }
  return changes;
}

/** Fields of the models that are in both; which refs and slugs are there is looked at apart. */
function diffModels(before: readonly Model[], after: readonly Model[]): Change[] {
  const now = new Map(after.map((model) => [model.ref, model]));
  return before.flatMap((model) => {
    const same = now.get(model.ref);
    return same === undefined ? [] : diffFields("model", model.ref, model, same, modelFields);
  });
}

function diffFields<R extends Provider | Model | Profile>(
  layer: Layer,
  subject: string,
  before: R,
  after: R,
  fields: Fields<R>,
): Change[] {
  const changes: Change[] = [];
  for (const field of Object.keys(fields) as (keyof R & string)[]) {
    const compare = fields[field];
    if (typeof compare !== "function" || isDeepStrictEqual(before[field], after[field])) continue;
    for (const found of compare(before[field], after[field], before, after)) {
      changes.push(change(layer, subject, found, field));
    }
  }
  return changes;
}

/** What a ref means: a model's own ref, or that of the model that has it as an alias. */
function namesOf(models: readonly Model[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { ref, provider, aliases } of models) {
    for (const alias of aliases) names.set(`${provider}/${alias}`, ref);
  }
  for (const { ref } of models) names.set(ref, ref);
  return names;
}

/** Every ref that resolves, whether by id or by alias: what it means in one and in the other. */
function diffModelNames(before: readonly Model[], after: readonly Model[]): Change[] {
  const was = namesOf(before);
  const is = namesOf(after);
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const found = renamed(name, was, is);
    return found === undefined ? [] : [change("model", name, found)];
  });
}

function renamed(
  name: string,
  was: ReadonlyMap<string, string>,
  is: ReadonlyMap<string, string>,
): Found | undefined {
  const before = was.get(name);
  const after = is.get(name);
  if (before === after) return undefined;
  if (after === undefined) {
    if (before === name) return { kind: "model-removed" };
    // What goes with its model is not said twice.
    return is.has(before as string) ? { kind: "alias-removed", before } : undefined;
  }
  if (before === undefined) {
    if (after === name) return { kind: "model-added" };
    return was.has(after) ? { kind: "alias-added", after } : undefined;
  }
  if (before === name) return { kind: "id-became-alias", after };
  if (after === name) return { kind: "alias-became-id", before };
  return { kind: "alias-moved", before, after };
}

/**
 * The short names. That of a model that came or went is part of it, and so is that of one whose id
 * became an alias: its ref is what still resolves.
 */
function diffSlugs(before: readonly Model[], after: readonly Model[]): Change[] {
  const was = new Map(before.map(({ slug, ref }) => [slug, ref]));
  const is = new Map(after.map(({ slug, ref }) => [slug, ref]));
  const refsBefore = new Set(was.values());
  const refsAfter = new Set(is.values());
  const changes: Change[] = [];
  for (const [slug, ref] of was) {
    const now = is.get(slug);
    if (now === ref) continue;
    if (now !== undefined) {
      const found: Found = { kind: "slug-moved", before: ref, after: now };
      changes.push(change("model", slug, found, "slug"));
    } else if (refsAfter.has(ref)) {
      changes.push(change("model", slug, { kind: "slug-removed", before: ref }, "slug"));
    }
  }
  for (const [slug, ref] of is) {
    if (was.has(slug) || !refsBefore.has(ref)) continue;
    changes.push(change("model", slug, { kind: "slug-added", after: ref }, "slug"));
  }
  return changes;
}

function change(layer: Layer, subject: string, found: Found, field?: string): Change {
  const { kind, before, after } = found;
  return {
    level: changeKinds[kind].level,
    kind,
    layer,
    subject,
    ...(field === undefined ? {} : { field }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function byId<R extends { readonly id: string }>(records: readonly R[]): ReadonlyMap<string, R> {
  return new Map(records.map((record) => [record.id, record]));
}

const ranks = new Map(Object.keys(changeKinds).map((kind, rank) => [kind, rank]));

function compareChanges(a: Change, b: Change): number {
  return (
    (ranks.get(a.kind) as number) - (ranks.get(b.kind) as number) ||
    byCodeUnits(a.layer, b.layer) ||
    byCodeUnits(a.subject, b.subject) ||
    byCodeUnits(a.field ?? "", b.field ?? "") ||
    byCodeUnits(
      JSON.stringify([a.before ?? null, a.after ?? null]),
      JSON.stringify([b.before ?? null, b.after ?? null]),
    )
  );
}
