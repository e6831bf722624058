import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { toBase64 } from "../../src/prepare/to-base64.ts";

afterEach(() => vi.unstubAllGlobals());

describe("toBase64", () => {
  const bytes = fc.uint8Array({ maxLength: 100 });

  it("writes what Node writes, of a part of a buffer too", () => {
    fc.assert(
      fc.property(bytes, fc.nat(10), (all, start) => {
        const part = all.subarray(start);
        expect(toBase64(part)).toBe(Buffer.from(part).toString("base64"));
      }),
    );
  });

  it("does without Buffer, as in browsers, for more bytes than a call takes arguments", () => {
    const large = Uint8Array.from({ length: 300_001 }, (_, i) => i * 7);
    const want = [Buffer.from(large).toString("base64"), "", "AQ=="];
    vi.stubGlobal("Buffer", undefined);
    expect([large, new Uint8Array(), Uint8Array.of(1)].map(toBase64)).toEqual(want);
  });

  it("leaves it to the engine where it can", () => {
    const own = Object.assign(Uint8Array.of(1), { toBase64: () => "the engine's" });
    expect(toBase64(own)).toBe("the engine's");
  });
});
