import { urlOf } from "../derive.ts";
import type { Rule } from "./rule.ts";

/** What looks like a URL is one: `https://exa mple` and `https://:80` are not. */
export const parsableEndpoints: Rule = ({ registry, report }) => {
  for (const record of registry.providers) {
    if (record.endpoint.startsWith("local:") || urlOf(record.endpoint) !== undefined) continue;
    report(
      "invalid-endpoint",
      { record, path: ["endpoint"] },
      {
        message: `the endpoint of "${record.id}" is not a URL`,
        hint: "check the host and the port",
      },
    );
  }
};
