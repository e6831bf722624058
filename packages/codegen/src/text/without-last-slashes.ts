/**
 * A URL without slashes at its end, in one pass: an expression would try each slash of it, and files of
 * others have as many as they like.
 */
export function withoutLastSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === "/") end -= 1;
  return url.slice(0, end);
}
