import type { Choice } from "@kei/registry";
import type { KeiError, KeiErrorCode } from "../chat/errors.ts";

/** Who may answer where a model failed. */
type Another =
  /** Any other model. */
  | "any"
  /** One of another provider: what failed is common to all models of this one. */
  | "other-provider"
  /** One that takes more input. */
  | "larger-window"
  /** None: another model would hide what has to be put right, or must not be asked. */
  | "none";

const ANOTHER: Readonly<Record<KeiErrorCode, Another>> = {
  // The model's own: its capacity, its limit, its retirement, its answer.
  overloaded: "any",
  // Counted by model at most providers.
  "rate-limit": "any",
  server: "any",
  timeout: "any",
  truncated: "any",
  "not-found": "any",
  protocol: "any",
  // The provider's: its connection, and the money behind the key.
  network: "other-provider",
  quota: "other-provider",
  "context-length": "larger-window",
  // A key that is refused stays refused: with a fallback in its place nobody would notice, and the agent
  // would run on another model at another price for weeks. The same with settings.
  auth: "none",
  config: "none",
  redirect: "none",
  // Wrong for every model, or wrong every time.
  "bad-request": "none",
  unsupported: "none",
  "unknown-model": "none",
  // A filter's verdict is not to be shopped around.
  "content-blocked": "none",
  // The caller's own word, or the program's own limit.
  aborted: "none",
  budget: "none",
};

/** Whether there may be another model to ask after a failure: what passes by itself is worth one, too. */
export function movesOn({ code, retryable }: KeiError): boolean {
  return retryable || ANOTHER[code] !== "none";
}

/** Whether a model is worth asking after another one failed. */
export function isWorthAsking(next: Choice, failed: Choice, error: KeiError): boolean {
  switch (ANOTHER[error.code]) {
    case "any":
      return true;
    case "other-provider":
      return next.provider.id !== failed.provider.id;
    case "larger-window": {
      const [larger, window] = [next.model?.contextWindow, failed.model?.contextWindow];
      return larger !== undefined && window !== undefined && larger > window;
    }
    case "none":
      return error.retryable;
  }
}
