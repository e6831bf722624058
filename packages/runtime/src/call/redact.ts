const REDACTED = "[redacted]";

/**
 * Takes secrets out of a text, in every spelling in which they are known to come back.
 *
 * @param own most of the words are ours: then what could be one of them stays
 */
export type Redact = (text: string, own?: boolean) => string;

/** Parameters of URLs that hold credentials, ours and others'. */
const URL_SECRET = /([?&](?:key|api_key|apikey|token|access_token|sig|signature)=)[^&\s"'<>]+/gi;

/** A shorter one would be taken out of words that hold it. */
const SHORTEST = 4;

/** A part of a header that is shorter is no secret; nor does our own text have one. */
const SHORTEST_PART = 8;

/** What a word looks like that says something, such as a vendor's name. */
const PLAIN_WORD = /^[a-z_-]{1,19}$/i;

/** Headers that hold a secret, whatever it looks like. */
const SECRET_HEADER = /auth|cookie|credential|key|pass|secret|session|signature|token/;

/** What a client knows that must not show. */
export interface Secrets {
  /** The key, and those before it. */
  readonly keys: readonly string[];
  /** The caller's; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ids of the provider and the model, which no secret is. */
  readonly known: readonly (string | undefined)[];
}

/**
 * Finds the key and what is in the caller's headers, whole and in parts: as it is, escaped, URL-encoded,
 * and in base64, alone or with anything around it. A beginning that is half of a long one counts as well,
 * since servers cut their messages.
 */
export function createRedact({ keys, headers, known }: Secrets): Redact {
  const secrets = new Set<string>(keys);
  for (const [name, value] of Object.entries(headers)) {
    if (SHOWN_HEADERS.has(name)) continue;
    if (SECRET_HEADER.test(name) || !PLAIN_WORD.test(value)) secrets.add(value);
    for (const part of partsOf(value)) secrets.add(part);
  }
  for (const id of known) if (id !== undefined && !keys.includes(id)) secrets.delete(id);
  const foreign = spellingsOf([...secrets].filter(({ length }) => length >= SHORTEST));
  const ours = spellingsOf(
    [...secrets].filter(
      (secret) =>
        secret.length >= (keys.includes(secret) ? SHORTEST : SHORTEST_PART) &&
        !PLAIN_WORD.test(secret),
    ),
  );
  return (text, own = false) => {
    let clean = text;
    for (const [spelling, isBase64] of own ? ours : foreign)
      clean = hide(clean, spelling, isBase64);
    return clean.replace(URL_SECRET, `$1${REDACTED}`);
  };
}

/** What of a header may be a secret by itself: a token behind its scheme, the value of a cookie or in JSON. */
function partsOf(value: string): string[] {
  const parts = value.split(/[\s"'=:;,&?|<>(){}[\]\\]/);
  if (/^basic /i.test(value)) {
    try {
      parts.push(...atob(value.slice(6).trim()).split(":"));
    } catch {
      // It was no base64.
    }
  }
  return parts.filter((part) => part.length >= SHORTEST_PART && !PLAIN_WORD.test(part));
}

/** The longest first: one may be the beginning of another. */
function spellingsOf(secrets: readonly string[]): [spelling: string, isBase64: boolean][] {
  const spellings = new Map<string, boolean>();
  for (const secret of secrets) {
    spellings.set(secret, false);
    const encoded = encodeURIComponent(secret);
    spellings.set(encoded, false);
    spellings.set(
      encoded.replace(/%../g, (code) => code.toLowerCase()),
      false,
    );
    // JSON escapes quotes and backslashes, and a key may have them; so does HTML.
    spellings.set(JSON.stringify(secret).slice(1, -1), false);
    spellings.set(
      secret.replace(/[&<>"']/g, (char) => ENTITIES[char] as string),
      false,
    );
    for (const core of base64CoresOf(secret)) {
      spellings.set(core, true);
      spellings.set(core.replaceAll("+", "-").replaceAll("/", "_"), true);
    }
  }
  return [...spellings].sort(([a], [b]) => b.length - a.length);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * What all base64 that has a secret inside holds, whatever stands before and after it: it depends on how
 * many bytes are before, but for whole groups of three.
 */
function base64CoresOf(secret: string): string[] {
  return [0, 1, 2]
    .map((before) =>
      // Keys and headers are ASCII: others are refused.
      btoa("\0".repeat(before) + secret).slice(
        Math.ceil((before * 4) / 3),
        Math.floor(((before + secret.length) * 4) / 3),
      ),
    )
    .filter(({ length }) => length >= SHORTEST);
}

/** Puts the mark in the place of a spelling, and of a beginning of it that is half of one and long. */
function hide(text: string, spelling: string, isBase64: boolean): string {
  const half = Math.max(2 * SHORTEST_PART, Math.ceil(spelling.length / 2));
  const head = spelling.slice(0, half);
  let clean = "";
  let done = 0;
  for (let at = text.indexOf(head); at !== -1; at = text.indexOf(head, done)) {
    let start = at;
    let end = at + head.length;
    while (end - at < spelling.length && text[end] === spelling[end - at]) end += 1;
    if (isBase64) {
      while (start > done && isBase64Char(text, start - 1)) start -= 1;
      while (isBase64Char(text, end) || text[end] === "=") end += 1;
    }
    clean += text.slice(done, start) + REDACTED;
    done = end;
  }
  return clean + text.slice(done);
}

function isBase64Char(text: string, at: number): boolean {
  return /^[\w+/-]$/.test(text.charAt(at));
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
