/** `smallModel`, `small-model` and `SMALL_MODEL` as `small_model`. */
export function snakeCase(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[-. ]/g, "_")
    .toLowerCase();
}

/**
 * Whether a key beside a model's name states a fact of that model: a window, a limit or a price. Options of a
 * request, such as `max_tokens`, go with any model.
 */
export function isFactOfModel(key: string): boolean {
  return /context_(?:window|length|size|limit)|max_(?:input|output)_tokens|token_limit|pric(?:e|ing)|costs?(?:_|$)/.test(
    snakeCase(key),
  );
}

/** Why a name stays that has such a key beside it. */
export const FACTS_BESIDE = "what stands beside it is of this model";
