import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type Bill,
  decimal,
  matching,
  partsOf,
  registryCost,
  SUB,
  statedCost,
} from "./support/bill.ts";

const file = join(import.meta.dirname, "../../../../shared/bills/bills.json");
const found = existsSync(file);
if (!found) console.warn("skipped: ../shared/bills is not here");
const bills: readonly Bill[] = found ? JSON.parse(readFileSync(file, "utf8")) : [];
const follows = ({ follows_exactly }: Bill) => !["no", "unknown"].includes(follows_exactly);

/** What vendors and sellers charged that does not follow from their own prices. */
const CONTRADICTIONS: Readonly<Record<string, string>> = {
  "or-gpt4omini-advisor-stream": "A tool called another model, whose tokens are not in the usage.",
  "iss-cc-26762": "The totals of a session do not say which requests were long ones.",
  "iss-litellm-17887": "The amount is the fee of a request alone: its tokens are those of another.",
  "iss-vercel-13371": "A dollar is 10,000,000,000 ticks, and was taken for 100,000,000.",
  "iss-commandcode-722":
    "Peak hours cost twice as much, and the totals do not say what fell into them.",
  "iss-bfe-1319-r1": "The gateway charged what was read from the cache as if it were not.",
  "iss-bfe-1319-r2": "The gateway charged what was read from the cache as if it were not.",
};

const YUAN = "DeepSeek charged in yuan; the registry has its prices in dollars.";

/** Bills for models of the registry that do not follow from its prices. */
const OTHER_PRICES: Readonly<Record<string, string>> = {
  "iss-litellm-42514": "Bedrock takes 110 % for a region.",
  "iss-litellm-38615": "Bedrock takes 110 % for a region.",
  "iss-litellm-35125-dz-priority": "Azure takes 110 % for a data zone.",
  "iss-litellm-35125-luna-dz": "Azure takes 110 % for a data zone.",
  "iss-codexlb-2085":
    "A percent of a tier holds below the first size tier; above it nobody has a price.",
  "iss-juejin-98": "It is the sum of many requests: one of this size would be a long one.",
  "xai-grok46-attachment": "The registry has no fee for searching attachments.",
  "or-gpt51codexmini-file": "OpenRouter takes a fee of its own for a file.",
  "iss-bfe-1343": YUAN,
  "iss-bfe-1343-row1": YUAN,
  "iss-bfe-1343-row2": YUAN,
  "iss-bfe-1343-row3": YUAN,
  "iss-bfe-1343-row4": YUAN,
  "iss-bfe-1343-row5": YUAN,
  "iss-bfe-1364": YUAN,
};

/** Whether the cost that the registry knows is the amount of the bill, and in its currency. */
function isAsRegistered(bill: Bill): boolean {
  const answer = registryCost(bill);
  return (
    answer?.kind === "known" &&
    answer.currency === bill.currency &&
    matching(bill, Object.values(answer.parts)) !== undefined
  );
}

describe.skipIf(!found)("published bills", () => {
  it.each(bills.filter(follows))("$id is what its usage costs at its prices", (bill) => {
    const how = matching(bill, partsOf(bill));
    if (bill.follows_exactly === "yes-rounded") expect(how).not.toBe("exact");
    expect(how).toMatch(bill.follows_exactly === "yes-rounded" ? /round|trunc/ : /^exact$/);
  });

  it("come to what a person makes of them, right or wrong", () => {
    for (const bill of bills) {
      expect(statedCost(bill), bill.id).toBe(decimal(bill.my_arithmetic.total) / SUB);
    }
  });

  it("contradict their own prices for reasons", () => {
    const contradicting = bills.filter((bill) => matching(bill, partsOf(bill)) === undefined);
    expect(contradicting.map(({ id }) => id).sort()).toEqual(Object.keys(CONTRADICTIONS).sort());
  });

  it("for models of the registry are what it says they cost on the day, but for reasons", () => {
    const ours = bills.filter((bill) => follows(bill) && registryCost(bill) !== undefined);
    const others = ours.filter((bill) => !isAsRegistered(bill));
    expect(others.map(({ id }) => id).sort()).toEqual(Object.keys(OTHER_PRICES).sort());
    expect(ours.length - others.length).toBe(27);
  });

  it("of xAI are in ticks", () => {
    const inTicks = bills.filter((bill) => "cost_in_usd_ticks" in bill.usage && follows(bill));
    expect(inTicks).not.toEqual([]);
    for (const { id, usage, amount } of inTicks) {
      const ticks = BigInt(usage["cost_in_usd_ticks"] as string | number);
      expect(ticks * 100n, id).toBe(decimal(amount));
    }
  });
});
