import { present } from "../platform/records.ts";
import { splitQuery } from "../platform/url-part.ts";
import type { TokenCounting } from "./protocol.ts";

/**
 * Counting at an endpoint below that of the requests. It takes what of a body makes the input, and
 * refuses the rest.
 *
 * @param keys of bodies that it takes
 */
export function countsBelow(segment: string, keys: readonly string[]): TokenCounting {
  return {
    url(url) {
      const [path, query] = splitQuery(url);
      return `${path.replace(/\/$/, "")}/${segment}${query}`;
    },
    body: (body) => present(Object.fromEntries(keys.map((key) => [key, body[key]]))),
    tokens: (answer) => answer["input_tokens"],
  };
}
