import { expect, it } from "vitest";
import { didYouMean, suggest } from "../src/text/suggest.ts";

const KEYS = ["id", "slug", "display_name", "endpoint", "auth_scheme", "auth_env", "retry_max"];

it.each<[word: string, candidates: readonly string[], want: string | undefined]>([
  ["retry_mx", KEYS, "retry_max"],
  ["rerty_max", KEYS, "retry_max"],
  ["Auth_Env", KEYS, "auth_env"],
  ["AUTH_ENV", KEYS, "auth_env"],
  ["displayname", KEYS, "display_name"],
  ["di", KEYS, "id"],
  ["slgu", KEYS, "slug"],
  ["retry_max", KEYS, "retry_max"],
  ["homepage", KEYS, undefined],
  ["x", KEYS, undefined],
  ["", KEYS, undefined],
  ["auth", KEYS, undefined],
  ["retry_max", [], undefined],
  // The nearest, and among equals the first.
  ["abcd", ["abxx", "abcx", "abcy"], "abcx"],
  ["abcdef", ["abxxef", "abcdex"], "abcdex"],
  // A third of the letters may be wrong, not more.
  ["abcdef", ["abcdxy"], "abcdxy"],
  ["abcdef", ["abcxyz"], undefined],
  // A swap of neighbours counts once.
  ["abc", ["bac"], "bac"],
  ["abc", ["cab"], undefined],
  ["berer", ["x-api-key", "bearer"], "bearer"],
  ["antropic", ["openai", "anthropic"], "anthropic"],
  // A long word and short ones, and the reverse.
  ["a".repeat(10_000), KEYS, undefined],
  ["id", ["x".repeat(10_000)], undefined],
])("%s: %s gives %s", (word, candidates, want) => {
  expect(suggest(word, candidates)).toBe(want);
  expect(didYouMean(word, candidates)).toBe(
    want === undefined ? undefined : `did you mean "${want}"?`,
  );
});

it("takes any iterable", () => {
  expect(suggest("berer", new Set(["bearer"]))).toBe("bearer");
});
