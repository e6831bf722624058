import * as z from "zod";
import { amountsIn } from "../text/amount.ts";
import { grouped } from "../text/numbers.ts";
import { authHeaderChanges, billingChanges, members } from "./compare.ts";
import { type Condition, requires, when } from "./conditions.ts";
import { dialect, dialectText, writtenDialect } from "./dialect.ts";
import {
  byName,
  derived,
  derivedOptional,
  type FactsOf,
  fact,
  flag,
  integer,
  listOf,
  mapOf,
  optional,
  refTo,
  setOf,
  struct,
  text,
  variants,
  word,
} from "./fact.ts";
import * as field from "./fields.ts";
import { layer } from "./layer.ts";
import {
  type AuthScheme,
  authSchemes,
  billingModes,
  cacheTtls,
  capabilities,
  keylessSchemes,
  keySchemes,
  protocols,
  sendsKey,
  transports,
} from "./vocabulary.ts";

/** Longest endpoint: no server takes longer URLs, and what looks into them may take its square. */
const MAX_ENDPOINT = 2000;

const envName = {
  code: "invalid-env-name",
  what: "which does not name an environment variable",
  hint: 'write a name such as "EXAMPLE_API_KEY", never the key itself; "_" for none',
} as const;

const header = {
  code: "invalid-header",
  what: "which cannot be sent in a header",
  hint: "use printable ASCII without blanks",
} as const;

/** Vendors have names that begin with a digit, such as `302AI_API_KEY`; a letter is in all of them. */
const ENV_NAME = "^[0-9]*[A-Z][A-Z0-9_]*$";

const RETRY = "state both, or neither when they are unknown";

const authEnv =
  "Name of the environment variable that holds the key, or a list of names to try in order; a scheme " +
  'that sends a key needs one. `"_"`: none. Never the key itself.';

