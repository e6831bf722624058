import type { CatalogEvent, Changes } from "../facts/catalog-data.ts";
import { useDetails, useSite } from "../state/site-context.ts";

const MOST_EVENTS = 200;

/** What differs from an earlier registry, and what happened to models by day. */
export function ChangesPage() {
  const site = useSite();
  const { words, asOf, fileHref } = site;
  const { changes, events } = useDetails();
  const coming = events.filter(({ day }) => day > asOf).reverse();
  const past = events.filter(({ day }) => day <= asOf).slice(0, MOST_EVENTS);
  return (
    <>
      <h1>{words.titleChanges}</h1>
      <p className="muted">
        {words.changesLead} <a href={fileHref("feed.xml")}>{words.feed}</a> ·{" "}
        <a href={fileHref("retirements.ics")}>{words.calendar}</a>
      </p>
      {changes === undefined ? null : <Since changes={changes} />}
      <section>
        <h2>{words.coming}</h2>
        {coming.length === 0 ? (
          <p className="muted">{words.nothingComes}</p>
        ) : (
          <Events events={coming} />
        )}
      </section>
      <section>
        <h2>{words.happened}</h2>
        {past.length === 0 ? (
          <p className="muted">{words.nothingHappened}</p>
        ) : (
          <Events events={past} />
        )}
      </section>
    </>
  );
}

function Since({ changes: { since, list } }: { readonly changes: Changes }) {
  const { words } = useSite();
  return (
    <section>
      <h2>{words.since(since)}</h2>
      {list.length === 0 ? <p className="muted">{words.noChanges}</p> : null}
      {(["major", "minor", "patch"] as const).map((level) => {
        const its = list.filter((change) => change.level === level);
        if (its.length === 0) return null;
        return (
          <div key={level}>
            <h3>{words.level[level]}</h3>
            <ul className="changes">
              {its.map((change, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change
                <li key={index}>
                  <code>{change.subject}</code> {words.changeText(change)}
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

function Events({ events }: { readonly events: readonly CatalogEvent[] }) {
  const { words, registry, modelHref } = useSite();
  const days = new Map<string, CatalogEvent[]>();
  for (const event of events) days.set(event.day, [...(days.get(event.day) ?? []), event]);
  return (
    <ol className="days">
      {[...days].map(([day, its]) => (
        <li key={day}>
          <time dateTime={day}>{day}</time>
          <ul className="plain">
            {its.map(({ kind, ref }) => (
              <li key={`${kind} ${ref}`} data-kind={kind}>
                <span className="kind">{words.event[kind]}</span>{" "}
                <a href={modelHref(ref)}>{registry.findModel(ref)?.displayName ?? ref}</a>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
