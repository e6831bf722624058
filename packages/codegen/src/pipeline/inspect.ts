import { parseLayer } from "../check/parse-layer.ts";
import { currenciesOf } from "../check/price-comments.ts";
import { compareDiagnostics, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Inputs, inputOf, layers } from "../layers/layer-names.ts";
import { type Resolved, resolve, type WrittenRegistry } from "../registry/resolve.ts";
import type { Rule } from "../registry/rules/rule.ts";
import { type ParsedLayers, runRules } from "./run-rules.ts";

// Apart from generate.ts, whose declarations are published: those here need zod's, which are not.

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
 * What `check` finds, for commands that show or change where something is written. A record whose
 * shape is wrong is left out of what follows, and the others stay.
 */
export function inspect(
  inputs: Inputs,
  today: string | undefined,
  moreRules: readonly Rule[] = [],
): Inspection {
  const providers = parseLayer("provider", inputOf(inputs, "provider"), new Map());
  const currencies = currenciesOf(providers.parsed?.value["provider"]);
  const parsed = layers.map((layer) =>
    layer === "provider" ? providers : parseLayer(layer, inputOf(inputs, layer), currencies),
  );
  const byLayer = Object.fromEntries(parsed.map((file) => [file.layer, file])) as ParsedLayers;
  const resolved = resolve(
    Object.fromEntries(parsed.map(({ layer, records }) => [layer, records])) as WrittenRegistry,
  );
  const diagnostics = [
    ...parsed.flatMap((file) => file.diagnostics),
    ...runRules(byLayer, resolved, today, moreRules),
  ];
  return { diagnostics: diagnostics.sort(compareDiagnostics), resolved, layers: byLayer };
}
