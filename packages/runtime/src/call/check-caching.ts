import { isRecord } from "../platform/records.ts";
import { unknownKey } from "../platform/unknown-key.ts";

/** Fits OpenAI's field, which takes 64 characters, and xAI's header. */
const KEY = /^[!-~]{1,64}$/;

/** What is wrong with the `cache` of a request or a client, beginning with where; `undefined`: nothing. */
export function whyNoCaching(cache: unknown): string | undefined {
  if (cache === undefined || cache === "off" || cache === "auto") return undefined;
  if (!isRecord(cache)) return "cache must be off, auto or { key, keep }";
  const unknown = unknownKey(cache, ["key", "keep"], "there are key and keep");
  if (unknown !== undefined) return `cache.${unknown.key} does not exist: ${unknown.hint}`;
  const { key, keep } = cache;
  if (key !== undefined && !(typeof key === "string" && KEY.test(key))) {
    return "cache.key must be 1 to 64 visible ASCII characters";
  }
  if (keep !== undefined && keep !== "short" && keep !== "long") {
    return "cache.keep must be short or long";
  }
  return undefined;
}
