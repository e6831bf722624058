/**
 * What is thrown for an id that is not there. It names the one that is meant, if that is near.
 *
 * @param what Such as `"model"`, for the message.
 */
export function noSuchId(what: string, id: string, ids: readonly string[]): RangeError {
  const near = ids.find((other) => other.endsWith(`/${id}`)) ?? nearest(String(id), ids);
  const hint = near === undefined ? "" : ` (did you mean ${JSON.stringify(near)}?)`;
  return new RangeError(`there is no ${what} ${JSON.stringify(id)}${hint}`);
}

/** So many characters may be wrong, all of them in one place. */
const MOST_WRONG = 3;

/** The id that is equal but for one slip. This goes into browsers: no distance of edits. */
function nearest(id: string, ids: readonly string[]): string | undefined {
  let near: string | undefined;
  let least = Math.min(MOST_WRONG + 1, id.length);
  for (const other of ids) {
    const shorter = Math.min(id.length, other.length);
    let start = 0;
    while (start < shorter && id[start] === other[start]) start += 1;
    let end = 0;
    while (end < shorter - start && id.at(-1 - end) === other.at(-1 - end)) end += 1;
    const wrong = Math.max(id.length, other.length) - start - end;
    if (wrong < least) [near, least] = [other, wrong];
  }
  return near;
}
