import { protocols } from "../../schema/vocabulary.ts";
import type { Rule } from "./rule.ts";

/** Every provider's protocol is known: stated, or told by its endpoint. */
export const derivableProtocols: Rule = ({ underivable, report }) => {
  for (const record of underivable) {
    report(
      "underivable-protocol",
      { record, path: ["endpoint"] },
      {
        message: `the endpoint of "${record.id}" does not tell which protocol it speaks`,
        hint: `add protocol = "…", one of ${Object.keys(protocols).join(", ")}`,
      },
    );
  }
};
