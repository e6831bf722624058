import { describe, expect, it, vi } from "vitest";
import { giveTimer, takeTimer } from "../../src/call/call-timer.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { scriptedTransport, stall } from "../support/scripted-transport.ts";
import { completion, failure, hello, testClient } from "../support/test-client.ts";

describe("timers of calls", () => {
  it("calls one after another set no more timers than the first, and hold nothing in between", async () => {
    const clock = new FakeClock();
    const setTimer = vi.spyOn(clock, "setTimer");
    const bodies = Array.from({ length: 100 }, () => ({ body: completion("Hi") }));
    const client = testClient({ transport: scriptedTransport(...bodies), clock });
    await client.chat(hello);
    const first = setTimer.mock.calls.length;
    for (let i = 1; i < 100; i++) {
      await client.chat(hello);
      expect(clock.timers.size).toBe(0);
    }
    expect(setTimer).toHaveBeenCalledTimes(first);
  });

  it("one that was set for another call ends a call neither too early nor too late", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport({ body: completion("Hi") }, stall);
    const client = testClient({
      transport,
      clock,
      retry: { max: 0 },
      timeouts: { headersMs: 9000 },
    });
    await client.chat(hello);
    await clock.pass(4000);
    let failed = false;
    const outcome = failure(client.chat(hello)).finally(() => {
      failed = true;
    });
    await clock.pass(8999);
    expect(failed).toBe(false);
    await clock.pass(1);
    expect(await outcome).toMatchObject({ code: "timeout" });
  });

  it("one that is too late for a call is not used", async () => {
    const clock = new FakeClock();
    giveTimer(
      clock,
      takeTimer(clock, clock.now() + 1000, () => {}),
    );
    const looks: number[] = [];
    takeTimer(clock, clock.now() + 500, () => looks.push(clock.now()));
    await clock.pass(1000);
    expect(looks).toEqual([1500]);
  });

  it("one that nobody uses goes, and nothing is called", async () => {
    const clock = new FakeClock();
    const look = vi.fn();
    giveTimer(clock, takeTimer(clock, clock.now() + 1000, look));
    await clock.pass(2000);
    expect(look).not.toHaveBeenCalled();
    const later = takeTimer(clock, clock.now() + 1000, look);
    expect(later.due).toBe(clock.now() + 1000);
    await clock.pass(1000);
    expect(look).toHaveBeenCalledOnce();
  });

  it("a clock that cannot let go of timers has them cleared", () => {
    const clock = new FakeClock();
    const plain = {
      now: () => clock.now(),
      date: () => clock.date(),
      setTimer: clock.setTimer.bind(clock),
      clearTimer: clock.clearTimer.bind(clock),
    };
    giveTimer(
      plain,
      takeTimer(plain, plain.now() + 1000, () => {}),
    );
    expect(clock.timers.size).toBe(0);
  });
});
