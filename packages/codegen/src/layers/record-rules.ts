import { type Condition, requires, when } from "./conditions.ts";
import type { Layer } from "./layer-names.ts";
import { priceKeys } from "./price-keys.ts";
import { keylessSchemes, keySchemes, sendsKey } from "./vocabulary.ts";

/** What holds in a record beyond the shape of each key. Apart from the shapes, which need zod. */
export interface RecordRules {
  readonly conditions: readonly Condition[];
  /** Keys whose values may be lists of strings, each to be named once. */
  readonly listKeys: readonly string[];
}

const providerConditions: readonly Condition[] = [
  when("auth_scheme", {
    branches: [
      {
        values: keySchemes,
        holds: {
          required: ["auth_env"],
          properties: {
            auth_env: {
              anyOf: [
                { type: "string", pattern: "^[A-Z][A-Z0-9_]*$" },
                { type: "array", minItems: 1 },
              ],
            },
          },
        },
      },
      // An unknown scheme is reported as such; nothing follows from it.
      { values: keylessSchemes, holds: { properties: { auth_env: { enum: ["_"] } } } },
    ],
    check({ auth_env }, scheme) {
      const named = auth_env !== undefined && auth_env !== "_";
      if (sendsKey(scheme) && !named) {
        return {
          code: "auth-env-missing",
          key: "auth_env",
          message: `auth_scheme "${scheme}" sends a key, but auth_env names no variable`,
          hint: 'add auth_env = "<NAME>_API_KEY", the environment variable that holds the key',
        };
      }
      if ((keylessSchemes as readonly string[]).includes(scheme) && named) {
        return {
          code: "auth-env-unused",
          key: "auth_env",
          message: `auth_scheme "${scheme}" sends no key, but auth_env names a variable`,
          hint: 'write auth_env = "_", or use the scheme that sends the key',
        };
      }
      return undefined;
    },
  }),
  requires(
    "api_version_header",
    ["api_version_value"],
    "api-version-incomplete",
    "add the version that the header should carry",
  ),
  requires(
    "api_version_value",
    ["api_version_header"],
    "api-version-incomplete",
    "add the name of the header that carries the version",
  ),
];

const input = "cost_input_per_mtok_micro";
const output = "cost_output_per_mtok_micro";
const both = "state both prices, or neither when they are unknown";

const modelConditions: readonly Condition[] = [
  requires(input, [output], "price-incomplete", both),
  requires(output, [input], "price-incomplete", both),
  ...[...priceKeys.filter((key) => key !== input && key !== output), "price_tiers"].map((key) =>
    requires(key, [input, output], "price-incomplete", "state the base prices as well"),
  ),
];

export const recordRules: Readonly<Record<Layer, RecordRules>> = {
  provider: { conditions: providerConditions, listKeys: ["auth_env", "routes_to"] },
  model: { conditions: modelConditions, listKeys: ["aliases", "capabilities", "input"] },
  profile: { conditions: [], listKeys: ["fallback_model_refs"] },
};
