"use client";

import { byOutputPrice, formatMoney, type Model } from "@kei/registry";
import { models } from "@kei/registry/anthropic";
import { costAt } from "@kei/registry/cost";
import { useSearchParams } from "next/navigation";
import { tokenCount } from "../token-count";

const live = Object.values<Model>(models)
  .filter(({ deprecatedAt }) => deprecatedAt === undefined)
  .sort(byOutputPrice);

/** Costs of one request, `?input=100000&output=5000`, by model. Brings one provider's facts along. */
export function Compare({ currency }: { currency: string }) {
  const query = useSearchParams();
  const usage = {
    inputTokens: tokenCount(query.get("input"), 100_000),
    outputTokens: tokenCount(query.get("output"), 5_000),
  };
  return (
    <table className="compare">
      <caption>
        {usage.inputTokens.toLocaleString("en")} tokens in,{" "}
        {usage.outputTokens.toLocaleString("en")} out
      </caption>
      <tbody>
        {live.map(({ ref, displayName, price }) => {
          const cost = costAt(price, usage, { currency });
          return (
            <tr key={ref}>
              <th scope="row">{displayName}</th>
              <td>{cost.kind === "known" ? formatMoney(cost.total, cost.currency) : cost.kind}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
