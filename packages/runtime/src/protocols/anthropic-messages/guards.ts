import { isRecord, type UnknownRecord } from "../../platform/unknown-values.ts";

const NOTHING: UnknownRecord = {};

/** What comes from the wire as an object to look into; an empty one for what is none. */
export function record(value: unknown): UnknownRecord {
  return isRecord(value) ? value : NOTHING;
}
