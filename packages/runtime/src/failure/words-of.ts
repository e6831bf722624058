/** What has no words for people in it. */
const UNREAD = ["script", "style"];

/**
 * The words of a page, without its markup, scripts and styles. Goes through the page once: a server can
 * send whatever it likes, and an expression with a repetition in it would try each beginning to its end.
 */
export function wordsOf(page: string): string {
  const lower = page.toLowerCase();
  let words = "";
  let at = 0;
  while (at < page.length) {
    const open = page.indexOf("<", at);
    words += page.slice(at, open === -1 ? undefined : open);
    if (open === -1) break;
    const name = UNREAD.find((each) => lower.startsWith(each, open + 1));
    const close = name === undefined ? open : lower.indexOf(`</${name}`, open);
    const end = close === -1 ? -1 : page.indexOf(">", close);
    if (end === -1) {
      // No tag ends from here on: what follows is text with a bracket in it, unless nobody reads it.
      if (name === undefined) words += page.slice(open);
      break;
    }
    words += " ";
    at = end + 1;
  }
  return words.replace(/\s+/g, " ").trim();
}

/** The title of a page, without its markup; `undefined` where there is none. */
export function titleOf(page: string): string | undefined {
  const lower = page.toLowerCase();
  const tag = lower.indexOf("<title");
  const start = tag === -1 ? -1 : page.indexOf(">", tag);
  const end = start === -1 ? -1 : lower.indexOf("</title", start);
  return end === -1 ? undefined : wordsOf(page.slice(start + 1, end));
}
