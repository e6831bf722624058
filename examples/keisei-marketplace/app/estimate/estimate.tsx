"use client";

import type { Price } from "@kei/registry";
import { costAt } from "@kei/registry/cost";
import { useState } from "react";
import { usd } from "../price-text";
import { tokenCount } from "../token-count";

/** What a request of so many tokens in, and a tenth of it out, costs. Knows the one price it is given. */
export function Estimate({ price }: { price: Price }) {
  const [inputTokens, setInputTokens] = useState(100_000);
  const cost = costAt(price, { inputTokens, outputTokens: Math.round(inputTokens / 10) });
  return (
    <label>
      Tokens in{" "}
      <input
        type="number"
        min={0}
        value={inputTokens}
        onChange={({ target }) => setInputTokens(tokenCount(target.value, 0))}
      />{" "}
      and a tenth of it out: <output>{cost.kind === "known" ? usd(cost.total) : cost.kind}</output>
    </label>
  );
}
