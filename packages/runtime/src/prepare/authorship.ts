import type { Origin } from "../chat/request.ts";
import type { Target } from "./target.ts";

/** Who wrote a part, seen from whoever is asked now. Nothing is known of what a caller wrote. */
export type Authorship = "same" | "same-provider" | "other" | "unknown";

export function authorship(
  from: Origin | undefined,
  { provider, id, protocol: { name } }: Target,
): Authorship {
  if (from === undefined || from === null) return "unknown";
  const { provider: author, model, protocol = name } = from;
  if (author !== provider.id) return "other";
  return model === id && protocol === name ? "same" : "same-provider";
}

/** Whether it means nothing to whoever is asked. */
export function isForeign(from: Origin | undefined, target: Target): boolean {
  const author = authorship(from, target);
  return author === "other" || author === "same-provider";
}
