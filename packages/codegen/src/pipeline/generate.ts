import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { EmitOptions, Emitter } from "../emit/emitter.ts";
import type { Inputs } from "../layers/layer-names.ts";
import type { Registry } from "../registry/model.ts";
import { contentHash } from "../registry/publish.ts";
import type { Rule } from "../registry/rules/rule.ts";
import { escapeHidden } from "../text/quote.ts";
import { inspect } from "./inspect.ts";

export interface CheckResult {
  /** Sorted by file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent when there are errors. */
  readonly registry: Registry | undefined;
}

export interface GenerateOptions extends Omit<EmitOptions, "contentHash"> {
  /** ISO date in UTC; nothing can have been verified after it. */
  readonly today: string | undefined;
  readonly emitters: readonly Emitter[];
}

export interface GenerateResult extends CheckResult {
  /** Empty when there are errors. */
  readonly files: readonly GeneratedFile[];
}

/** A file to be, and where. */
export interface GeneratedFile {
  /** A target of ours, or the name of the emitter that made it. */
  readonly target: string;
  /** Inside the target's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** The whole pipeline, without a file system: parse → validate → resolve → check → emit. */
export async function generate(inputs: Inputs, options: GenerateOptions): Promise<GenerateResult> {
  const { registry, diagnostics } = check(inputs, options.today);
  if (registry === undefined) return { registry, diagnostics, files: [] };
  const { typesModule, clients, rust, rustFacts } = options;
  const emitOptions = { contentHash: contentHash(registry), typesModule, clients, rust, rustFacts };
  const emitted = await Promise.all(
    options.emitters.map(async (emitter) => {
      const made = await emitter.emit(registry, emitOptions);
      return made.map(({ target = emitter.name, path, text }) => ({
        target,
        path,
        // A person who reviews the change is to see all of it.
        text: path.endsWith(".json") ? escapeHidden(text) : text,
      }));
    }),
  );
  return { registry, diagnostics, files: emitted.flat() };
}

/**
 * Everything that can be said about three files, and the registry that they mean.
 *
 * @param today ISO date in UTC; without one, nothing is an error that is one on some days only.
 * @param moreRules Run beside those that always run.
 */
export function check(
  inputs: Inputs,
  today: string | undefined,
  moreRules: readonly Rule[] = [],
): CheckResult {
  const { diagnostics, resolved } = inspect(inputs, today, moreRules);
  const failed = diagnostics.some(({ severity }) => severity === "error");
  return { diagnostics, registry: failed ? undefined : resolved.registry };
}
