import type { Match } from "./fact.ts";

/** Whether a clause is about an id. As in genai-prices, ids are compared in lower case. */
export function matches(match: Match, id: string): boolean {
  return holds(match, id.toLowerCase());
}

function holds(match: Match, id: string): boolean {
  if ("equals" in match) return id === match.equals.toLowerCase();
  if ("starts_with" in match) return id.startsWith(match.starts_with);
  if ("ends_with" in match) return id.endsWith(match.ends_with);
  if ("contains" in match) return id.includes(match.contains);
  if ("regex" in match) return new RegExp(match.regex).test(id);
  if ("or" in match) return match.or.some((each) => holds(each, id));
  return match.and.every((each) => holds(each, id));
}
