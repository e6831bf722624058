import type { Rule } from "../rule.ts";

/** A model is deprecated before it is retired. */
export const orderedDates: Rule = ({ registry, report }) => {
  for (const record of registry.models) {
    const { ref, deprecatedAt, retiresAt } = record;
    if (deprecatedAt === undefined || retiresAt === undefined || deprecatedAt <= retiresAt)
      continue;
    report(
      "retires-before-deprecated",
      { record, path: ["retires_at"] },
      {
        message: `"${ref}" is retired on ${retiresAt}, before it is deprecated on ${deprecatedAt}`,
        hint: "deprecated_at is the first day on which it is not to be chosen, retires_at the first without answers",
      },
    );
  }
};
