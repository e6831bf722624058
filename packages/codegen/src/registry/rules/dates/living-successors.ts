import type { Model } from "../../../layers/model.ts";
import { endOn, isEnding, isLiveOn } from "../../ending.ts";
import type { Rule, RuleContext } from "../rule.ts";

/** How many models of a loop a message names. */
const NAMED = 4;

/** Who follows a model that ends, and who follows that one, leads to a model that is there to be used. */
export const livingSuccessors: Rule = (context) => {
  const { registry, report, today } = context;
  const models = new Map(registry.models.map((model) => [model.ref, model]));
  const ends = endsOf(models, context);
  for (const record of registry.models) {
    const { ref, replacedBy } = record;
    // A model that replaces itself is reported as such.
    if (replacedBy === undefined || replacedBy === ref) continue;
    const at = { record, path: ["replaced_by"] };
    if (!isEnding(record)) {
      report("successor-undated", at, {
        message: `"${ref}" has a successor, but nothing says when it ends`,
        hint: "add deprecated_at or retires_at, or leave replaced_by out",
      });
    }
    const successor = models.get(replacedBy);
    const end = ends.get(record);
    // What is not there and what goes round are reported as such.
    if (successor === undefined || end === undefined || isLiveOn(successor, today)) continue;
    const { text, state, key } = endOn(successor, today);
    const related = [{ message: `${state} here`, at: { record: successor, path: [key] } }];
    // Without a day it is wrong only where it never was right.
    const isGone = today !== undefined || lastDay(successor) <= lastDay(record);
    if (end === successor && isGone) {
      report("successor-gone", at, {
        message: `"${ref}" is replaced by "${replacedBy}", which ${text} and has no successor`,
        hint: "name a model that is there to be used, or leave replaced_by out",
        related,
      });
    } else {
      report("deprecated-reference", at, {
        message: `"${replacedBy}" ${text}`,
        hint: end !== successor && isLiveOn(end, today) ? `use "${end.ref}"` : undefined,
        related,
      });
    }
  }
};

/** The day on which a model ends, if it is known. */
function lastDay({ deprecatedAt, retiresAt }: Model): string {
  return deprecatedAt ?? retiresAt ?? "";
}

/**
 * The last successor of each model; none where one is not there, or where they go round, which is
 * reported once for each loop. Each model is gone through once, however long the chains are.
 */
function endsOf(
  models: ReadonlyMap<string, Model>,
  { report }: RuleContext,
): ReadonlyMap<Model, Model | undefined> {
  const ends = new Map<Model, Model | undefined>();
  for (const start of models.values()) {
    const path = new Set<Model>();
    let end: Model | undefined;
    for (let at: Model | undefined = start; at !== undefined; ) {
      if (ends.has(at)) {
        end = ends.get(at);
        break;
      }
      if (path.has(at)) {
        const all = [...path];
        reportLoop(all.slice(all.indexOf(at)), report);
        break;
      }
      path.add(at);
      if (at.replacedBy === undefined) {
        end = at;
        break;
      }
      at = models.get(at.replacedBy);
    }
    for (const each of path) ends.set(each, end);
  }
  return ends;
}

function reportLoop(loop: readonly Model[], report: RuleContext["report"]): void {
  const [first, ...others] = loop;
  if (first === undefined || others.length === 0) return;
  const named = loop.slice(0, NAMED).map(({ ref }) => `"${ref}"`);
  const rest = loop.length > NAMED ? [`${loop.length - NAMED} more`] : [];
  report(
    "successor-loop",
    { record: first, path: ["replaced_by"] },
    {
      message: `${[...named, ...rest].join(" → ")} → "${first.ref}": they replace each other`,
      hint: "leave replaced_by out where the newest of them stands",
      related: others.slice(0, NAMED - 1).map((record) => ({
        message: "and here",
        at: { record, path: ["replaced_by"] },
      })),
    },
  );
}
