import { urlOf } from "../../derive.ts";
import { endpointsOf, placeholderProblem } from "../../endpoint.ts";
import type { Rule } from "../rule.ts";

/**
 * What looks like a URL is one, and names no user and no place in a page: `https://:80`, `https://me@host`
 * and `https://host#there` do not do.
 */
export const parsableEndpoints: Rule = ({ registry, report }) => {
  for (const record of registry.providers) {
    for (const { text, path } of endpointsOf(record)) {
      // What is wrong with a placeholder is reported as such.
      if (text.startsWith("local:") || placeholderProblem(text) !== undefined) continue;
      const at = { record, path };
      const url = urlOf(text);
      if (url === undefined) {
        report("invalid-endpoint", at, {
          message: `the endpoint of "${record.id}" is not a URL`,
          hint: "check the host and the port",
        });
      } else if (url.username !== "" && url.password === "") {
        // With a password it is a secret, and reported as one.
        report("invalid-endpoint", at, {
          message: `the endpoint of "${record.id}" names a user`,
          hint: "leave out what stands before the @: credentials are not part of an address",
        });
      } else if (text.includes("#")) {
        report("invalid-endpoint", at, {
          message: `the endpoint of "${record.id}" has a part behind #, which no request carries`,
          hint: "leave it out",
        });
      }
    }
  }
};
