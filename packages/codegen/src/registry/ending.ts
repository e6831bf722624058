import type { Model } from "../layers/model.ts";

/** Whether a model is deprecated or retired, or is going to be. A fact of the files, whatever the day. */
export function isEnding({ deprecatedAt, retiresAt, status }: Model): boolean {
  return deprecatedAt !== undefined || retiresAt !== undefined || status === "deprecated";
}

/**
 * Whether a model is neither deprecated nor retired on a day: a date that has not come does not count.
 * Without a day: whether it is so on any.
 */
export function isLiveOn(model: Model, day: string | undefined): boolean {
  if (day === undefined) return !isEnding(model);
  const { deprecatedAt, retiresAt, status } = model;
  if (retiresAt !== undefined && retiresAt <= day) return false;
  if (deprecatedAt !== undefined) return deprecatedAt > day;
  return status !== "deprecated";
}

/** How a model ended that is not live on a day, in words that follow its name, and the key that says so. */
export function endOn(
  { deprecatedAt, retiresAt }: Model,
  day: string | undefined,
): { readonly text: string; readonly state: "retired" | "deprecated"; readonly key: string } {
  if (retiresAt !== undefined && (day === undefined || retiresAt <= day)) {
    return { text: `has been retired since ${retiresAt}`, state: "retired", key: "retires_at" };
  }
  return deprecatedAt === undefined
    ? { text: "is deprecated", state: "deprecated", key: "status" }
    : {
        text: `has been deprecated since ${deprecatedAt}`,
        state: "deprecated",
        key: "deprecated_at",
      };
}

/** When it ends, and what to use instead: true on any day. */
export function endText({ deprecatedAt, retiresAt, replacedBy }: Model): string {
  const dates = [
    ...(deprecatedAt === undefined ? [] : [`deprecated as of ${deprecatedAt}`]),
    ...(retiresAt === undefined ? [] : [`retired as of ${retiresAt}`]),
  ];
  const successor = replacedBy === undefined ? "" : `; use ${replacedBy}`;
  return `${dates.join(", ") || "by its provider"}${successor}`;
}
