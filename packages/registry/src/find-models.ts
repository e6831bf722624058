import type { Cost } from "./cost.ts";
import {
  type Capability,
  capabilities,
  type InputModality,
  type Model,
  type OutputModality,
} from "./gen/contract.gen.js";
import { isLive } from "./lifecycle.ts";
import type { Moment } from "./moment.ts";
import { noSuchId } from "./no-such-id.ts";
import { count, type Usage } from "./usage.ts";

/**
 * What models are to be like; all that is asked holds of each. Live ones alone are found. What nobody
 * knows of a model is neither there nor not there: it is not found by it.
 */
export interface ModelQuery
  /**
   * By the word: `tools: true` is known to have tools whatever the request, `tools: false` is known to
   * refuse them. What a model has under a condition alone is neither.
   */
  extends Readonly<Partial<Record<Capability, boolean | undefined>>> {
  /** Ids of providers, any of them. @default all */
  readonly providers?: readonly string[] | undefined;
  /** Fewest tokens of the context window. */
  readonly minContext?: number | undefined;
  /** Fewest tokens that an answer may have. */
  readonly minOutput?: number | undefined;
  /** Kinds of content that it reads, all of them. */
  readonly input?: readonly InputModality[] | undefined;
  /** Kinds of content that it gives, all of them. */
  readonly output?: readonly OutputModality[] | undefined;
  /** Whether a price per token is known; `false`: it is free, or a flat fee covers it. */
  readonly metered?: boolean | undefined;
  /** Whether its weights can be downloaded. */
  readonly openWeights?: boolean | undefined;
  /**
   * `cost`: what `usage` costs. First what is free, then what is billed from the cheapest on, then what
   * a flat fee covers, then what has no known cost. `context`: the largest window first. Models that are
   * equal stay in the order of the registry. @default that order
   */
  readonly sort?: "cost" | "context" | undefined;
  /** What `cost` compares. @default 3,000 tokens of input and 1,000 of output */
  readonly usage?: Usage | undefined;
  /** Comes first among what is billed, since amounts of two currencies cannot be compared. @default USD */
  readonly currency?: string | undefined;
  /** The day on which they are live, and the time of prices. @default now */
  readonly at?: Moment | undefined;
  /** So many at most. @default all */
  readonly limit?: number | undefined;
}

/** @throws RangeError for counts that cannot be, and for what is no capability. */
export function findModels<M extends Model>(
  models: readonly M[],
  query: ModelQuery,
  costOf: (ref: string, usage: Usage, at: Moment) => Cost,
): readonly M[] {
  const { providers, minContext, minOutput, input, output, metered, openWeights, ...more } = query;
  const { sort, usage = USAGE, currency = "USD", at = new Date(), limit, ...words } = more;
  for (const [name, number] of Object.entries({ minContext, minOutput, limit })) {
    if (number !== undefined) count(number, name);
  }
  const asked = Object.entries(words).filter(([, wanted]) => wanted !== undefined);
  const stranger = asked.find(([word]) => !capabilities.some((each) => each === word));
  if (stranger !== undefined) throw noSuchId("capability", stranger[0], capabilities);

  const found = models.filter(
    (model) =>
      isLive(model, at) &&
      (providers?.includes(model.provider) ?? true) &&
      (minContext === undefined || (model.contextWindow ?? -1) >= minContext) &&
      (minOutput === undefined || (model.maxOutputTokens ?? -1) >= minOutput) &&
      (input?.every((kind) => model.input?.includes(kind)) ?? true) &&
      (output?.every((kind) => model.output.includes(kind)) ?? true) &&
      (metered === undefined || isMetered(model) === metered) &&
      (openWeights === undefined || model.openWeights === openWeights) &&
      asked.every(([word, wanted]) =>
        (wanted ? model.capabilities : model.refuses)?.some((each) => each === word),
      ),
  );
  // A wrong usage is a mistake of the caller's, whatever is found.
  if (sort === "cost") costOf("", usage, at);
  const ordered =
    sort === "context"
      ? found.sort((a, b) => (b.contextWindow ?? -1) - (a.contextWindow ?? -1))
      : sort === "cost"
        ? byCost(found, currency, ({ ref }) => costOf(ref, usage, at))
        : found;
  return ordered.slice(0, limit);
}

/** Three tokens are read for each that is written. */
const USAGE: Usage = { inputTokens: 3_000, outputTokens: 1_000 };

/** Nobody knows of a price that is not stated. */
function isMetered({ price: { kind } }: Model): boolean | undefined {
  return kind === "unknown" ? undefined : kind === "known";
}

function byCost<M>(models: readonly M[], currency: string, costOf: (model: M) => Cost): M[] {
  return models
    .map((model) => {
      const cost = costOf(model);
      if (cost.kind !== "known") return { model, rank: RANKS[cost.kind], currency: "", total: 0n };
      const rank = cost.currency === currency ? 1 : 2;
      return { model, rank, currency: cost.currency, total: cost.total };
    })
    .sort((a, b) => a.rank - b.rank || compare(a.currency, b.currency) || compare(a.total, b.total))
    .map(({ model }) => model);
}

const RANKS = { free: 0, subscription: 3, unknown: 4 } as const;

function compare<T extends string | bigint>(a: T, b: T): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
