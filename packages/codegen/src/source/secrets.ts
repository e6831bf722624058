/**
 * What credentials of the services that registries speak of look like, and three shapes that no
 * fact has: credentials inside a URL, a key in a query, a long run of mixed letters and digits.
 * Each stands with texts of which one occurs wherever it can match: looking for those first makes
 * the search over a file of megabytes ten times as fast.
 */
const SECRETS: readonly (readonly [hints: readonly string[], pattern: RegExp])[] = [
  [["sk-"], /\bsk-[A-Za-z0-9_-]{8,}/g],
  [["xai-", "pplx-", "csk-"], /\b(?:xai|pplx|csk)-[A-Za-z0-9]{20,}/g],
  [
    ["gsk_", "hf_", "r8_", "gho_", "ghp_", "ghs_", "ghr_", "ghu_", "github_pat_"],
    /\b(?:gsk|hf|r8|gh[opsru]|github_pat)_[A-Za-z0-9_]{20,}/g,
  ],
  [["glpat-", "nvapi-"], /\b(?:glpat|nvapi)-[A-Za-z0-9_-]{20,}/g],
  [["AIza"], /\bAIza[A-Za-z0-9_-]{30,}/g],
  [["AKIA", "ASIA"], /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  [["ya29."], /\bya29\.[A-Za-z0-9_-]{20,}/g],
  [["xox"], /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g],
  [["eyJ"], /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g],
  [["PRIVATE KEY-----"], /-----BEGIN [A-Z ]*PRIVATE KEY-----/g],
  [["Bearer "], /\bBearer\s+[A-Za-z0-9._~+/-]{20,}/g],
  [["://"], /:\/\/[^\s/:@]*:[^\s/@]+@/g],
  [["key=", "token=", "secret="], /[?&](?:key|api[-_]?key|token|secret)=[^\s&"']{8,}/g],
  [[], /(?<![A-Za-z\d])(?=[a-zA-Z]*\d)(?=[a-z\d]*[A-Z])(?=[A-Z\d]*[a-z])[A-Za-z\d]{32,}/g],
];

/** Whether a text contains what looks like a credential. */
export function hasSecret(text: string): boolean {
  return candidates(text).some((pattern) => text.search(pattern) !== -1);
}

/** The text with everything that looks like a credential blanked out, at the same length. */
export function redactSecrets(text: string): string {
  return candidates(text).reduce(
    (rest, pattern) => rest.replace(pattern, (secret) => "•".repeat(secret.length)),
    text,
  );
}

function candidates(text: string): RegExp[] {
  return SECRETS.filter(([hints]) =>
    hints.length === 0 ? hasLongRun(text) : hints.some((hint) => text.includes(hint)),
  ).map(([, pattern]) => pattern);
}

/** Letters and digits of the last pattern, in a run. */
const RUN = 32;

/** Such a run covers one of every 32 places, so only those are looked at. */
function hasLongRun(text: string): boolean {
  for (let at = RUN - 1; at < text.length; at += RUN) {
    let start = at;
    let end = at;
    while (start > 0 && isAlphanumeric(text.charCodeAt(start - 1))) start--;
    while (end < text.length && isAlphanumeric(text.charCodeAt(end))) end++;
    if (end - start >= RUN) return true;
  }
  return false;
}

function isAlphanumeric(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
}
