import { useSite } from "../state/site-context.ts";

/** A registry without models is no mistake: it has just been made. */
export function EmptyRegistry() {
  const { words } = useSite();
  return (
    <section className="empty big">
      <h1>{words.emptyTitle}</h1>
      <p>{words.emptyText}</p>
      <pre>
        <code>kei add model</code>
      </pre>
    </section>
  );
}
