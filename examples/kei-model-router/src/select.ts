import { contentHash, type ResolveOptions, resolveProfile } from "@kei/registry";
import { readArguments, USAGE } from "./arguments.js";

/** What a command prints, and its status. */
export interface Answer {
  readonly out: string;
  readonly error: string;
  readonly status: number;
}

/** `select`: which model an agent profile runs on, and why. The Rust program prints the same. */
export function select(
  given: readonly string[],
  environment: NonNullable<ResolveOptions["env"]>,
): Answer {
  if (given.length === 1 && given[0] === "--version") {
    return { out: `${contentHash}\n`, error: "", status: 0 };
  }
  const read = readArguments(given, environment);
  if (read === undefined) return { out: "", error: `usage: select ${USAGE}\n`, status: 2 };

  const resolution = resolveProfile(read.profile, read.options);
  if (resolution.kind === "unknown-profile") {
    return { out: "", error: "select: there is no such profile\n", status: 2 };
  }
  const lines = resolution.explanation.map(
    ({ outcome, source, written, reason = "-", ref = "-", modelRef = "-" }) =>
      `${[outcome, source, written, reason, ref, modelRef].join("\t")}\n`,
  );
  const chosen = resolution.kind === "resolved";
  const error = chosen ? "" : "select: no model to run on\n";
  return { out: lines.join(""), error, status: chosen ? 0 : 1 };
}
