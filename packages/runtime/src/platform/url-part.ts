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
