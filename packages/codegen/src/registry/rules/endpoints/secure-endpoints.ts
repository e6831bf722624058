import { urlOf } from "../../derive.ts";
import { endpointsOf, variablesOf } from "../../endpoint.ts";
import { isPrivateHost } from "../../is-private-host.ts";
import type { Rule } from "../rule.ts";

/**
 * A key crosses networks of others only encrypted; inside a private one, such as that of compose, most
 * servers speak plain http. A host that a variable completes is private only where its end says so; where
 * a variable holds the whole beginning of the URL, the client looks at it.
 */
export const secureEndpoints: Rule = ({ registry, report }) => {
  for (const record of registry.providers) {
    for (const { text, path, auth } of endpointsOf(record)) {
      if (auth.in === "none") continue;
      const url = urlOf(text);
      if (url?.protocol !== "http:") continue;
      const written = /^http:\/\/([^/?]*)/.exec(text)?.[1] ?? "";
      const isFilled = variablesOf(written.replace(/:[^:]*$/, "")).length > 0;
      // What stands for a variable is no name of a service.
      if (isPrivateHost(isFilled ? `a.${url.hostname}` : url.hostname)) continue;
      const host = isFilled ? written : url.hostname;
      report(
        "insecure-endpoint",
        { record, path },
        {
          message: `"${record.id}" would send its key over plain http to ${host}`,
          hint: "use https; plain http is for this machine and private networks",
        },
      );
    }
  }
};
