import { isLive } from "@kei/registry";
import { rateText, shortTokens } from "../parts/texts.ts";
import { useSite } from "../state/site-context.ts";
import { EmptyRegistry } from "./empty-registry.tsx";

/** More models than these are listed on the pages of their providers alone. */
const MOST_LISTED = 500;

/** The models as a list, for readers and programs that run no scripts. */
export function PlainModels() {
  const { words, providers, models, asOf, providerHref, modelHref, currencyOf } = useSite();
  if (models.length === 0) return <EmptyRegistry />;
  const isListed = models.length <= MOST_LISTED;
  return (
    <>
      <h1>{words.titleModels}</h1>
      <p className="muted plain-models">{words.counts(providers.length, models.length)}</p>
      <div className="plain-models">
        {providers.map(({ id, displayName }) => {
          const live = models.filter((model) => model.provider === id && isLive(model, asOf));
          return (
            <section key={id}>
              <h2>
                <a href={providerHref(id)}>{displayName}</a>{" "}
                <small>{words.modelsCount(live.length)}</small>
              </h2>
              {isListed ? (
                <ul className="plain">
                  {live.map((model) => (
                    <li key={model.ref}>
                      <a href={modelHref(model.ref)}>{model.displayName}</a>{" "}
                      <small>
                        {[
                          model.ref,
                          `${words.column.input} ${rateText(model.price, "input", currencyOf(model), words)}`,
                          `${words.column.output} ${rateText(model.price, "output", currencyOf(model), words)}`,
                          ...(model.contextWindow === undefined
                            ? []
                            : [`${words.column.context} ${shortTokens(model.contextWindow)}`]),
                        ].join(" · ")}
                      </small>
                    </li>
                  ))}
                </ul>
              ) : null}
            </section>
          );
        })}
      </div>
    </>
  );
}
