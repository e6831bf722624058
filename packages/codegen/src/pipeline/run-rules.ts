import type { ParsedLayer } from "../check/parse-layer.ts";
import { createDiagnostic, type Diagnostic, rangeOf } from "../diagnostics/diagnostic.ts";
import { type Layer, layers } from "../layers/layer-names.ts";
import { lists } from "../registry/model.ts";
import type { Resolved } from "../registry/resolve.ts";
import { rules } from "../registry/rules/all.ts";
import type { Place, Rule, RuleContext } from "../registry/rules/rule.ts";

/** The parsed files by layer. */
export type ParsedLayers = { readonly [L in Layer]: ParsedLayer };

/** Runs every rule, and some more, over the resolved records and says where in the files their findings are. */
export function runRules(
  byLayer: ParsedLayers,
  resolved: Resolved,
  today: string | undefined,
  moreRules: readonly Rule[],
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const { registry, underivable } = resolved;
  const layerOf = new Map<object, Layer>(
    layers.flatMap((layer) => registry[lists[layer]].map((record) => [record, layer] as const)),
  );
  const locate = ({ record, path }: Place) => {
    const layer = layerOf.get(record) as Layer;
    const { source, parsed } = byLayer[layer];
    const span = (parsed as NonNullable<typeof parsed>).locator.find(
      [layer, resolved.indexOf(record), ...path],
      "value",
    );
    return { source, span };
  };

  const context: RuleContext = {
    registry,
    underivable,
    today,
    declared: declaredIds(byLayer),
    isReadable: (layer) => byLayer[layer].parsed?.knowsIds === true,
    report(code, at, { message, hint, related = [] }) {
      const { source, span } = locate(at);
      diagnostics.push(
        createDiagnostic(code, source, span, {
          message,
          hint,
          related: related.map((other) => {
            const place = locate(other.at);
            return {
              message: other.message,
              file: place.source.path,
              range: rangeOf(place.source, place.span),
            };
          }),
        }),
      );
    },
  };
  for (const rule of [...rules, ...moreRules]) rule(context);
  return diagnostics;
}

/** Ids of all records that have one, valid or not, so that one mistake is one diagnostic. */
function declaredIds(byLayer: ParsedLayers): RuleContext["declared"] {
  const recordsOf = (layer: Layer): readonly Readonly<Record<string, unknown>>[] => {
    const records = byLayer[layer].parsed?.value[layer];
    return Array.isArray(records) ? (records as Readonly<Record<string, unknown>>[]) : [];
  };
  const providers = new Set(
    recordsOf("provider").flatMap(({ id }) => (typeof id === "string" ? [id] : [])),
  );
  const models = new Set<string>();
  const astray = new Set<string>();
  for (const { provider_ref, id, aliases } of recordsOf("model")) {
    for (const name of [id, ...(Array.isArray(aliases) ? aliases : [])]) {
      if (typeof name !== "string") continue;
      if (typeof provider_ref === "string" && providers.has(provider_ref)) {
        models.add(`${provider_ref}/${name}`);
      } else astray.add(name);
    }
  }
  return {
    providers,
    sources: new Set(recordsOf("source").flatMap(({ id }) => (typeof id === "string" ? [id] : []))),
    models,
    isModel: (ref) => models.has(ref) || astray.has(ref.slice(ref.indexOf("/") + 1)),
  };
}
