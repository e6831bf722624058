/**
 * What credentials of the services that registries speak of look like, and two shapes that no fact
 * has: credentials inside a URL, and a key in a query. One expression without look-behinds,
 * and with bounds: it goes over files of megabytes, whose values may be as long.
 */
const SECRET = new RegExp(
  [
    String.raw`\b(?:${[
      "sk-[A-Za-z0-9_-]{8,4096}",
      "(?:xai|pplx|csk)-[A-Za-z0-9]{20,4096}",
      "(?:gsk|hf|r8|gh[opsru]|github_pat)_[A-Za-z0-9_]{20,4096}",
      "(?:glpat|nvapi)-[A-Za-z0-9_-]{20,4096}",
      "AIza[A-Za-z0-9_-]{30,4096}",
      String.raw`(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
      String.raw`ya29\.[A-Za-z0-9_-]{20,4096}`,
      "xox[abeoprs]-[A-Za-z0-9-]{10,4096}",
      String.raw`eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,4096}`,
      String.raw`Bearer\s+[A-Za-z0-9._~+/-]{20,4096}`,
    ].join("|")})`,
    "-----BEGIN [A-Z ]*PRIVATE KEY-----",
    String.raw`://[^\s/:@]{0,4096}:[^\s/@]{1,4096}@`,
    String.raw`[?&](?:key|api[-_]?key|token|secret)=[^\s&"']{8,4096}`,
  ].join("|"),
  "g",
);

/** Letters of both cases and digits in one run: nothing that a person would write. */
const RUN = /[A-Za-z\d]{32,4096}/g;
const isMixed = (run: string) => /\d/.test(run) && /[A-Z]/.test(run) && /[a-z]/.test(run);

/** Whether a text contains what looks like a credential. */
export function hasSecret(text: string): boolean {
  return text.search(SECRET) !== -1 || (hasRun(text) && (text.match(RUN) ?? []).some(isMixed));
}

/** The text with everything that looks like a credential blanked out, at the same length. */
export function redactSecrets(text: string): string {
  return text.replace(SECRET, blank).replace(RUN, (run) => (isMixed(run) ? blank(run) : run));
}

function blank(secret: string): string {
  return "•".repeat(secret.length);
}

/** Whether there is a run of 32 at all. It covers one of every 32 places: only those are looked at. */
function hasRun(text: string): boolean {
  for (let at = 31; at < text.length; at += 32) {
    let start = at;
    let end = at;
    while (start > 0 && isAlphanumeric(text.charCodeAt(start - 1))) start--;
    while (end < text.length && isAlphanumeric(text.charCodeAt(end))) end++;
    if (end - start >= 32) return true;
  }
  return false;
}

function isAlphanumeric(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
}
