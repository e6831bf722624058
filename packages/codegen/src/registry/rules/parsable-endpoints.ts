import { urlOf } from "../derive.ts";
import type { Rule } from "./rule.ts";

/** What looks like a URL is one, and names no user: `https://:80` and `https://me@host` do not do. */
export const parsableEndpoints: Rule = ({ registry, report }) => {
  for (const record of registry.providers) {
    if (record.endpoint.startsWith("local:")) continue;
    const at = { record, path: ["endpoint"] };
    const url = urlOf(record.endpoint);
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
    }
  }
};
