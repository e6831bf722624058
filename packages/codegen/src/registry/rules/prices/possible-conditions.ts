import type { Rule } from "../rule.ts";

/** A condition names what the model has: an effort that it takes, a protocol that serves it. */
export const possibleConditions: Rule = ({ registry, report }) => {
  for (const record of registry.models) {
    record.when?.forEach((condition, index) => {
      const tests = [
        ["effort", condition.effort, record.efforts],
        ["protocol", condition.protocol, record.protocols],
      ] as const;
      for (const [key, wanted, known] of tests) {
        if (wanted === undefined || known === undefined) continue;
        const missing = wanted.find((word) => !(known as readonly string[]).includes(word));
        if (missing === undefined) continue;
        report(
          "condition-never",
          { record, path: ["when", index, key] },
          {
            message: `"${record.ref}" never has the ${key} ${missing}`,
            hint: `it has ${known.join(", ")}`,
          },
        );
      }
    });
  }
};
