import type { Profile } from "@kei/registry";
import { StatusBadge } from "../parts/badges.tsx";
import { costText, unknownText } from "../parts/texts.ts";
import { setOrDelete, useSearch } from "../state/search-params.ts";
import { useSite } from "../state/site-context.ts";
import { Facts } from "./facts.tsx";

/** So many calls, of the usual size, are priced. */
const CALLS = { requests: 1_000, inputTokens: 10_000, outputTokens: 1_000 };

/** What agents there are, what they may do, and on which models they run. */
export function ProfilesPage() {
  const { words, profiles } = useSite();
  const [params, change] = useSearch();
  const asked = params.get("q") ?? "";
  const found = profiles.filter(({ id, role, description }) =>
    `${id}\n${role}\n${description}`.toLowerCase().includes(asked.toLowerCase()),
  );
  return (
    <>
      <h1>{words.titleProfiles}</h1>
      {profiles.length === 0 ? (
        <p className="empty">{words.noProfiles}</p>
      ) : (
        <search className="filters">
          <label className="search">
            <span className="hidden">{words.search}</span>
            <input
              type="search"
              value={asked}
              placeholder={words.searchProfiles}
              onChange={({ target }) => change((all) => setOrDelete(all, "q", target.value))}
            />
          </label>
          <output className="count">{words.shownOf(found.length, profiles.length)}</output>
        </search>
      )}
      <div className="cards">
        {found.map((profile) => (
          <ProfileCard key={profile.id} profile={profile} />
        ))}
      </div>
    </>
  );
}

function ProfileCard({ profile }: { readonly profile: Profile }) {
  const { words } = useSite();
  const { id, role, description, caps, capsTokens, requires, effort } = profile;
  return (
    <article className="kei-card profile" id={id}>
      <h2>{id}</h2>
      <p className="muted">{role}</p>
      <p>{description}</p>
      <Facts
        rows={[
          [
            words.caps,
            <span key="c">
              <code>{caps}</code>{" "}
              <small>{capsTokens.map((token) => words.capsToken[token]).join("; ")}</small>
            </span>,
          ],
          ...(effort === undefined ? [] : [[words.effort, effort] as const]),
          ...(requires === undefined
            ? []
            : [
                [
                  words.requires,
                  requires.map((each) => words.capability[each]).join(", "),
                ] as const,
              ]),
        ]}
      />
      <ModelChain profile={profile} />
    </article>
  );
}

function ModelChain({ profile }: { readonly profile: Profile }) {
  const { words, registry, asOf, modelHref } = useSite();
  return (
    <table className="kei-table">
      <caption>{words.chainCaption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.column.name}</th>
          <th scope="col">{words.column.state}</th>
          <th scope="col" className="kei-number">
            {words.costOfThousand}
          </th>
        </tr>
      </thead>
      <tbody>
        {[profile.defaultModelRef, ...profile.fallbackModelRefs].map((ref) => {
          const model = registry.findModel(ref);
          const cost = registry.estimate(ref, CALLS, { at: asOf }).total;
          return (
            <tr key={ref}>
              <th scope="row">
                {model === undefined ? ref : <a href={modelHref(model.ref)}>{model.displayName}</a>}
              </th>
              <td>
                {model === undefined ? (
                  words.unknownModel
                ) : (
                  <StatusBadge model={model} asOf={asOf} words={words} />
                )}
              </td>
              <td
                className="kei-number"
                title={cost.kind === "unknown" ? unknownText(cost, words) : undefined}
              >
                {costText(cost, words)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
