import type { JSONObject } from "@ai-sdk/provider";

/** A copy that is JSON, without what is absent; amounts of money become decimal strings. */
export function toJson(value: object): JSONObject {
  return JSON.parse(
    JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}` : part)),
  );
}
