import type { Model } from "../../../layers/model.ts";
import type { Profile } from "../../../layers/profile.ts";
import { references, targetsOf } from "../../../layers/references.ts";
import { quote } from "../../../text/quote.ts";
import { didYouMean } from "../../../text/suggest.ts";
import { endOn, isLiveOn } from "../../ending.ts";
import { lists, nameOf } from "../../model.ts";
import type { Place, Rule, RuleContext } from "../rule.ts";

/** References lead somewhere: to a record that is there, to a live model, and not to themselves. */
export const knownReferences: Rule = (context) => {
  const models = new Map(context.registry.models.map((model) => [model.ref, model]));
  for (const reference of references) {
    const { from, to, key, fact } = reference;
    if (!context.isReadable(to)) continue;
    for (const record of context.registry[lists[from]]) {
      for (const { target, path } of targetsOf(record, reference)) {
        const at: Place = { record, path };
        if (from === to && target === nameOf(record)) {
          context.report("self-reference", at, {
            message: `${from} ${quote(target)} names itself in ${key}`,
            hint: `name another ${to}, or remove the key`,
          });
        } else if (to === "source") checkSource(target, at, context);
        else if (to === "provider") checkProvider(target, at, context);
        else {
          checkKnown(target, at, context);
          // A price, or a dispute, may be about what was; livingSuccessors looks at all successors.
          if (from === "profile" && !isPrepared(record as Profile, fact, models.get(target))) {
            checkLive(models.get(target), at, context);
          }
        }
      }
    }
  }
};

/** A profile keeps its default beyond the end of that one where it also names the successor. */
function isPrepared(
  { fallbackModelRefs }: Profile,
  fact: string,
  model: Model | undefined,
): boolean {
  const isDefault = fact === ("defaultModelRef" satisfies keyof Profile);
  return isDefault && fallbackModelRefs.some((ref) => ref === model?.replacedBy);
}

function checkProvider(id: string, at: Place, { declared, report }: RuleContext): void {
  const { providers } = declared;
  if (providers.has(id)) return;
  report("unknown-provider", at, {
    message: `${quote(id)} is not a provider of this registry`,
    hint:
      didYouMean(id, providers) ??
      (providers.size === 0 ? "the registry has no providers yet" : "add it to providers.toml"),
  });
}

function checkLive(model: Model | undefined, at: Place, { today, report }: RuleContext): void {
  if (model === undefined || isLiveOn(model, today)) return;
  const { text, state, key } = endOn(model, today);
  report("deprecated-reference", at, {
    message: `"${model.ref}" ${text}`,
    hint: model.replacedBy === undefined ? undefined : `use "${model.replacedBy}"`,
    related: [{ message: `${state} here`, at: { record: model, path: [key] } }],
  });
}

function checkKnown(ref: string, at: Place, { declared, report }: RuleContext): void {
  if (declared.isModel(ref)) return;
  report("unknown-model", at, {
    message: `${quote(ref)} is not a model of this registry`,
    hint: didYouMean(ref, declared.models) ?? "add it to models.toml",
  });
}

function checkSource(id: string, at: Place, { declared: { sources }, report }: RuleContext): void {
  if (sources.has(id)) return;
  report("source-unknown", at, {
    message: `${quote(id)} is not a source of this registry`,
    hint: didYouMean(id, sources) ?? "add it to sources.toml",
  });
}
