import { dispute as page } from "../../layers/dispute.ts";
import type { Inspection } from "../../pipeline/inspect.ts";
import type { Registry } from "../../registry/model.ts";
import { appendRecord, mapRecords, removeRecord, setKey } from "../../source/edit.ts";
import type { Disagreement } from "../../sources/compare.ts";
import { explainDisputes } from "../../sources/explain-disputes.ts";

/** A dispute that nobody has decided. */
export interface OpenDispute {
  readonly refs: readonly string[];
  readonly fact: string;
  readonly ours: string;
  readonly says: Readonly<Record<string, string>>;
  readonly reason: string;
}

/** How a reason begins that no person has given. */
const UNDECIDED = "undecided: ";

/** Facts on which people decided, by `ref fact`: as long as everybody says what they knew then. */
export function decidedFacts(
  { disputes }: Registry,
  disagreements: readonly Disagreement[],
  asked: { readonly sources: readonly string[]; isMeant(ref: string): boolean },
): ReadonlySet<string> {
  const decided = disputes.filter(({ reason }) => !reason.startsWith(UNDECIDED));
  const { explained } = explainDisputes(disagreements, decided, asked);
  return new Set(explained.map(({ ref, fact }) => `${ref} ${fact}`));
}

/**
 * The text of `disputes.toml`: rows that are not true any more go, and every disagreement that no row
 * explains gets one, with others that say the same of the same fact.
 */
export function rewriteDisputes(
  { layers, resolved }: Inspection,
  disagreements: readonly Disagreement[],
  {
    sources,
    isMeant,
    date,
  }: { readonly sources: readonly string[]; isMeant(ref: string): boolean; readonly date: string },
): { readonly text: string; readonly open: readonly OpenDispute[] } {
  const { registry } = resolved;
  const known = new Set(registry.models.map(({ ref }) => ref));
  // A row speaks of models that the registry has.
  const meant = disagreements.filter(({ ref }) => isMeant(ref) && known.has(ref));
  const { explained, stale } = explainDisputes(meant, registry.disputes, {
    sources,
    isMeant,
  });
  const gone = new Map<number, Set<string>>();
  for (const { dispute, ref } of stale) {
    const index = resolved.indexOf(dispute);
    gone.set(index, (gone.get(index) ?? new Set()).add(ref));
  }
  const isExplained = new Set(explained);
  const left = meant.filter((each) => !isExplained.has(each));
  const before = new Map(
    stale.map(({ dispute, ref }) => [`${ref} ${dispute.fact}`, dispute.reason] as const),
  );
  const rows = grouped(left, (each) => reasonOf(each, before.get(`${each.ref} ${each.fact}`)));
  const kept = removeRefs(
    layers.dispute.source.text,
    gone,
    new Map(registry.disputes.map((each) => [resolved.indexOf(each), each.modelRefs])),
  );
  const begun = kept === "" && rows.length > 0 ? `#:schema ./schema/${page.schemaName}\n` : kept;
  const text = rows.reduce(
    (all, { refs, fact, ours, says, reason }) =>
      appendRecord(all, {
        table: "dispute",
        entries: [
          { key: "model_refs", value: refs },
          { key: "fact", value: fact },
          { key: "ours", value: ours },
          ...Object.entries(says).map(([source, said]) => ({ key: `says.${source}`, value: said })),
          { key: "reason", value: reason },
          { key: "decided_at", value: date },
        ],
      }),
    begun,
  );
  const undecided = registry.disputes
    .filter(
      (dispute) => dispute.reason.startsWith(UNDECIDED) && !gone.has(resolved.indexOf(dispute)),
    )
    .map(({ modelRefs, fact, ours, says, reason }) => ({
      refs: modelRefs,
      fact,
      ours,
      says,
      reason,
    }));
  return { text, open: [...undecided, ...rows] };
}

function removeRefs(
  text: string,
  gone: ReadonlyMap<number, ReadonlySet<string>>,
  refsOf: ReadonlyMap<number, readonly string[]>,
): string {
  if (gone.size === 0) return text;
  const left = (index: number) =>
    (refsOf.get(index) ?? []).filter((ref) => gone.get(index)?.has(ref) !== true);
  const mapped = mapRecords(text, "dispute", (record, index) =>
    gone.has(index) && left(index).length > 0
      ? setKey(record, { table: "dispute", index: 0, key: "model_refs", value: left(index) })
      : record,
  );
  return [...gone.keys()]
    .filter((index) => left(index).length === 0)
    .sort((a, b) => b - a)
    .reduce((all, index) => removeRecord(all, { table: "dispute", index }), mapped);
}

/** Disagreements that say the same of the same fact, for the same reason, are one row. */
function grouped(
  all: readonly Disagreement[],
  reasonFor: (each: Disagreement) => string,
): readonly OpenDispute[] {
  const rows = new Map<string, OpenDispute & { readonly refs: string[] }>();
  for (const each of all) {
    const { ref, fact, ours, theirs } = each;
    const says = Object.fromEntries(theirs.map(({ source, text }) => [source, text]));
    const reason = reasonFor(each);
    const key = JSON.stringify([fact, ours.text, says, reason]);
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { refs: [ref], fact, ours: ours.text, says, reason });
    else row.refs.push(ref);
  }
  return [...rows.values()];
}

function reasonOf({ theirs }: Disagreement, before: string | undefined): string {
  const agreeing = theirs.filter(({ differs }) => !differs).map(({ source }) => source);
  const why =
    agreeing.length === 0
      ? "nobody says what the registry says"
      : `${agreeing.join(" and ")} ${agreeing.length === 1 ? "says" : "say"} the same`;
  const was =
    before === undefined || before.startsWith(UNDECIDED) ? "" : `; decided before: ${before}`;
  return `${UNDECIDED}${why}${was}`;
}
