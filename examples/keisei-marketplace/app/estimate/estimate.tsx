"use client";

import { formatMoney, type Price } from "@kei/registry";
import { costAt } from "@kei/registry/cost";
import { useState } from "react";
import { tokenCount } from "../token-count";

/** What a request of so many tokens in, and a tenth of it out, costs. Knows the one price it is given. */
export function Estimate({ price, currency }: { price: Price; currency: string }) {
  const [inputTokens, setInputTokens] = useState(100_000);
  const usage = { inputTokens, outputTokens: Math.round(inputTokens / 10) };
  const cost = costAt(price, usage, { currency });
  return (
    <label>
      Tokens in{" "}
      <input
        type="number"
        min={0}
        value={inputTokens}
        onChange={({ target }) => setInputTokens(tokenCount(target.value, 0))}
      />{" "}
      and a tenth of it out:{" "}
      <output>{cost.kind === "known" ? formatMoney(cost.total, cost.currency) : cost.kind}</output>
    </label>
  );
}
