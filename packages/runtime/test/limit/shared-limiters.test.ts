import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { sharedLimiter } from "../../src/limit/shared-limiters.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { goesAtOnce } from "../support/goes-at-once.ts";

describe("sharedLimiter", () => {
  it("R15: is one for a provider and a key", () => {
    const clock = new FakeClock();
    const one = sharedLimiter("openai", "sk-canary-1", 2, clock);
    expect(one).toBeDefined();
    expect(sharedLimiter("openai", "sk-canary-1", 2, clock)).toBe(one);
    expect(sharedLimiter("openai", "sk-canary-2", 2, clock)).not.toBe(one);
    expect(sharedLimiter("xai", "sk-canary-1", 2, clock)).not.toBe(one);
    expect(sharedLimiter("openai", "", 2, clock)).not.toBe(one);
    expect(sharedLimiter("openai", "sk-canary-1", 2, new FakeClock())).not.toBe(one);
  });

  it("M6: is one for a provider and a function that gives keys", () => {
    const clock = new FakeClock();
    const [source, other] = [() => "a", () => "a"];
    const one = sharedLimiter("openai", source, 2, clock);
    expect(one).toBeDefined();
    expect(sharedLimiter("openai", source, 2, clock)).toBe(one);
    expect(sharedLimiter("openai", other, 2, clock)).not.toBe(one);
    expect(sharedLimiter("xai", source, 2, clock)).not.toBe(one);
    expect(sharedLimiter("openai", "", 2, clock)).not.toBe(one);
  });

  it("R15: what one client uses up the other lacks", async () => {
    const clock = new FakeClock();
    const [first, second] = [1, 2].map(() => sharedLimiter("openai", "k", 3, clock));
    const went = [first, second, first, second].map((limiter) => limiter && goesAtOnce(limiter));
    expect(await Promise.all(went)).toEqual([true, true, true, false]);
  });

  it.each([0, undefined])("is none where the limit is %s", (rpm) => {
    expect(sharedLimiter("openai", "k", rpm, new FakeClock())).toBeUndefined();
  });

  it("shows no key", () => {
    const clock = new FakeClock();
    const limiter = sharedLimiter("openai", "sk-canary-shown", 2, clock);
    const seen = [limiter, clock].map((value) =>
      inspect(value, { depth: null, showHidden: true, getters: true }),
    );
    expect(seen.join("\n")).not.toContain("canary");
    expect(JSON.stringify(limiter)).not.toContain("canary");
  });
});
