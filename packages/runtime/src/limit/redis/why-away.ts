import { FailureError } from "../../chat/errors.ts";

/** What Redis refuses until somebody puts it right, in its words, and how to. */
const REFUSALS: readonly (readonly [words: RegExp, mend: string])[] = [
  [/\b(NOAUTH|WRONGPASS)\b/i, "its client needs the name and the password of one of its users"],
  [/\bNOPERM\b/i, "its user needs EVAL and EVALSHA, and the keys that begin with prefix"],
  [/\b(MOVED|CROSSSLOT)\b/i, "a cluster needs a client for clusters"],
  [/unknown command/i, "it has to be Redis 5 or later, or Valkey, with scripts"],
  [/^ERR\b/, "see that eval gives script, keys and arguments as they are"],
];

/** Why a script has no answer: code `config` where waiting does not help, else `network`. */
export function whyAway(thrown: unknown): FailureError {
  if (thrown instanceof FailureError) return thrown;
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  const [, mend] = REFUSALS.find(([words]) => words.test(why)) ?? [];
  if (mend !== undefined) {
    const message = `Redis refuses what the limiter asks: ${why} (${mend})`;
    return new FailureError({ code: "config", message, cause: thrown });
  }
  // Of a client that is none, or not that one.
  if (thrown instanceof TypeError) {
    const message = `the eval of the limiter does not work: ${why}`;
    return new FailureError({ code: "config", message, cause: thrown });
  }
  const message = `the limiter does not reach Redis: ${why}`;
  return new FailureError({ code: "network", message, cause: thrown });
}
