import { record, text, type UnknownRecord } from "../../platform/records.ts";

/**
 * An item of an answer, kept by the parts that it became: it goes back as it came. A reasoning item and
 * the item that followed it are each refused without the other.
 */
export interface KeptItem {
  readonly item: UnknownRecord;
  /** The id of the other one of a pair; absent: it is in no pair. */
  readonly pair?: string | undefined;
}

/** The signature of a part: it is opaque to all but this protocol. */
export function writeSignature({ item, pair }: KeptItem): string {
  return JSON.stringify(pair === undefined ? { item } : { item, pair });
}

/** `undefined` for a signature that another protocol wrote, or nobody. */
export function readSignature(signature: string | undefined): KeptItem | undefined {
  if (!signature?.startsWith('{"item":')) return undefined;
  try {
    const kept: UnknownRecord = JSON.parse(signature);
    const item = record(kept["item"]);
    return item && { item, pair: text(kept["pair"]) || undefined };
  } catch {
    return undefined;
  }
}
