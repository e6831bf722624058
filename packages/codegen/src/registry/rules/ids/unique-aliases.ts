import type { Model } from "../../../layers/model.ts";
import type { Rule } from "../rule.ts";

/** An alias means one model: it is no other model's id or alias, nor the model's own id. */
export const uniqueAliases: Rule = ({ registry, report }) => {
  const ids = new Map(registry.models.map((model) => [model.ref, model]));
  const aliases = new Map<string, Model>();
  for (const record of registry.models) {
    for (const alias of record.aliases) {
      const ref = `${record.provider}/${alias}`;
      const taken = ids.get(ref) ?? aliases.get(ref);
      if (taken === undefined) {
        aliases.set(ref, record);
        continue;
      }
      const path = taken === record || ids.has(ref) ? ["id"] : ["aliases"];
      report(
        "duplicate-alias",
        { record, path: ["aliases"] },
        {
          message:
            taken === record
              ? `model "${record.ref}" has its own id among its aliases`
              : `alias "${alias}" of "${record.ref}" already means "${taken.ref}"`,
          hint: "remove it from one of the two",
          related: [{ message: "taken here", at: { record: taken, path } }],
        },
      );
    }
  }
};
