/**
 * An amount that `JSON.stringify` can write, as a decimal string: JSON knows no bigint. What does it is
 * not enumerable, so that copies, clones and comparisons see the fields alone.
 */
export function writableAmount<T extends object>(amount: T): T {
  const toJSON = () => ("total" in amount ? { ...amount, total: `${amount.total}` } : amount);
  return Object.defineProperty({ ...amount }, "toJSON", { value: toJSON });
}
