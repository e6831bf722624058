/** `error`: nothing is generated. `warning`: worth a look, generation goes on. */
export type Severity = "error" | "warning";

/** One kind of finding. */
export interface CatalogEntry {
  readonly severity: Severity;
  /** One sentence for lists and docs; the message of a diagnostic names the particulars. */
  readonly summary: string;
}

const error = (summary: string) => ({ severity: "error", summary }) as const;
const warning = (summary: string) => ({ severity: "warning", summary }) as const;

/**
 * Every code there is. Codes are stable: tools match on them. Each has a fixture in
 * `test/fixtures/bad/<code>` and a row in `docs/diagnostics.md`; a test keeps the three in step.
 */
export const catalog = {
  // The file
  "file-missing": error("A file of the registry is not there or cannot be read."),
  "file-too-large": error("A file is larger than 8 MiB."),
  "not-utf8": error("A file is not UTF-8."),
  "byte-order-mark": warning("A file begins with a byte order mark."),
  "hidden-character": warning("A character that nobody sees, such as one that turns text around."),
  "toml-syntax": error("A file is not TOML 1.0."),

  // The shape of a record
  "unknown-key": error("A key that the record does not have."),
  "missing-key": error("A key that the record must have is missing."),
  "wrong-type": error("A value of the wrong type, such as a string for a number."),
  "invalid-value": error("A value outside the list of values that the key takes."),
  "out-of-range": error("A number or a length outside its limits."),
  "duplicate-item": error("A list names the same thing twice."),
  "invalid-id": error("An id that is not in kebab-case, or has blanks or control characters."),
  "versioned-id": error("A provider id that carries a version; versions belong to models."),
  "reserved-id": error("An id that means something else to JavaScript or to the packages."),
  "invalid-slug": error(
    "A slug that is not lower-case letters, digits, dots, dashes and underscores.",
  ),
  "long-slug": warning("A slug of more than 64 characters."),
  "invalid-endpoint": error("An endpoint that is neither an http(s) URL nor local:<program>."),
  "placeholder-unsafe": error("A placeholder in an endpoint that nothing fills, or not safely."),
  "insecure-endpoint": error("A key would be sent over plain http to a public host."),
  "invalid-env-name": error("auth_env is not the name of an environment variable."),
  "invalid-url": error("A link that is not an http(s) URL."),
  "invalid-currency": error("billing_currency is not a currency code with an optional mode."),
  "invalid-header": error("A header is not a header's name, or its value cannot be sent."),
  "invalid-name": error("A name of a tier, a region, a fee or a field that is none."),
  "invalid-hours": error("A part of a day that is not written hh:mm-hh:mm."),
  "invalid-hash": error("A hash that is not sha256- or sha512- and base64 or hex."),
  "invalid-ref": error("A reference that is not of the form provider/model."),
  "invalid-caps": error("caps has a token outside the alphabet, or tokens that contradict."),
  "invalid-date": error(
    "A date or a time that is not in the calendar, or not written as its key wants it.",
  ),
  "future-date": error("verified_at lies in the future."),
  "secret-in-registry": error(
    "A value looks like a secret. Registries name variables, never keys.",
  ),

  // Keys that depend on each other
  "auth-env-missing": error("An auth scheme that sends a key has no auth_env."),
  "auth-env-unused": error("An auth scheme that sends no key has an auth_env."),
  "auth-header-missing": error("The auth scheme `header` has no auth_header."),
  "auth-header-unused": error("An auth scheme that sends its key elsewhere has an auth_header."),
  "word-twice": error("A word is answered twice, or refused although another word needs it."),
  "retry-incomplete": error("retry_max and retry_backoff_ms come together."),
  "effort-contradicted": error("Efforts say something else than another key of the model."),
  "api-version-incomplete": error("api_version_header and api_version_value come together."),
  "price-incomplete": error("Input and output prices come together, and before any other price."),
  "tier-order": error("Price tiers are not in ascending order."),
  "underivable-protocol": error("The protocol follows neither from a key nor from the endpoint."),
  "endpoint-path": warning("An endpoint does not end as requests of its protocol do."),

  // Across records and files
  "duplicate-id": error("Two records of one kind have the same id."),
  "duplicate-slug": error("Two models have the same slug."),
  "duplicate-alias": error(
    "An alias is also the id or the alias of another model of the provider.",
  ),
  "identifier-clash": error("Two ids become the same identifier in generated code."),
  "unknown-provider": error("A reference to a provider that the registry does not have."),
  "unknown-model": error("A reference to a model that the registry does not have."),
  "source-unknown": error("A record names a source that sources.toml does not have."),
  "self-reference": error("A record refers to itself."),
  "successor-undated": error("A model has a successor, and nothing says when it ends."),
  "successor-loop": error("Models replace each other in a circle."),
  "successor-gone": warning("The successor of a model is deprecated itself, and has none."),
  "deprecated-reference": warning("A reference to a model that is deprecated."),
  "protocol-without-endpoint": error("A protocol of a model has no endpoint at its provider."),
  "condition-never": error("A condition names what the model never has."),
  "retires-before-deprecated": error("A model is retired before it is deprecated."),
  "price-overlap": error("Two prices of a model hold at the same time."),
  "price-gap": error("Nothing is known of the price of a time between two others."),
  "price-row-dead": error("A price that never holds."),
  "unbilled-price": warning("A price per token at a provider that does not bill per token."),

  // Facts that look wrong
  "price-float": error("A price written as a float; prices are integers in micro-cents."),
  "price-negative": error("A price below zero."),
  "price-too-small": warning("A price so small that it is probably dollars or cents."),
  "price-too-large": warning("A price above $1,000 per million tokens."),
  "half-free": warning("Input costs nothing and output something, or the other way round."),
  "output-below-input": warning("Output costs less than input."),
  "cache-read-dear": warning("Input from a cache costs more than input from none."),
  "cache-write-order": warning("Writing to a cache for longer costs less than for a shorter time."),
  "tier-below-base": warning("A price of long inputs is below the one of shorter ones."),
  "tier-above-window": warning("A price tier for inputs that are longer than the window."),
  "window-implausible": warning("A window of a size that no model has."),
  "input-above-window": warning("The most input is more than the window."),
  "output-above-window": warning("The most output is more than the window."),
  "price-comment-mismatch": warning(
    "An amount beside a price that disagrees with it, or is in another currency.",
  ),
  "price-row-due": warning("A price whose day has come is not in models.toml yet."),
  "row-beats-percent": warning("A tier or region has a price and a percent: the price counts."),
  "retires-soon": warning("A model that may be chosen retires soon (with --retire-within)."),
  "stale-registry": warning("The newest facts of the registry are more than 90 days old."),
  "stale-fact": warning("Facts that were verified longer ago than --max-age, or never."),
  "dispute-new": error("A source disagrees with the registry, and no dispute says why."),
  "dispute-stale": error("A dispute that the registry or a source no longer bears out."),
} satisfies Record<string, CatalogEntry>;

/** Stable name of a kind of finding. */
export type Code = keyof typeof catalog;
