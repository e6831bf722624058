import type { Model } from "../../../layers/model.ts";
import type { Profile } from "../../../layers/profile.ts";
import type { Provider } from "../../../layers/provider.ts";
import { forEachDuplicate, type Rule } from "../rule.ts";

/** Ids are unique: providers' and profiles' by themselves, models' within their provider. */
export const uniqueIds: Rule = ({ registry, report }) => {
  const check = <R extends Provider | Model | Profile>(
    kind: string,
    records: readonly R[],
    keyOf: (record: R) => string,
  ) =>
    forEachDuplicate(records, keyOf, (record, first) =>
      report(
        "duplicate-id",
        { record, path: ["id"] },
        {
          message: `another ${kind} has the id "${keyOf(record)}"`,
          hint: "remove one of the two, or give it another id",
          related: [{ message: "also declared here", at: { record: first, path: ["id"] } }],
        },
      ),
    );
  check("provider", registry.providers, ({ id }) => id);
  check("model", registry.models, ({ ref }) => ref);
  check("profile", registry.profiles, ({ id }) => id);
};
