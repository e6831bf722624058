import * as z from "zod";
import { list, oneOf, optionalText, providerId, text, url } from "./fields.ts";
import { authSchemes, protocols, transports } from "./vocabulary.ts";

const envName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/)
  .meta({ description: "Name of an environment variable." });

const authEnv =
  "Name of the environment variable that holds the key, or a list of names to try in order. " +
  '`"_"`: none. Never the key itself.';

/**
 * A `[[provider]]` record as written. A `default` is what editors put in for a new record; the keys
 * that have one are to be written all the same.
 */
export const writtenProvider = z.strictObject({
  id: providerId(
    "Kebab-case, without a version: versions belong to models. Models and profiles refer to it.",
  ),
  display_name: text("Name for people."),
  endpoint: z
    .string()
    .regex(/^(https?:\/\/[^\s]+|local:[a-z0-9][a-z0-9-]*)$/)
    .meta({
      description:
        "URL that requests go to, or `local:<program>` for a command-line tool. " +
        "Plain `http` only to this machine when a key is sent.",
      examples: ["https://api.example.com/v1/chat/completions"],
    }),
  auth_scheme: oneOf("How the credential is sent.", authSchemes),
  auth_env: z
    .union([
      // Taplo completes and explains each form on its own, and does not look at what is around them.
      z
        .string()
        .regex(/^(_|[A-Z][A-Z0-9_]*)$/)
        .meta({ description: authEnv, examples: ["EXAMPLE_API_KEY", "_"] }),
      z.array(envName).min(1).meta({ description: authEnv, uniqueItems: true }),
    ])
    .meta({ description: authEnv })
    .optional(),
  api_version_header: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/)
    .meta({ description: "Header that pins the API's version; comes with `api_version_value`." })
    .optional(),
  api_version_value: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .meta({ description: "Value of `api_version_header`." })
    .optional(),
  retry_max: z
    .int()
    .min(0)
    .max(100)
    .meta({ description: "Retries after the first attempt.", default: 3 }),
  retry_backoff_ms: z
    .int()
    .min(0)
    .max(3_600_000)
    .meta({ description: "Delay before the first retry, in milliseconds.", default: 500 }),
  rate_limit_rpm: z
    .int()
    .min(0)
    .max(10_000_000)
    .meta({ description: "Requests per minute. 0: no limit.", default: 60 }),
  billing_currency: z
    .string()
    .regex(/^[A-Z]{3}(-[a-z0-9]+)*$/)
    .meta({
      description:
        "ISO 4217 code, then how it is billed: `USD` per token, `USD-subscription` a flat fee, " +
        "`USD-zero` nothing, `USD-<name>` through the account of that name.",
      default: "USD",
      examples: ["USD", "USD-subscription", "USD-zero"],
    }),
  notes: optionalText("Anything a reader should know."),
  protocol: oneOf(
    "Request and response format. Derived from the endpoint where it is absent.",
    protocols,
  ).optional(),
  transport: oneOf(
    "Whose infrastructure answers. Derived from the endpoint and `auth_scheme` where it is absent.",
    transports,
  ).optional(),
  parent_ref: z
    .string()
    .meta({ description: "Provider whose models this one serves (Bedrock, Azure, Vertex)." })
    .optional(),
  routes_to: list(
    "Providers that a proxy passes requests on to.",
    z.string().meta({ description: "Id of a provider." }),
  ).optional(),
  open_models: z
    .boolean()
    .meta({ description: "Any model id may be sent. Default: true for local ones, else false." })
    .optional(),
  docs_url: url("Official documentation of the API or of its models."),
});

export type WrittenProvider = z.infer<typeof writtenProvider>;
