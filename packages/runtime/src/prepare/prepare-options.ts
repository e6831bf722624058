import type { ProviderOptions } from "../chat/provider-options.ts";
import { badRequest, must } from "../failure/request-failures.ts";
import { isRecord } from "../platform/records.ts";
import { unknownKey } from "../platform/unknown-key.ts";
import type { Target } from "./target.ts";

/**
 * What the options of the target's own vendor add to the body. Those of others are for others.
 *
 * @throws FailureError of code `bad-request` for an option that the vendor does not have
 */
export function prepareOptions(
  options: ProviderOptions,
  { protocol }: Target,
): Record<string, unknown> {
  const { group, fields } = protocol.supports.options ?? {};
  const given: unknown = group && options[group];
  const body: Record<string, unknown> = {};
  if (fields === undefined || given === undefined) return body;
  if (!isRecord(given)) throw must(`options.${group}`, "an object");
  const unknown = unknownKey(given, Object.keys(fields), "other fields go into extraBody");
  if (unknown !== undefined) {
    throw badRequest(
      `options.${group}.${unknown.key} is not an option of ${protocol.name}: ${unknown.hint}`,
    );
  }
  for (const [name, path] of Object.entries(fields)) {
    if (given[name] === undefined) continue;
    const [key, inner] = path.split(".") as [string, string?];
    body[key] =
      inner === undefined ? given[name] : { ...(body[key] as object), [inner]: given[name] };
  }
  return body;
}
