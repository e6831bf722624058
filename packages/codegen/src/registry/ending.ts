import type { Model } from "../layers/model.ts";

/** Whether a model is deprecated or retired, or is going to be. A fact of the files, whatever the day. */
export function isEnding({ deprecatedAt, retiresAt, status }: Model): boolean {
  return deprecatedAt !== undefined || retiresAt !== undefined || status === "deprecated";
}

/** Whether a model is neither deprecated nor retired on a day: a date that has not come does not count. */
export function isLiveOn({ deprecatedAt, retiresAt, status }: Model, day: string): boolean {
  if (retiresAt !== undefined && retiresAt <= day) return false;
  if (deprecatedAt !== undefined) return deprecatedAt > day;
  return status !== "deprecated";
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
