import { contentHash, modelsOf, profiles, providers, resolveProfile } from "@kei/registry";
import Link from "next/link";
import { priceText } from "./price-text";

/** All live models, by provider, cheapest first, and what agents run on. A server component. */
export default function Page() {
  return (
    <>
      <h1>Models</h1>
      {Object.values(providers).map(({ id, displayName, authEnv, openModels, billing }) => (
        <section key={id}>
          <h2>{displayName}</h2>
          <p>{authEnv.length === 0 ? "No key" : authEnv.join(", ")}</p>
          <ul>
            {modelsOf(id).map(({ ref, displayName: name, price }) => (
              <li key={ref}>
                <Link href={`/models/${ref}`}>{name}</Link>{" "}
                <span>{priceText(price, billing.currency)}</span>
              </li>
            ))}
          </ul>
          {openModels && <p>Any other model that it serves.</p>}
        </section>
      ))}
      <h1>Agents</h1>
      <ul>
        {Object.values(profiles).map(({ id, description }) => {
          const resolution = resolveProfile(id);
          return (
            <li key={id}>
              {id}{" "}
              <span>{resolution.kind === "resolved" ? resolution.ref : resolution.message}</span>
              <p>{description}</p>
            </li>
          );
        })}
      </ul>
      <footer>{contentHash}</footer>
    </>
  );
}
