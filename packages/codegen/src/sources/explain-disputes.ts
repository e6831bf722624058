import type { Dispute } from "../layers/dispute.ts";
import type { Disagreement } from "./compare.ts";
import { NONE } from "./fields.ts";

/** A row of disputes that is not true any more. */
export interface StaleDispute {
  readonly dispute: Dispute;
  /** The model for which it is not. */
  readonly ref: string;
  /** What is so instead. */
  readonly because: string;
}

/** Which disagreements disputes explain, and which disputes explain nothing. */
export interface Explanation {
  readonly explained: readonly Disagreement[];
  /** Those that no row speaks of. */
  readonly unexplained: readonly Disagreement[];
  readonly stale: readonly StaleDispute[];
}

/**
 * Holds disagreements against the rows of `disputes.toml`. A row explains one when it is about the model
 * and the fact, and says what the registry and each data set say. A row that speaks of data sets that
 * were not asked is left alone.
 *
 * @param sources - ids of the data sets that were asked
 * @param isMeant - whether a model was compared
 */
export function explainDisputes(
  disagreements: readonly Disagreement[],
  disputes: readonly Dispute[],
  { sources, isMeant }: { readonly sources: readonly string[]; isMeant(ref: string): boolean },
): Explanation {
  const found = new Map(disagreements.map((each) => [keyOf(each.ref, each.fact), each]));
  const spoken = new Set<string>();
  const stale: StaleDispute[] = [];
  for (const dispute of disputes) {
    if (!Object.keys(dispute.says).some((source) => sources.includes(source))) continue;
    for (const ref of dispute.modelRefs.filter(isMeant)) {
      const key = keyOf(ref, dispute.fact);
      const because = whyStale(dispute, found.get(key), sources);
      if (because !== undefined) stale.push({ dispute, ref, because });
      spoken.add(key);
    }
  }
  const isSpoken = ({ ref, fact }: Disagreement) => spoken.has(keyOf(ref, fact));
  const wrong = new Set(stale.map(({ ref, dispute }) => keyOf(ref, dispute.fact)));
  return {
    explained: disagreements.filter(
      (each) => isSpoken(each) && !wrong.has(keyOf(each.ref, each.fact)),
    ),
    unexplained: disagreements.filter((each) => !isSpoken(each)),
    stale,
  };
}

function keyOf(ref: string, fact: string): string {
  return `${ref} ${fact}`;
}

function whyStale(
  { ours, says }: Dispute,
  found: Disagreement | undefined,
  sources: readonly string[],
): string | undefined {
  if (found === undefined) {
    // Of several data sets that a row speaks of, those that were not asked may still say so.
    return Object.keys(says).every((source) => sources.includes(source))
      ? "nobody disagrees with the registry"
      : undefined;
  }
  if (found.ours.text !== ours) return `the registry says ${found.ours.text}`;
  for (const source of sources) {
    const stated = found.theirs.find((each) => each.source === source);
    const said = says[source];
    if (said === undefined && stated?.differs === true) return `${source} says ${stated.text}`;
    if (said !== undefined && said !== (stated?.text ?? NONE)) {
      return `${source} says ${stated?.text ?? "nothing of it"}`;
    }
  }
  return undefined;
}
