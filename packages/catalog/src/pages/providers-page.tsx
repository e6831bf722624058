import { isLive } from "@kei/registry";
import { ScrollBox } from "../parts/scroll-box.tsx";
import { useSite } from "../state/site-context.ts";
import { EmptyRegistry } from "./empty-registry.tsx";

export function ProvidersPage() {
  const { words, providers, models, asOf, providerHref } = useSite();
  if (providers.length === 0) return <EmptyRegistry />;
  return (
    <>
      <h1>{words.titleProviders}</h1>
      <ScrollBox label={words.titleProviders}>
        <table className="kei-table roomy">
          <thead>
            <tr>
              <th scope="col">{words.provider}</th>
              <th scope="col" className="kei-number">
                {words.liveModels}
              </th>
              <th scope="col">{words.protocol}</th>
              <th scope="col">{words.transport}</th>
              <th scope="col">{words.billing}</th>
            </tr>
          </thead>
          <tbody>
            {providers.map(({ id, displayName, protocol, transport, billing }) => (
              <tr key={id}>
                <th scope="row">
                  <a href={providerHref(id)}>{displayName}</a> <code>{id}</code>
                </th>
                <td className="kei-number">
                  {models.filter((model) => model.provider === id && isLive(model, asOf)).length}
                </td>
                <td>{protocol}</td>
                <td>{words.transportKind[transport]}</td>
                <td>
                  {words.billingMode[billing.mode]} · {billing.currency}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}