/** Schemes that send a key name a variable that holds one, and the others none. */
const authEnvFitsScheme: Condition = when("auth_scheme", {
  branches: [
    {
      values: keySchemes,
      holds: {
        required: ["auth_env"],
        properties: {
          auth_env: {
            anyOf: [
              { type: "string", pattern: ENV_NAME },
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
});

/** Where a request carries its key. */
const auth = variants("Auth", "Where a request carries its key.", "in", {
  header: {
    doc: "In a header, whose value is the prefix and then the key.",
    facts: {
      name: fact(text, {
        doc: "Name of the header, in lower case, or of the parameter.",
        change: "follows",
      }),
      prefix: optional(text, {
        doc: "What stands before the key; absent: nothing.",
        change: "follows",
      }),
    },
  },
  query: {
    doc: "In the query of the URL, percent-encoded.",
    facts: {
      name: fact(text, {
        doc: "Name of the header, in lower case, or of the parameter.",
        change: "follows",
      }),
    },
  },
  none: { doc: "No key of ours is sent.", facts: {} },
});

/** What holds for the models of a provider that do not say otherwise. */
const writtenDefaults = field.table(
  "What holds for models that do not say otherwise. A model's key replaces the whole value; words are answered one by one.",
  {
    protocols: field
      .wordList("Protocols that serve a model, the one to prefer first.", protocols)
      .optional(),
    capabilities: field
      .wordList(
        "What a model can do that does not answer the word itself, in `capabilities`, `refuses` or `when`.",
        capabilities,
      )
      .optional(),
    refuses: field
      .wordList("What a model does not do that does not answer the word itself.", capabilities)
      .optional(),
    cache_ttls: field
      .wordList("How long a request can have a model keep its prompt in a cache.", cacheTtls)
      .optional(),
    service_tier_percent: field.percents("Percent of a model's standard price by tier of service."),
    region_percent: field.percents("Percent of a model's standard price by region."),
    fees: field.fees("What is billed by its number: searches, images, pages."),
    source_url: field.url("Page on which a person can check the facts."),
  },
);

/** A header of its own is named by the scheme that has none. */
const authHeaderFitsScheme: Condition = {
  keywords: {},
  check({ auth_scheme, auth_header, endpoint_auth }) {
    const schemes = [auth_scheme, ...Object.values((endpoint_auth ?? {}) as object)];
    if (schemes.includes("header") && auth_header === undefined) {
      return {
        code: "auth-header-missing",
        key: "auth_header",
        message: 'auth_scheme "header" sends the key in a header, but auth_header names none',
        hint: 'add auth_header, such as "api-key"',
      };
    }
    const takesOne = schemes.some((scheme) => HEADER_SCHEMES.includes(scheme as AuthScheme));
    if (auth_header !== undefined && !takesOne) {
      return {
        code: "auth-header-unused",
        key: "auth_header",
        message: `auth_scheme "${String(auth_scheme)}" has no use for auth_header`,
        hint: 'write auth_scheme = "header", or leave auth_header out',
      };
    }
    return undefined;
  },
};

const HEADER_SCHEMES: readonly AuthScheme[] = ["header", "bearer", "query-key"];

/** An LLM provider: where it is, how it is reached, what it asks of a client. */
export const provider = layer({
  layer: "provider",
  name: "Provider",
  title: "LLM providers",
  doc: "An LLM provider: where it is, how it is reached, what it asks of a client.",
  // A `default` is what editors put in for a new record; the keys that have one are to be written all
  // the same.
  written: {
    id: field.providerId(
      "Kebab-case, without a version: versions belong to models. Models and profiles refer to it.",
    ),
    display_name: field.text("Name for people."),
    endpoint: field.matching(
      "URL that requests go to, or `local:<program>` for a command-line tool. `${NAME}` in it is filled " +
        "from a variable of the environment, `${model}` is the id of the model. " +
        "Plain `http` only to this machine or a private network when a key is sent.",
      /^((https?:\/\/|\$\{)[^\s]+|local:[a-z0-9][a-z0-9-]*)$/,
      {
        code: "invalid-endpoint",
        what: "which is not an endpoint",
        hint: 'write an http(s) URL, "local:<program>" for a command-line tool, or begin with ${NAME} for a variable that holds a URL',
      },
      { max: MAX_ENDPOINT, examples: ["https://api.example.com/v1/chat/completions"] },
    ),
    endpoints: field.byWord("Further endpoints, by protocol.", protocols, (about) =>
      field.matching(
        about,
        /^(https?:\/\/|\$\{)[^\s]+$/,
        {
          code: "invalid-endpoint",
          what: "which is not an endpoint",
          hint: "write an http(s) URL",
        },
        { max: MAX_ENDPOINT },
      ),
    ),
    auth_scheme: field.oneOf("How the credential is sent.", authSchemes),
    auth_header: field
      .matching(
        "Header that carries the key. The scheme `header` needs it; `bearer` and `query-key` may have it.",
        /^[A-Za-z][A-Za-z0-9-]*$/,
        header,
      )
      .optional(),
    endpoint_auth: field.byWord(
      "How the credential is sent to a further endpoint, where that differs.",
      protocols,
      () => field.oneOf("How the credential is sent.", authSchemes),
    ),
    auth_env: z
      .union([
        // Taplo completes and explains each form on its own, and does not look at what is around them.
        field.matching(authEnv, new RegExp(`^_$|${ENV_NAME}`), envName, {
          examples: ["EXAMPLE_API_KEY", "_"],
        }),
        field.list(
          authEnv,
          field.matching("Name of an environment variable.", new RegExp(ENV_NAME), envName),
        ),
      ])
      .meta({ description: authEnv })
      .optional(),
    api_version_header: field
      .matching(
        "Header that pins the API's version; comes with `api_version_value`.",
        /^[A-Za-z][A-Za-z0-9-]*$/,
        header,
      )
      .optional(),
    api_version_value: field
      .matching("Value of `api_version_header`.", /^[\x21-\x7e]+$/, header)
      .optional(),
    headers: z
      .record(
        field.matching("Name of a header.", /^[A-Za-z][A-Za-z0-9-]*$/, header),
        field.matching(
          "Value of the header; `${NAME}` is filled from a variable of the environment.",
          /^[\x20-\x7e]+$/,
          header,
        ),
      )
      .meta({ description: "Headers that go with every request. Never a key." })
      .optional(),
    retry_max: field
      .whole(0, 100, "Retries after the first attempt. Absent: unknown.", 3)
      .optional(),
    retry_backoff_ms: field
      .whole(0, 3_600_000, "Delay before the first retry, in milliseconds.", 500)
      .optional(),
    rate_limit_rpm: field
      .whole(0, 10_000_000, "Requests per minute. 0: no limit; absent: unknown.", 60)
      .optional(),
    rate_limit_tpm: field
      .whole(1, 10_000_000_000, "Tokens per minute. Absent: unknown.")
      .optional(),
    rate_limit_tpm_counts_cache_reads: field.flag(
      "Whether tokens that are read from a cache count towards `rate_limit_tpm`.",
    ),
    billing_currency: field.matching(
      "ISO 4217 code, then how it is billed: `USD` per token, `USD-subscription` a flat fee, " +
        "`USD-zero` nothing, `USD-<name>` through the account of that name.",
      /^[A-Z]{3}(-[a-z0-9]+)*$/,
      (written) => ({
        code: "invalid-currency",
        what: "which is not a currency with an optional mode",
        hint: currencyHint(written),
      }),
      { default: "USD", examples: ["USD", "USD-subscription", "USD-zero"] },
    ),
    notes: field.optionalText("Anything a reader should know."),
    protocol: field
      .oneOf(
        "Request and response format. Derived from the endpoint where it is absent.",
        protocols,
      )
      .optional(),
    transport: field
      .oneOf(
        "Whose infrastructure answers. Derived from the endpoint and `auth_scheme` where it is absent.",
        transports,
      )
      .optional(),
    parent_ref: z
      .string()
      .meta({ description: "Provider whose models this one serves (Bedrock, Azure, Vertex)." })
      .optional(),
    routes_to: field
      .list(
        "Providers that a proxy passes requests on to.",
        z.string().meta({ description: "Id of a provider." }),
      )
      .optional(),
    own_endpoint: field.flag(
      "Whether the endpoints are one's own, as those of a gateway in the same company: they are sent the trace that a call is part of (`traceparent`, `tracestate`). Absent: no.",
    ),
    open_models: z
      .boolean()
      .meta({ description: "Any model id may be sent. Default: true for local ones, else false." })
      .optional(),
    docs_url: field.url("Official documentation of the API or of its models."),
    dialect: writtenDialect.optional(),
    defaults: writtenDefaults.optional(),
  },
  facts: {
    id: fact(text, {
      doc: 'Kebab-case, without a version: `"anthropic"`.',
      change: "name",
      parameter: "Id",
    }),
    displayName: fact(text, {
      doc: 'For people: `"Anthropic"`.',
      label: "name",
      change: "text-changed",
    }),
    endpoint: fact(text, {
      doc: "URL that requests go to, or `local:<program>` for a command-line tool. `${NAME}` is filled from a variable of the environment, `${model}` is the id of the model.",
      label: "endpoint",
      change: "endpoint-changed",
    }),
    endpoints: optional(mapOf(protocols, text), {
      doc: "Further endpoints, by protocol; absent: none.",
      label: "further endpoints",
      isRare: true,
      show: pairsText,
      none: "none",
      change: "endpoint-changed",
    }),
    authScheme: fact(word(authSchemes), {
      doc: "How it takes its credential.",
      label: "auth scheme",
      change: "auth-scheme-changed",
      parameter: "Scheme",
    }),
    authEnv: derived(listOf(text), {
      doc: "Names of the environment variables that may hold the key, in order. Empty: no key is needed.",
      label: "auth env",
      change: members({
        added: "auth-env-added",
        removed: "auth-env-removed",
        reordered: "auth-env-reordered",
      }),
    }),
    auth: derived(auth, {
      doc: "Where a request carries its key, as `authScheme` says.",
      change: authHeaderChanges,
    }),
    endpointAuth: derivedOptional(mapOf(protocols, auth), {
      doc: "Where a request to a further endpoint carries its key, where that differs, by protocol.",
      change: "endpoint-auth-changed",
    }),
    headers: optional(byName(text), {
      doc: "Headers that go with every request, by name. `${NAME}` is filled from a variable of the environment.",
      label: "headers",
      isRare: true,
      show: pairsText,
      none: "none",
      change: "headers-changed",
    }),
    protocol: derived(word(protocols), {
      doc: "The format of requests and answers.",
      label: "protocol",
      change: "protocol-changed",
      parameter: "Wire",
    }),
    transport: derived(word(transports), {
      doc: "Whose infrastructure answers.",
      label: "transport",
      change: "transport-changed",
      parameter: "Via",
    }),
    apiVersion: optional(
      struct("ApiVersion", "A header that pins the version of an API.", {
        header: fact(text, { doc: "Name of the header.", change: "follows" }),
        value: fact(text, { doc: "Its value.", change: "follows" }),
      }),
      {
        doc: "A header that pins the API's version, where the API wants one.",
        label: "API version",
        show: (of: { header: string; value: string }) => `${of.header}: ${of.value}`,
        change: "api-version-changed",
      },
    ),
    retry: optional(
      struct("Retry", "When a request is sent again.", {
        max: fact(integer(0), {
          doc: "Retries after the first attempt.",
          label: "retries",
          change: "follows",
        }),
        backoffMs: fact(integer(0), {
          doc: "Delay before the first retry, in milliseconds.",
          label: "retry delay",
          show: milliseconds,
          change: "follows",
        }),
      }),
      { doc: "When a request is sent again; absent: unknown.", change: "retry-changed" },
    ),
    rateLimitRpm: optional(integer(1), {
      doc: "Requests per minute; absent: no limit, or unknown, as `rateLimited` says.",
      label: "requests per minute",
      absent: 0,
      absentText: "unlimited",
      absentRule: "0 is no limit",
      change: "rate-limit-changed",
    }),
    rateLimited: derivedOptional(flag, {
      doc: "Whether there is a limit of requests per minute; absent: unknown.",
      change: "follows",
    }),
    rateLimitTpm: optional(integer(1), {
      doc: "Tokens per minute; absent: unknown.",
      label: "tokens per minute",
      isRare: true,
      change: "rate-limit-changed",
    }),
    rateLimitTpmCountsCacheReads: optional(flag, {
      doc: "Whether tokens that are read from a cache count towards `rateLimitTpm`; absent: unknown.",
      label: "cache reads count",
      isRare: true,
      change: "rate-limit-changed",
    }),
    dialect: optional(dialect, {
      doc: "How the server differs from the one whose protocol it speaks.",
      label: "dialect",
      isRare: true,
      show: dialectText,
      none: "that of the protocol",
      change: "dialect-changed",
    }),
    billing: derived(
      struct("Billing", "How use of a provider is paid for.", {
        currency: fact(text, {
          doc: 'ISO 4217 code in which the provider bills, such as `"USD"`.',
          label: "currency",
          key: "billing_currency",
          change: "follows",
        }),
        mode: derived(word(billingModes), {
          doc: "What is billed.",
          label: "billing",
          change: "follows",
        }),
        account: optional(text, {
          doc: 'Whose account, when `mode` is `account`: `"keisei"` for `USD-keisei`.',
          change: "follows",
        }),
      }),
      { doc: "How its use is paid for.", change: billingChanges },
    ),
    openModels: derived(flag, {
      doc: "Any model id may be sent, not only those listed (local servers, by default).",
      label: "open models",
      change: (before: boolean, after: boolean) => [
        { kind: after ? "open-models-opened" : "open-models-closed", before, after },
      ],
    }),
    ownEndpoint: optional(flag, {
      doc: "Whether the endpoints are one's own: they are sent the trace that a call is part of (`traceparent`, `tracestate`); absent: no.",
      label: "own endpoint",
      isRare: true,
      change: "own-endpoint-changed",
    }),
    parentRef: optional(refTo("provider"), {
      doc: "Id of the provider whose models this one serves (Bedrock, Azure, Vertex).",
      label: "serves models of",
      change: "parent-changed",
    }),
    routesTo: optional(setOf(refTo("provider")), {
      doc: "Ids of the providers that a proxy passes requests on to.",
      label: "routes to",
      emptyIsAbsent: true,
      change: "routes-changed",
    }),
    docsUrl: optional(text, { label: "documentation", change: "text-changed" }),
    notes: optional(text, {
      label: "notes",
      absent: "",
      isForReaders: true,
      change: "text-changed",
    }),
  },
  conditions: [
    authEnvFitsScheme,
    authHeaderFitsScheme,
    requires("retry_max", ["retry_backoff_ms"], "retry-incomplete", RETRY),
    requires("retry_backoff_ms", ["retry_max"], "retry-incomplete", RETRY),
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
  ],
});

const CURRENCY_WORDS: Readonly<Record<string, string>> = {
  dollar: "USD",
  dollars: "USD",
  euro: "EUR",
  euros: "EUR",
  pound: "GBP",
  pounds: "GBP",
  yuan: "CNY",
  renminbi: "CNY",
  yen: "JPY",
};

/** What a currency is that somebody wrote by its sign, its name, or in lower case. */
function currencyHint(written: string): string {
  const [, code, , mode] =
    /^([A-Za-z]{3})(?:(-|_|\s)([A-Za-z0-9-]{1,40}))?$/.exec(written.trim()) ?? [];
  if (code !== undefined) {
    return `write "${code.toUpperCase()}${mode === undefined ? "" : `-${mode.toLowerCase()}`}"`;
  }
  const word = written.toLowerCase();
  const [sign] = written.length > 8 ? [] : amountsIn(`${written} 1`);
  const meant = Object.hasOwn(CURRENCY_WORDS, word) ? CURRENCY_WORDS[word] : sign?.currencies[0];
  return meant === undefined
    ? 'such as "USD", "USD-subscription", "USD-zero" or "USD-<account>"'
    : `write "${meant}"`;
}

function pairsText(of: Readonly<Record<string, string>>): string {
  return Object.entries(of)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

function milliseconds(of: number): string {
  return `${grouped(of)} ms`;
}

export type WrittenProvider = z.infer<typeof provider.record>;
export interface Provider extends FactsOf<typeof provider.facts> {}
export type Billing = Provider["billing"];
