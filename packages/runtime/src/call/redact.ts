const REDACTED = "[redacted]";

/** Takes secrets out of a text, in every spelling in which they are known to come back. */
export type Redact = (text: string) => string;

/** Parameters of URLs that hold credentials, ours and others'. */
const URL_SECRET = /([?&](?:key|api_key|apikey|token|access_token|sig|signature)=)[^&\s"'<>]+/gi;

/** @param secrets what must not show: as it is, URL-encoded, in base64 */
export function createRedact(secrets: readonly string[]): Redact {
  const spellings = new Set<string>();
  for (const secret of secrets) {
    // A short word would be taken out of words that hold it.
    if (secret.length < 4) continue;
    spellings.add(secret);
    spellings.add(encodeURIComponent(secret));
    // JSON escapes quotes and backslashes, and a key may have them.
    spellings.add(JSON.stringify(secret).slice(1, -1));
    // Keys and headers are ASCII: others are refused. What base64 ends with tells nothing.
    const base64 = btoa(secret).replace(/=+$/, "");
    spellings.add(base64);
    spellings.add(base64.replaceAll("+", "-").replaceAll("/", "_"));
  }
  // The longest first: one may be the beginning of another.
  const ordered = [...spellings].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const spelling of ordered) clean = clean.replaceAll(spelling, REDACTED);
    return clean.replace(URL_SECRET, `$1${REDACTED}`);
  };
}

/** Headers that may be shown; any other may hold a secret. */
const SHOWN_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "content-type",
  "user-agent",
  "anthropic-version",
  "anthropic-beta",
]);

/** @param shown another header that may be shown, such as the provider's version header */
export function redactHeaders(
  headers: Readonly<Record<string, string>>,
  shown: string | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SHOWN_HEADERS.has(name) || name === shown ? value : REDACTED,
    ]),
  );
}

/** How far causes are followed. */
const MAX_DEPTH = 5;

/**
 * A copy of an error that holds no secret: the original may have one in its message, its stack, or a
 * property (`TypeError: Failed to parse URL from …?key=…`).
 */
export function redactCause(cause: unknown, redact: Redact, depth = 0): unknown {
  if (!(cause instanceof Error)) return typeof cause === "string" ? redact(cause) : undefined;
  const inner = depth < MAX_DEPTH ? redactCause(cause.cause, redact, depth + 1) : undefined;
  const copy = new Error(redact(cause.message), inner === undefined ? undefined : { cause: inner });
  copy.name = redact(cause.name);
  copy.stack = redact(cause.stack ?? "");
  const { code } = cause as { code?: unknown };
  if (typeof code === "string") Object.assign(copy, { code: redact(code) });
  return copy;
}

export { REDACTED };
