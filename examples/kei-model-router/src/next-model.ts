import type { Choice } from "@kei/registry";
import type { KeiError, KeiErrorCode } from "@kei/runtime";

/**
 * Who may answer where a model failed. The client has already tried again what passes by itself, so
 * what arrives here has lasted.
 */
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
  "rate-limit": "any", // counted by model at most providers
  server: "any",
  timeout: "any",
  truncated: "any",
  "not-found": "any", // retired, or not open to this key
  protocol: "any", // what came is no answer, or does not follow the schema
  // The provider's.
  network: "other-provider",
  quota: "other-provider", // the money is the key's, not the model's
  "context-length": "larger-window",
  // A key that is refused stays refused. With a fallback in its place nobody would notice, and the
  // agent would run on another model at another price for weeks. The same with settings.
  auth: "none",
  config: "none",
  redirect: "none",
  // Wrong for every model, or wrong every time.
  "bad-request": "none",
  unsupported: "none",
  "unknown-model": "none",
  // A filter's verdict is not to be shopped around.
  "content-blocked": "none",
  // The caller wants no answer any more.
  aborted: "none",
};

/** Whether a model is worth asking after another one failed. */
export function isWorthAsking(next: Choice, failed: Choice, { code }: KeiError): boolean {
  switch (ANOTHER[code]) {
    case "any":
      return true;
    case "other-provider":
      return next.provider.id !== failed.provider.id;
    case "larger-window": {
      const [larger, window] = [next.model?.contextWindow, failed.model?.contextWindow];
      return larger !== undefined && window !== undefined && larger > window;
    }
    case "none":
      return false;
  }
}
