import { grouped } from "../text/numbers.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** Most diagnostics of one code that are shown of one file, unless somebody asks for more. */
export const USUAL_LIMIT = 20;

/** Diagnostics to show, and what there is to say of the others. */
export interface Limited {
  readonly shown: readonly Diagnostic[];
  /** A line that counts those that are not shown, and ends in a break; empty where all are. */
  readonly rest: string;
}

/** The first so many of each code and file: a mistake that 50,000 records share is one to put right. */
export function limitDiagnostics(
  diagnostics: readonly Diagnostic[],
  most: number = USUAL_LIMIT,
): Limited {
  const counts = new Map<string, number>();
  const shown = diagnostics.filter(({ code, file }) => {
    const kind = `${code} in ${file}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count <= most;
  });
  if (shown.length === diagnostics.length) return { shown, rest: "" };
  const more = [...counts].filter(([, count]) => count > most).sort(([, a], [, b]) => b - a);
  const kinds = more.map(([kind, count]) => `${grouped(count - most)} ${kind}`);
  return {
    shown,
    rest: `not shown: ${kinds.join(", ")} (kei check --max-diagnostics all shows them)\n`,
  };
}
