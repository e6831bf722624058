import { isLive, type Model, type Provider } from "@kei/registry";
import { useMemo } from "react";
import { StatusBadge } from "../parts/badges.tsx";
import { OuterLink } from "../parts/link.tsx";
import { ScrollBox } from "../parts/scroll-box.tsx";
import { grouped, rateText, shortTokens } from "../parts/texts.ts";
import { exampleOf } from "../snippets/example-of.ts";
import { SnippetTabs } from "../snippets/snippet-tabs.tsx";
import { snippetsFor } from "../snippets/snippets.ts";
import { useDetails, useSite } from "../state/site-context.ts";
import { Facts } from "./facts.tsx";
import { NotFound } from "./not-found.tsx";

/** How a provider is reached, what it has, and how one begins. */
export function ProviderPage({ id }: { readonly id: string }) {
  const site = useSite();
  const { words, registry, models, asOf, withClient, providerHref } = site;
  const provider = registry.findProvider(id);
  const details = useDetails();
  const own = useMemo(() => models.filter((model) => model.provider === id), [models, id]);
  if (provider === undefined) return <NotFound id={id} />;
  const model = exampleOf(provider, registry.modelsOf, asOf);
  const snippets = snippetsFor(provider, {
    ...(model === undefined ? {} : { model }),
    hasClient: withClient.includes(id),
    asOf,
  });
  const live = own.filter((each) => isLive(each, asOf));
  const ended = own.filter((each) => !isLive(each, asOf));
  const serves = [
    ...(provider.routesTo ?? []),
    ...(provider.parentRef === undefined ? [] : [provider.parentRef]),
  ];
  const notes = details.notes[id];
  return (
    <>
      <p className="crumbs">
        <a href={site.href("providers/")}>{words.titleProviders}</a>
      </p>
      <h1>{provider.displayName}</h1>
      <p className="ref">{provider.id}</p>
      {notes === undefined ? null : <p>{notes}</p>}
      <div className="columns">
        <section>
          <h2>{words.reached}</h2>
          <Facts
            rows={[
              [words.endpoint, <code key="e">{provider.endpoint}</code>],
              ...Object.entries(provider.endpoints ?? {}).map(
                ([name, url]) => [name, <code key={name}>{url}</code>] as const,
              ),
              [words.protocol, provider.protocol],
              [words.transport, words.transportKind[provider.transport]],
              [words.auth, words.authScheme[provider.authScheme]],
              [
                words.keys,
                provider.authEnv.length === 0
                  ? words.none
                  : provider.authEnv.map((name) => <code key={name}>{name} </code>),
              ],
              [
                words.billing,
                `${words.billingMode[provider.billing.mode]} · ${provider.billing.currency}`,
              ],
              [words.rateLimit, rateLimitText(provider, words)],
              [
                words.retries,
                provider.retry === undefined
                  ? words.notStated
                  : words.retryText(provider.retry.max, provider.retry.backoffMs),
              ],
              [words.otherIds, provider.openModels ? words.yes : words.no],
              ...(serves.length === 0
                ? []
                : [
                    [
                      words.servesModelsOf,
                      serves.map((each) => (
                        <a key={each} href={providerHref(each)}>
                          {each}{" "}
                        </a>
                      )),
                    ] as const,
                  ]),
              ...(provider.docsUrl === undefined
                ? []
                : [[words.docs, <OuterLink key="d" url={provider.docsUrl} />] as const]),
            ]}
          />
        </section>
        <section>
          <h2>{words.firstCall}</h2>
          <SnippetTabs snippets={snippets} />
        </section>
      </div>
      <section>
        <h2>{words.modelsCount(live.length)}</h2>
        {live.length === 0 ? (
          <p className="muted">{words.noModels}</p>
        ) : (
          <ModelList models={live} provider={provider} />
        )}
      </section>
      {ended.length === 0 ? null : (
        <details>
          <summary>{words.endedModels(ended.length)}</summary>
          <ModelList models={ended} provider={provider} />
        </details>
      )}
    </>
  );
}

type Words = ReturnType<typeof useSite>["words"];

function rateLimitText(
  { rateLimitRpm, rateLimitTpm, rateLimited }: Provider,
  words: Words,
): string {
  const parts = [
    rateLimitRpm === undefined ? undefined : words.perMinute(grouped(rateLimitRpm)),
    rateLimitTpm === undefined ? undefined : words.tokensPerMinute(grouped(rateLimitTpm)),
  ].filter((part) => part !== undefined);
  if (parts.length > 0) return parts.join(", ");
  return rateLimited === false ? words.none : words.notStated;
}

function ModelList({
  models,
  provider,
}: {
  readonly models: readonly Model[];
  readonly provider: Provider;
}) {
  const { words, asOf, modelHref } = useSite();
  const { currency } = provider.billing;
  return (
    <ScrollBox label={words.titleModels}>
      <table className="kei-table roomy">
        <thead>
          <tr>
            <th scope="col">{words.column.name}</th>
            <th scope="col" className="kei-number">
              {words.column.input}
            </th>
            <th scope="col" className="kei-number">
              {words.column.output}
            </th>
            <th scope="col" className="kei-number">
              {words.column.context}
            </th>
            <th scope="col">{words.column.state}</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={model.ref}>
              <th scope="row">
                <a href={modelHref(model.ref)}>{model.displayName}</a> <code>{model.id}</code>
              </th>
              <td className="kei-number">{rateText(model.price, "input", currency, words)}</td>
              <td className="kei-number">{rateText(model.price, "output", currency, words)}</td>
              <td className="kei-number">
                {model.contextWindow === undefined
                  ? words.notStated
                  : shortTokens(model.contextWindow)}
              </td>
              <td>
                <StatusBadge model={model} asOf={asOf} words={words} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
