import type { Model } from "@kei/registry";
import type { CatalogEvent } from "../facts/catalog-data.ts";
import { escapeHtml } from "../facts/escape-html.ts";
import { pagePath } from "../facts/page-path.ts";
import { en } from "../words/en.ts";

const MOST_ENTRIES = 100;

/**
 * What happened up to a day, as RFC 4287 has it. It states days of facts alone, so that the same registry
 * gives the same feed, and what was read once does not come again.
 */
export function atomFeed(
  events: readonly CatalogEvent[],
  models: readonly Model[],
  asOf: string,
): string {
  const names = new Map(models.map(({ ref, displayName }) => [ref, displayName]));
  const past = events.filter(({ day }) => day.length === 10 && day <= asOf).slice(0, MOST_ENTRIES);
  const entries = past.map(({ day, kind, ref }) => {
    const title = `${names.get(ref) ?? ref}: ${en.event[kind]}`;
    return `<entry><id>urn:kei:${escapeHtml(encodeURI(ref))}:${kind}:${day}</id><title>${text(title)}</title><updated>${day}T00:00:00Z</updated><link href="${escapeHtml(pagePath("model", ref))}"/><content type="text">${text(`${ref}, ${day}`)}</content></entry>\n`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>urn:kei:catalog</id>
<title>${text(en.feedTitle)}</title>
<author><name>Kei</name></author>
<updated>${past[0]?.day ?? asOf}T00:00:00Z</updated>
<link rel="self" href="feed.xml"/>
<link href="index.html"/>
${entries.join("")}</feed>
`;
}

/** XML has no control characters, escaped or not. */
function text(value: string): string {
  return escapeHtml(
    [...value]
      .map((char) => (char < " " || char === "\u{fffe}" || char === "\u{ffff}" ? " " : char))
      .join(""),
  );
}
