import type { Match } from "./statement.ts";

/**
 * Whether a clause is about an id. As in genai-prices, ids are compared in lower case. A beginning is not
 * about an id whose version goes on after it: what begins with `claude-sonnet-5` says nothing of
 * `claude-sonnet-5-5`.
 */
export function matches(match: Match, id: string): boolean {
  return holds(match, id.toLowerCase());
}

function holds(match: Match, id: string): boolean {
  if ("equals" in match) return id === match.equals.toLowerCase();
  if ("starts_with" in match) return id.startsWith(match.starts_with) && !goesOn(match, id);
  if ("ends_with" in match) return id.endsWith(match.ends_with);
  if ("contains" in match) return id.includes(match.contains);
  if ("regex" in match) return new RegExp(match.regex).test(id);
  if ("or" in match) return match.or.some((each) => holds(each, id));
  return match.and.every((each) => holds(each, id));
}

function goesOn({ starts_with: beginning }: { readonly starts_with: string }, id: string): boolean {
  return /^[-.]\d{1,2}(?!\d)/.test(id.slice(beginning.length));
}
