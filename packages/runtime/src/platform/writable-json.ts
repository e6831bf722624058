/*
 * What `JSON.stringify` asks for: it knows no bigint. Not enumerable, so that copies, clones and
 * comparisons see the fields alone.
 */
const AMOUNT_JSON = {
  value(this: object): unknown {
    return withoutBigints({ ...this });
  },
};
const OUTPUT_JSON = {
  value(this: { readonly output: unknown }): unknown {
    return { ...this, output: withoutBigints(this.output) };
  },
};

/** The amount, which `JSON.stringify` writes with its bigints as decimal strings. */
export function writableAmount<T extends object>(amount: T): T {
  return "total" in amount ? Object.defineProperty(amount, "toJSON", AMOUNT_JSON) : amount;
}

/** The reply, whose `output` may hold what JSON does not know. */
export function writableOutput<T extends { readonly output: unknown }>(reply: T): T {
  return Object.defineProperty(reply, "toJSON", OUTPUT_JSON);
}

function withoutBigints(value: unknown): unknown {
  if (value === undefined) return undefined;
  const json = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}` : part));
  return json === undefined ? undefined : JSON.parse(json);
}
