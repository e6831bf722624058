import type { Model } from "@kei/registry";
import { costText, grouped, unknownText } from "../../parts/texts.ts";
import { useSite } from "../../state/site-context.ts";

const CALLS = [
  { name: "chat", inputTokens: 2_000, outputTokens: 500 },
  { name: "document", inputTokens: 50_000, outputTokens: 1_000 },
  { name: "agent", inputTokens: 150_000, outputTokens: 4_000, cacheReadTokens: 120_000 },
] as const;

/** What calls of three usual sizes cost on a day. */
export function TypicalCalls({ model }: { readonly model: Model }) {
  const { words, registry, asOf } = useSite();
  return (
    <table className="kei-table">
      <thead>
        <tr>
          <th scope="col">{words.call}</th>
          <th scope="col" className="kei-number">
            {words.column.cost}
          </th>
        </tr>
      </thead>
      <tbody>
        {CALLS.map(({ name, ...usage }) => {
          const cost = registry.cost(model.ref, usage, { at: asOf });
          return (
            <tr key={name}>
              <th scope="row">
                {words.typicalCall[name]}{" "}
                <small>
                  {grouped(usage.inputTokens)} → {grouped(usage.outputTokens)}
                </small>
              </th>
              <td className="kei-number">
                {costText(cost, words)}
                {cost.kind === "unknown" ? <small> {unknownText(cost, words)}</small> : null}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
