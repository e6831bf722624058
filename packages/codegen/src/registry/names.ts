/** Words that no binding may be called in an ES module, and names that generated modules use. */
const TAKEN = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval " +
    "export extends false finally for function if implements import in instanceof interface let new " +
    "null package private protected public return static super switch this throw true try typeof " +
    "undefined var void while with yield Infinity NaN Object " +
    "clients contentHash modelAliases models profiles providers schemaVersion"
  ).split(" "),
);

/**
 * The identifier of a provider in generated code: `ollama-local` is `ollamaLocal`, `302ai` is
 * `_302ai`, `default` is `default_`. Two ids may meet in one identifier: that is an error of the
 * registry (`identifier-clash`), not something to number away. A rule needs this, so it is not an
 * emitter's.
 */
export function identifier(id: string): string {
  const camel = id.replace(/-+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? "");
  const safe = /^\d/.test(camel) ? `_${camel}` : camel;
  return TAKEN.has(safe) ? `${safe}_` : safe;
}

/** The same for types: `OllamaLocal`. */
export function typeName(id: string): string {
  const name = identifier(id);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
