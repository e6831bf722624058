import { isLoopback, urlOf } from "../../derive.ts";
import { endpointsOf, variablesOf } from "../../endpoint.ts";
import type { Rule } from "../rule.ts";

/**
 * A key crosses the network only encrypted. A host that a variable completes may be any; where a variable
 * holds the whole beginning of the URL, the client looks at it.
 */
export const secureEndpoints: Rule = ({ registry, report }) => {
  for (const record of registry.providers) {
    for (const { text, path, auth } of endpointsOf(record)) {
      if (auth.in === "none") continue;
      const url = urlOf(text);
      if (url?.protocol !== "http:" || isLoopback(url.hostname)) continue;
      const written = /^http:\/\/([^/?]*)/.exec(text)?.[1] ?? "";
      const host = variablesOf(written).length > 0 ? written : url.hostname;
      report(
        "insecure-endpoint",
        { record, path },
        {
          message: `"${record.id}" would send its key over plain http to ${host}`,
          hint: "use https",
        },
      );
    }
  }
};
