/** The same object without the fields that are `undefined`. Changes it. */
export function present<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  const found = fields as Record<string, unknown>;
  for (const key in found) if (found[key] === undefined) delete found[key];
  return fields as T;
}
