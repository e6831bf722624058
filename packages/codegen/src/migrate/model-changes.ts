import type { ChangeKind } from "../layers/change-kinds.ts";
import type { Model } from "../layers/model.ts";
import { createDescriber } from "../registry/describe-change.ts";
import { type Change, diffRegistries } from "../registry/diff.ts";
import type { Registry } from "../registry/model.ts";

/** Something that is otherwise with the successor of a model. */
export interface ModelChange {
  readonly kind: ChangeKind;
  /** In words: `input $2.50 → $2.00 per million tokens`, `without tools now`. */
  readonly text: string;
  /** As `kei diff --json` has it: the fact, and its values; absent where there is nothing. */
  readonly field?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Kinds of what a call notices: what it costs, what fits, what is refused, and what can be done. */
const NOTICED =
  /^(?:price|context-window|input-limit|output-limit|capability|capabilities|refusal|conditions|effort|default-effort|reasoning-budget|model-protocol|cache)-/;

/**
 * What changes for calls that go to another model: what `kei diff` would say if the first had become the
 * second.
 */
export function modelChanges(
  before: Model,
  after: Model,
  { providers }: Registry,
): readonly ModelChange[] {
  const { ref, provider, id, aliases, slug } = before;
  const nothing: Registry = {
    providers: [],
    models: [],
    profiles: [],
    prices: [],
    history: new Map(),
    sources: [],
    disputes: [],
  };
  const providerOf = (model: Model) =>
    providers
      .filter((each) => each.id === model.provider)
      .map((each) => ({ ...each, id: provider }));
  const was: Registry = { ...nothing, models: [before], providers: providerOf(before) };
  const is: Registry = {
    ...nothing,
    models: [{ ...after, ref, provider, id, aliases, ...(slug === undefined ? {} : { slug }) }],
    providers: providerOf(after),
  };
  const describe = createDescriber(was, is);
  return diffRegistries({ ...was, providers: [] }, { ...is, providers: [] })
    .filter(({ layer, kind }) => layer === "model" && NOTICED.test(kind))
    .map((change: Change) => ({
      kind: change.kind,
      text: describe(change),
      ...(change.field === undefined ? {} : { field: change.field }),
      ...("before" in change ? { before: change.before } : {}),
      ...("after" in change ? { after: change.after } : {}),
    }));
}
