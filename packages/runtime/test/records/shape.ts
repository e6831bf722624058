/** Says what is wrong with a value at a path, a sentence for each thing; nothing: it is right. */
export type Shape = (value: unknown, at: string) => readonly string[];

export type Fields = Readonly<Record<string, Shape>>;

const holds =
  (what: string, test: (value: unknown) => boolean): Shape =>
  (value, at) =>
    test(value) ? [] : [`${at} is not ${what}: ${JSON.stringify(value)?.slice(0, 80)}`];

export const text = holds("a text", (value) => typeof value === "string");
export const filled = holds("a text that says something", (value) => {
  return typeof value === "string" && value.trim() !== "";
});
export const flag = holds("true or false", (value) => typeof value === "boolean");
export const count = holds("a whole number of 1 or more", (value) => {
  return Number.isSafeInteger(value) && (value as number) > 0;
});
export const base64 = holds("base64", (value) => {
  return (
    typeof value === "string" &&
    /^(?:[a-z\d+/]{4})*(?:[a-z\d+/]{2}==|[a-z\d+/]{3}=|[a-z\d+/]{4})$/i.test(value)
  );
});
export const map = holds("an object", isObject);

export function between(least: number, most: number): Shape {
  return holds(`a number from ${least} to ${most}`, (value) => {
    return typeof value === "number" && value >= least && value <= most;
  });
}

export function literal(...values: readonly unknown[]): Shape {
  return holds(values.map(String).join(" or "), (value) => values.includes(value));
}

export function matching(pattern: RegExp): Shape {
  return holds(`like ${pattern}`, (value) => typeof value === "string" && pattern.test(value));
}

export function list(item: Shape, least = 1, most = Number.POSITIVE_INFINITY): Shape {
  return (value, at) => {
    if (!Array.isArray(value)) return [`${at} is no list`];
    if (value.length < least || value.length > most) return [`${at} has ${value.length} items`];
    return value.flatMap((entry, i) => item(entry, `${at}[${i}]`));
  };
}

/** An object of these keys and no others. */
export function object(required: Fields, optional: Fields = {}): Shape {
  return (value, at) => {
    if (!isObject(value)) return [`${at} is no object`];
    const missing = Object.keys(required).filter((key) => !Object.hasOwn(value, key));
    return [
      ...missing.map((key) => `${at}.${key} is missing`),
      ...Object.entries(value).flatMap(([key, field]) => {
        const shape = required[key] ?? optional[key];
        return shape === undefined
          ? [`${at}.${key} is not documented`]
          : shape(field, `${at}.${key}`);
      }),
    ];
  };
}

/** An object whose `tag` says which of the kinds it is. */
export function tagged(tag: string, kinds: Readonly<Record<string, readonly Fields[]>>): Shape {
  return (value, at) => {
    if (!isObject(value)) return [`${at} is no object`];
    const kind = String(value[tag]);
    const [required = {}, optional = {}] = (Object.hasOwn(kinds, kind) && kinds[kind]) || [];
    if (!Object.hasOwn(kinds, kind)) return [`${at}.${tag} is ${kind}`];
    return object({ [tag]: text, ...required }, optional)(value, at);
  };
}

/** One of several: what is wrong is told of the one that fits best. */
export function either(...shapes: readonly Shape[]): Shape {
  return (value, at) => {
    const problems = shapes.map((shape) => shape(value, at));
    return problems.reduce((best, next) => (next.length < best.length ? next : best));
  };
}

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects of a list, wherever it is none: for rules that follow the shape's. */
export function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
