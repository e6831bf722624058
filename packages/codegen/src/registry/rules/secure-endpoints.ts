import { sendsKey } from "../../layers/vocabulary.ts";
import { isLoopback, urlOf } from "../derive.ts";
import type { Rule } from "./rule.ts";

/** A key crosses the network only encrypted. */
export const secureEndpoints: Rule = ({ registry, report }) => {
  for (const record of registry.providers) {
    if (!sendsKey(record.authScheme)) continue;
    const at = { record, path: ["endpoint"] };
    const url = urlOf(record.endpoint);
    if (url?.protocol === "http:" && !isLoopback(url.hostname)) {
      report("insecure-endpoint", at, {
        message: `"${record.id}" would send its key over plain http to ${url.hostname}`,
        hint: "use https",
      });
    }
  }
};
