import { isRecord } from "../platform/records.ts";

/**
 * A body with what the caller adds to it: objects are merged key by key, all the way down; anything
 * else is replaced.
 */
export function mergeBody(
  body: object,
  extra: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...body };
  for (const [key, value] of Object.entries(extra)) {
    // Assigning it would change the prototype instead.
    if (key === "__proto__") continue;
    const old = merged[key];
    merged[key] = isRecord(old) && isRecord(value) ? mergeBody(old, value) : value;
  }
  return merged;
}
