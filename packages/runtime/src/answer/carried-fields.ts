import { isRecord, text, type UnknownRecord } from "../platform/records.ts";

/** Fields of an item that come in pieces: its words. */
const GROWING: readonly string[] = ["text", "summary", "thinking"];

/**
 * Fields of a message that the provider wants back word for word. In a stream their lists come in
 * pieces, and so do the items in them: an item goes on with the words of the one before when it is of
 * the same kind and place, until that is signed. What is encrypted comes whole.
 */
export class CarriedFields {
  readonly fields = new Map<string, unknown>();

  /**
   * @param isPiece it comes in pieces, which are ours to change
   * @returns whether it says anything
   */
  add(field: string, value: unknown, isPiece: boolean): boolean {
    const items = this.fields.get(field);
    if (!isPiece || !Array.isArray(value) || !Array.isArray(items)) {
      if (!isRecord(value) && !(Array.isArray(value) && value.length > 0)) return false;
      this.fields.set(field, value);
      return true;
    }
    for (const item of value) {
      const last: unknown = items.at(-1);
      if (isRecord(item) && isRecord(last) && goesOn(last, item)) join(last, item);
      else items.push(item);
    }
    return value.length > 0;
  }
}

function goesOn(last: UnknownRecord, item: UnknownRecord): boolean {
  return (
    last["type"] === item["type"] &&
    last["index"] === item["index"] &&
    !last["signature"] &&
    GROWING.some((key) => typeof item[key] === "string" && typeof last[key] === "string")
  );
}

function join(last: Record<string, unknown>, item: UnknownRecord): void {
  for (const [key, value] of Object.entries(item)) {
    if (key === "__proto__" || value === null) continue;
    last[key] = GROWING.includes(key) ? text(last[key]) + text(value) : value;
  }
}
