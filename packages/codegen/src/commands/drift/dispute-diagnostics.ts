import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Layer } from "../../layers/layer-names.ts";
import type { Inspection } from "../../pipeline/inspect.ts";
import type { Disagreement } from "../../sources/compare.ts";
import type { Explanation, StaleDispute } from "../../sources/explain-disputes.ts";
import { quote } from "../../text/quote.ts";

/** What is wrong with the disputes of a registry: disagreements that have none, and rows that are not true. */
export function disputeDiagnostics(
  { unexplained, stale }: Pick<Explanation, "unexplained" | "stale">,
  inspection: Inspection,
): readonly Diagnostic[] {
  return [
    ...unexplained.map((each) => newDispute(each, inspection)),
    ...stale.map((each) => staleDispute(each, inspection)),
  ];
}

function newDispute({ ref, fact, ours, theirs }: Disagreement, inspection: Inspection): Diagnostic {
  const model = inspection.resolved.registry.models.find((each) => each.ref === ref);
  const said = theirs
    .filter(({ differs }) => differs)
    .map(({ source, text }) => `${source} says ${text}`);
  return createDiagnostic(
    "dispute-new",
    ...placeOf(inspection, "model", model && inspection.resolved.indexOf(model), "id"),
    {
      message: `${fact} of ${quote(ref)} is ${ours.text} here, and ${said.join(", ")}`,
      hint: "correct it, or explain it in disputes.toml: kei refresh begins a row",
    },
  );
}

function staleDispute({ dispute, ref, because }: StaleDispute, inspection: Inspection): Diagnostic {
  const index = inspection.resolved.indexOf(dispute);
  return createDiagnostic("dispute-stale", ...placeOf(inspection, "dispute", index, "says"), {
    message: `the dispute over ${dispute.fact} of ${quote(ref)} is not true any more: ${because}`,
    hint: "decide it again, or remove the row",
  });
}

/** A key of a record, or the beginning of the file where there is none. */
function placeOf(
  { layers }: Inspection,
  layer: Layer,
  index: number | undefined,
  key: string,
): [source: Inspection["layers"][Layer]["source"], span: { start: number; end: number }] {
  const { source, parsed } = layers[layer];
  if (index === undefined || parsed === undefined) return [source, { start: 0, end: 0 }];
  return [source, parsed.locator.find([layer, index, key], "key")];
}
