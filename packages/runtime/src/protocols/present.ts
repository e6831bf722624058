/**
 * A copy without the fields that are `undefined`. To delete them instead would make V8 turn the object
 * into a table, which is slow to make and slow to write as JSON.
 */
export function present<T extends object>(
  fields: {
    readonly [K in keyof T]?: T[K] | undefined;
  },
): T {
  const found: Record<string, unknown> = {};
  for (const key in fields) if (fields[key] !== undefined) found[key] = fields[key];
  return found as T;
}
