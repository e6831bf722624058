import { protocols, wordsOf } from "../../../layers/vocabulary.ts";
import { urlOf } from "../../derive.ts";
import type { Rule } from "../rule.ts";

/** Every provider's protocol is known: stated, or told by its endpoint. */
export const derivableProtocols: Rule = ({ underivable, report }) => {
  for (const record of underivable) {
    // An endpoint that is no URL is reported as such.
    if (!record.endpoint.startsWith("local:") && urlOf(record.endpoint) === undefined) continue;
    report(
      "underivable-protocol",
      { record, path: ["endpoint"] },
      {
        message: `the endpoint of "${record.id}" does not tell which protocol it speaks`,
        hint: `add protocol = "…", one of ${wordsOf(protocols).join(", ")}`,
      },
    );
  }
};
