import { compareDiagnostics, type Diagnostic } from "./diagnostics/diagnostic.ts";
import type { EmitOptions, Emitter, OutputFile } from "./emit/emitter.ts";
import { contentHash } from "./emit/registry-json.ts";
import { type Inputs, layers } from "./layers.ts";
import { parseLayer } from "./parse-layer.ts";
import type { Registry } from "./registry/model.ts";
import { type Resolved, resolve, type WrittenRegistry } from "./registry/resolve.ts";
import type { Rule } from "./registry/rules/rule.ts";
import { type ParsedLayers, runRules } from "./run-rules.ts";

export interface CheckResult {
  /** Sorted by file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent when there are errors. */
  readonly registry: Registry | undefined;
}

export interface GenerateOptions extends Omit<EmitOptions, "contentHash"> {
  /** ISO date in UTC; nothing can have been verified after it. */
  readonly today: string;
  readonly emitters: readonly Emitter[];
}

export interface GenerateResult extends CheckResult {
  /** Empty when there are errors. */
  readonly files: readonly OutputFile[];
}

/** The whole pipeline, without a file system: parse → validate → resolve → check → emit. */
export async function generate(inputs: Inputs, options: GenerateOptions): Promise<GenerateResult> {
  const { registry, diagnostics } = check(inputs, options.today);
  if (registry === undefined) return { registry, diagnostics, files: [] };
  const { typesModule, clients, rust } = options;
  const emitOptions = { contentHash: contentHash(registry), typesModule, clients, rust };
  const emitted = await Promise.all(
    options.emitters.map((emitter) => emitter.emit(registry, emitOptions)),
  );
  return { registry, diagnostics, files: emitted.flat() };
}

/** A registry as far as it could be read: its facts, and the files that state them. */
export interface Inspection {
  /** Sorted by file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
  /** All records whose shape is right, and where they are written. */
  readonly resolved: Resolved;
  /** The parsed files: source text, values and positions. */
  readonly layers: ParsedLayers;
}

/**
 * Everything that can be said about three files, and the registry that they mean.
 *
 * @param moreRules Run beside those that always run.
 */
export function check(inputs: Inputs, today: string, moreRules: readonly Rule[] = []): CheckResult {
  const { diagnostics, resolved } = inspect(inputs, today, moreRules);
  const failed = diagnostics.some(({ severity }) => severity === "error");
  return { diagnostics, registry: failed ? undefined : resolved.registry };
}

/** The same, for commands that show or change where something is written. */
export function inspect(
  inputs: Inputs,
  today: string,
  moreRules: readonly Rule[] = [],
): Inspection {
  const parsed = layers.map((layer) => parseLayer(layer, inputs[layer]));
  const byLayer = Object.fromEntries(parsed.map((file) => [file.layer, file])) as ParsedLayers;
  const resolved = resolve(
    Object.fromEntries(parsed.map(({ layer, records }) => [layer, records])) as WrittenRegistry,
  );
  const diagnostics = parsed.flatMap((file) => file.diagnostics);
  diagnostics.push(...runRules(byLayer, resolved, today, moreRules));
  return { diagnostics: diagnostics.sort(compareDiagnostics), resolved, layers: byLayer };
}
