import { didYouMean } from "../../text/suggest.ts";
import type { Model } from "../model.ts";
import type { Place, Rule } from "./rule.ts";

/** References to models lead somewhere: to a live model, and not to themselves. */
export const knownModels: Rule = ({ registry, declared, isReadable, report }) => {
  if (!isReadable("model")) return;
  const byRef = new Map<string, Model>();
  for (const model of registry.models) byRef.set(model.ref, model);

  const check = (ref: string, at: Place) => {
    const model = byRef.get(ref);
    if (model?.deprecatedAt !== undefined) {
      report("deprecated-reference", at, {
        message: `"${ref}" is deprecated since ${model.deprecatedAt}`,
        hint: model.replacedBy === undefined ? undefined : `use "${model.replacedBy}"`,
        related: [{ message: "deprecated here", at: { record: model, path: ["deprecated_at"] } }],
      });
    }
    if (model === undefined && !declared.isModel(ref)) {
      report("unknown-model", at, {
        message: `"${ref}" is not a model of this registry`,
        hint: didYouMean(ref, declared.models) ?? "add it to models.toml",
      });
    }
  };

  for (const record of registry.models) {
    if (record.replacedBy === undefined) continue;
    const at = { record, path: ["replaced_by"] };
    if (byRef.get(record.replacedBy) === record) {
      report("self-reference", at, {
        message: `model "${record.ref}" is replaced by itself`,
        hint: "name its successor, or remove the key",
      });
    } else check(record.replacedBy, at);
  }
  for (const record of registry.profiles) {
    check(record.defaultModelRef, { record, path: ["default_model_ref"] });
    record.fallbackModelRefs.forEach((ref, index) => {
      check(ref, { record, path: ["fallback_model_refs", index] });
    });
  }
};
