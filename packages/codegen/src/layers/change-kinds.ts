/** What a change asks of those who depend on a registry. */
export type Level = "major" | "minor" | "patch";

/** The levels, heaviest first. */
export const levels = ["major", "minor", "patch"] as const satisfies readonly Level[];

/** What is promised about one kind of change. */
export interface ChangePromise {
  readonly level: Level;
  /** Why it has that level. `docs/versioning.md` says the same. */
  readonly reason: string;
}

/**
 * The versioning promise: every kind of change between two registries, heaviest first. Major is what
 * code, types or settings break on; minor is what adds, or what changes how working code behaves;
 * patch is a fact put right. Changes are listed in this order.
 */
export const changeKinds = {
  "provider-removed": major("its id, its module and the refs of its models are gone"),
  "model-removed": major("its ref resolves to nothing; no alias keeps it"),
  "alias-removed": major("a ref that was written with it resolves to nothing"),
  "slug-removed": major("links and settings that were stored by it lead nowhere"),
  "profile-removed": major("its id is gone from values and types"),
  "protocol-changed": major("requests have another shape; a literal type changes"),
  "auth-scheme-changed": major("the key travels another way; a literal type changes"),
  "auth-header-changed": major("the key travels in another header"),
  "endpoint-auth-changed": major("the key travels another way to a further endpoint"),
  "auth-env-removed": major("a key that is set under this name is not read any more"),
  "transport-changed": major("other infrastructure answers; a literal type changes"),
  "currency-changed": major("every price and every sum of it means something else"),
  "open-models-closed": major("ids that are not listed are refused from now on"),
  "profile-caps-changed": major("the agent may do more than was agreed to, or less than it needs"),

  "provider-added": minor("new id"),
  "model-added": minor("new ref"),
  "alias-added": minor("another ref that resolves"),
  "slug-added": minor("another short name"),
  "profile-added": minor("new id"),
  "id-became-alias": minor("the ref still resolves, to the model that took it over"),
  "alias-became-id": minor("the ref still resolves, to a model of its own"),
  "alias-moved": minor("the ref still resolves, to another model with its own price and limits"),
  "slug-moved": minor("the short name is still taken, by another model"),
  "model-deprecated": minor("types mark it as deprecated and nothing picks it; code still runs"),
  "model-revived": minor("it may be chosen again"),
  "auth-env-added": minor("one more variable is read"),
  "retirement-announced": minor("from that day on it is retired; types mark it as deprecated"),
  "retirement-called-off": minor("it goes on"),
  "model-protocol-added": minor("one more way to reach the model"),
  "model-protocol-removed": minor("one way less to reach the model"),
  "model-protocols-reordered": minor("clients that have a choice take another protocol"),
  "headers-changed": minor("other headers go with every request"),
  "dialect-changed": minor("requests are written in another way"),
  "own-endpoint-changed": minor("it is sent the traces of calls, or not any more"),
  "refusal-added": minor("requests that use it are refused before they are sent"),
  "refusal-removed": minor("requests that use it are sent"),
  "conditions-changed": minor("other requests are refused before they are sent"),
  "effort-added": minor("one more effort is taken"),
  "effort-removed": minor("requests with this effort are refused before they are sent"),
  "endpoint-changed": minor("requests go elsewhere: firewalls and proxies have to know"),
  "api-version-changed": minor("the provider may answer in another dialect"),
  "billing-changed": minor("it is paid for in another way; the currency stays"),
  "open-models-opened": minor("any id may be sent"),
  "parent-changed": minor("its models count as those of another provider"),
  "routes-changed": minor("a proxy reaches other providers"),
  "capability-added": minor("selections by what a model can do find more"),
  "capability-removed": minor("selections by what a model can do find less"),
  "capabilities-became-known": minor("selections by what a model can do may find it"),
  "capabilities-became-unknown": minor("selections by what a model can do miss it"),
  "price-became-unknown": minor("where there was a cost there is none; the type asks for both"),
  "profile-role-changed": minor("code that chooses by role gets another agent"),
  "profile-default-changed": minor("the agent runs on another model, at another price"),
  "profile-fallbacks-changed": minor("other models answer when the default one does not"),
  "profile-requirements-changed": minor("other models are skipped"),
  "profile-effort-changed": minor("the agent thinks more, or less"),
  "profile-files-changed": minor("its prompt or manifest is kept elsewhere"),

  "price-changed": patch("a fact put right"),
  "price-kind-changed": patch("a fact put right; the type asks for every kind"),
  "price-became-known": patch("a fact filled in"),
  "context-window-grown": patch("a fact put right"),
  "context-window-shrunk": patch("a fact put right: the provider refused the rest all along"),
  "context-window-became-known": patch("a fact filled in"),
  "context-window-became-unknown": patch("a fact withdrawn; the type says that it may be absent"),
  "input-limit-changed": patch("a fact put right"),
  "default-effort-changed": patch("a fact put right"),
  "reasoning-budget-changed": patch("a fact put right"),
  "cache-minimum-changed": patch("a fact put right"),
  "cache-lifetimes-changed": patch("a fact put right"),
  "status-changed": patch("a fact put right"),
  "release-date-changed": patch("a fact put right"),
  "knowledge-date-changed": patch("a fact put right"),
  "open-weights-changed": patch("a fact put right"),
  "retirement-date-changed": patch("a fact put right; it is known to end"),
  "sources-changed": patch("where facts come from"),
  "source-added": patch("where facts come from"),
  "source-removed": patch("where facts come from"),
  "source-changed": patch("where facts come from"),
  "dispute-added": patch("a choice between sources, with its reason"),
  "dispute-removed": patch("a choice between sources, with its reason"),
  "dispute-changed": patch("a choice between sources, with its reason"),
  "output-limit-changed": patch("a fact put right"),
  "deprecation-date-changed": patch("a fact put right; it stays deprecated"),
  "replacement-changed": patch("advice, not followed by code"),
  "verification-changed": patch("the day of the last check"),
  "auth-env-reordered": patch("matters only where several keys are set"),
  "retry-changed": patch("a default put right"),
  "rate-limit-changed": patch("a limit put right"),
  "profile-caps-respelled": patch("the same rights, written differently"),
  "text-changed": patch("words for people: names, descriptions, notes, links"),
} as const satisfies Readonly<Record<string, ChangePromise>>;

/** What happened, as a word that stays the same: `model-removed`. */
export type ChangeKind = keyof typeof changeKinds;

function major(reason: string): ChangePromise {
  return { level: "major", reason };
}

function minor(reason: string): ChangePromise {
  return { level: "minor", reason };
}

function patch(reason: string): ChangePromise {
  return { level: "patch", reason };
}
