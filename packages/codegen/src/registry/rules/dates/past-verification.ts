import type { Rule } from "../rule.ts";

/** Nobody has verified anything tomorrow. */
export const pastVerification: Rule = ({ registry, today, report }) => {
  if (today === undefined) return;
  for (const record of registry.models) {
    if (record.verifiedAt === undefined || record.verifiedAt <= today) continue;
    report(
      "future-date",
      { record, path: ["verified_at"] },
      {
        message: `"${record.ref}" was verified on ${record.verifiedAt}, which is after ${today}`,
        hint: "write the date of the last check",
      },
    );
  }
};
