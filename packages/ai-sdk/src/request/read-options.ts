import type { SharedV4ProviderOptions, SharedV4Warning } from "@ai-sdk/provider";
import { KeiError } from "@kei/runtime/core";
import type { AnyOptions } from "./any-options.ts";
import { OPTION_KEYS } from "./any-options.ts";

/**
 * The options of a call over those of its model, key by key.
 *
 * @param vendors names under which another provider of the same models reads its options: what is there was
 * most likely meant for this one
 * @throws KeiError of code `bad-request` for an option that nobody reads
 */
export function readOptions(
  own: AnyOptions,
  given: SharedV4ProviderOptions | undefined,
  vendors: readonly string[],
  warn: (warning: SharedV4Warning) => void,
): AnyOptions {
  for (const vendor of vendors) {
    if (given?.[vendor] === undefined) continue;
    warn({
      type: "unsupported",
      feature: `providerOptions.${vendor}`,
      details: "@kei/ai-sdk reads providerOptions.kei",
    });
  }
  const options = { ...own, ...(given?.["kei"] as AnyOptions | undefined) };
  for (const key of Object.keys(options)) {
    if ((OPTION_KEYS as readonly string[]).includes(key)) continue;
    const message = `${key} is not an option of @kei/ai-sdk: there are ${OPTION_KEYS.join(", ")}`;
    throw new KeiError({ code: "bad-request", message });
  }
  return options;
}
