import { isDeepStrictEqual } from "node:util";
import type { ChangeKind } from "./change-kinds.ts";

/** What a difference between two values of a fact is called, and the values that it is about. */
export interface Found {
  readonly kind: ChangeKind;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Names the differences between two values of a fact, of two records. Called only when they differ. */
export type Compare = (before: never, after: never, was: never, is: never) => readonly Found[];

/** The items that came and went; of a list whose order counts, also that it is another. */
export function members(kinds: {
  readonly added: ChangeKind;
  readonly removed: ChangeKind;
  readonly reordered?: ChangeKind;
}): (before: readonly string[], after: readonly string[]) => readonly Found[] {
  return (before, after) => {
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
  };
}

/** A list that is not there says that nothing is known, which differs from an empty one. */
export function capabilityChanges(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): readonly Found[] {
  if (before === undefined) return [{ kind: "capabilities-became-known", after }];
  if (after === undefined) return [{ kind: "capabilities-became-unknown", before }];
  return members({ added: "capability-added", removed: "capability-removed" })(before, after);
}

/** What is known to be refused, as what a model can do. */
export function refusalChanges(
  before: readonly string[] | undefined = [],
  after: readonly string[] | undefined = [],
): readonly Found[] {
  return members({ added: "refusal-added", removed: "refusal-removed" })(before, after);
}

export function effortChanges(
  before: readonly string[] | undefined = [],
  after: readonly string[] | undefined = [],
): readonly Found[] {
  return members({ added: "effort-added", removed: "effort-removed" })(before, after);
}

export function windowChanges(
  before: number | undefined,
  after: number | undefined,
): readonly Found[] {
  if (before === undefined) return [{ kind: "context-window-became-known", after }];
  if (after === undefined) return [{ kind: "context-window-became-unknown", before }];
  return [
    { kind: after > before ? "context-window-grown" : "context-window-shrunk", before, after },
  ];
}

export function retirementChanges(
  before: string | undefined,
  after: string | undefined,
): readonly Found[] {
  if (before === undefined) return [{ kind: "retirement-announced", after }];
  if (after === undefined) return [{ kind: "retirement-called-off", before }];
  return [{ kind: "retirement-date-changed", before, after }];
}

/** Another scheme is told by `authScheme`. */
export function authHeaderChanges(
  before: object,
  after: object,
  was: { readonly authScheme: string },
  is: { readonly authScheme: string },
): readonly Found[] {
  return was.authScheme === is.authScheme ? [{ kind: "auth-header-changed", before, after }] : [];
}

/** The currency by itself: every sum depends on it. */
export function billingChanges(
  { currency: was, ...mode }: { readonly currency: string },
  { currency: is, ...newMode }: { readonly currency: string },
): readonly Found[] {
  return [
    ...(was === is ? [] : [{ kind: "currency-changed" as const, before: was, after: is }]),
    ...(isDeepStrictEqual(mode, newMode)
      ? []
      : [{ kind: "billing-changed" as const, before: mode, after: newMode }]),
  ];
}

/** Another set of rights is told by `capsTokens`. */
export function capsChanges(
  before: string,
  after: string,
  was: { readonly capsTokens: readonly string[] },
  is: { readonly capsTokens: readonly string[] },
): readonly Found[] {
  return isDeepStrictEqual(was.capsTokens, is.capsTokens)
    ? [{ kind: "profile-caps-respelled", before, after }]
    : [];
}

export function deprecationChanges(
  before: string | undefined,
  after: string | undefined,
): readonly Found[] {
  if (before === undefined) return [{ kind: "model-deprecated", after }];
  if (after === undefined) return [{ kind: "model-revived", before }];
  return [{ kind: "deprecation-date-changed", before, after }];
}

/** Prices of one kind differ in numbers; of two kinds, in what there is to pay at all. */
export function priceChanges(
  before: { readonly kind: string },
  after: { readonly kind: string },
): readonly Found[] {
  // No tiers and an empty list of them are the same price.
  if (isDeepStrictEqual({ tiers: [], ...before }, { tiers: [], ...after })) return [];
  if (after.kind === "unknown") return [{ kind: "price-became-unknown", before, after }];
  if (before.kind === "unknown") return [{ kind: "price-became-known", before, after }];
  const kind = before.kind === after.kind ? "price-changed" : "price-kind-changed";
  return [{ kind, before, after }];
}
