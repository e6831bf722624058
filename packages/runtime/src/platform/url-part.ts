/**
 * Text as one segment of a URL's path, or one value of its query, and nothing else; `undefined` for what
 * would lead elsewhere, such as `models/../x`, or is no whole text.
 */
export function urlPart(text: string): string | undefined {
  // A server that undoes %2F before it resolves dots must not leave the path either.
  if (/(^|[/\\])(\.|%2e){0,2}($|[/\\])/i.test(text)) return undefined;
  try {
    return encodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A URL without slashes at its end, in one pass: an expression would try each slash of it. */
export function withoutLastSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === "/") end -= 1;
  return url.slice(0, end);
}

/** A URL before its query, and its query with the question mark: empty where it has none. */
export function splitQuery(url: string): [path: string, query: string] {
  const at = url.indexOf("?");
  return at === -1 ? [url, ""] : [url.slice(0, at), url.slice(at)];
}
