import { useSite } from "../state/site-context.ts";

/** A page whose files are of two builds: the data does not have what the page is about. */
export function NotFound({ id }: { readonly id: string }) {
  const { words, href } = useSite();
  return (
    <section className="empty big">
      <h1>{words.notFound(id)}</h1>
      <p>
        <a href={href("")}>{words.titleModels}</a>
      </p>
    </section>
  );
}
