import { describe, expect, it } from "vitest";
import type { KeiError } from "../../src/chat/errors.ts";
import { extractError } from "../../src/failure/error-body.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type ScriptedAnswer, scriptedTransport, stall } from "../support/scripted-transport.ts";
import { completion, failure, hello, testClient } from "../support/test-client.ts";

async function fail(answer: ScriptedAnswer): Promise<KeiError> {
  const clock = new FakeClock();
  const transport = scriptedTransport(answer);
  const outcome = failure(testClient({ transport, clock, retry: { max: 0 } }).chat(hello));
  await clock.pass(1_000_000);
  return (await outcome) as KeiError;
}

describe("E1: every envelope", () => {
  it.each<[unknown, ReturnType<typeof extractError>]>([
    [
      { error: { message: "no", type: "t", param: null, code: "c" } },
      { message: "no", type: "t", code: "c" },
    ],
    [{ error: { message: "no", code: 400 } }, { message: "no", code: "400" }],
    [{ error: { message: "no", code: null } }, { message: "no" }],
    [
      { type: "error", error: { type: "overloaded_error", message: "no" }, request_id: "r" },
      { type: "overloaded_error", message: "no", requestId: "r" },
    ],
    [
      { error: { code: 429, message: "no", status: "RESOURCE_EXHAUSTED", details: [{}] } },
      { message: "no", code: "429", type: "RESOURCE_EXHAUSTED", details: [{}] },
    ],
    [
      { code: "invalid-argument", error: "no" },
      { code: "invalid-argument", message: "no" },
    ],
    [{ error: "no" }, { message: "no" }],
    [{ detail: "no" }, { message: "no" }],
    [{ detail: [{ msg: "a" }, { msg: "b" }, 3] }, { message: "a; b" }],
    [
      { code: 400, message: "no", type: "t" },
      { code: "400", message: "no", type: "t" },
    ],
    [{ error: { message: "no", code: "401", param: "None" } }, { message: "no", code: "401" }],
    [[{ error: { code: 400, message: "no" } }], { message: "no", code: "400" }],
    [undefined, {}],
    [null, {}],
    ["text", {}],
    [[], {}],
    [{ error: null }, {}],
    [{ error: [] }, {}],
  ])("%j", (body, expected) => {
    expect(extractError(body)).toEqual(expected);
  });
});

describe("E2: what the body says beats the status", () => {
  it.each<[number, object, string]>([
    [401, {}, "auth"],
    [403, {}, "auth"],
    [402, {}, "quota"],
    [404, {}, "not-found"],
    [400, { code: "context_length_exceeded" }, "context-length"],
    [429, { code: "insufficient_quota" }, "quota"],
    [429, { code: "rate_limit_exceeded" }, "rate-limit"],
    [400, { code: "invalid_api_key" }, "auth"],
    [404, { code: "model_not_found" }, "not-found"],
    [500, {}, "server"],
    [503, {}, "overloaded"],
    [529, {}, "overloaded"],
    [422, {}, "bad-request"],
  ])("%i %j: %s", async (status, error, code) => {
    const body = JSON.stringify({ error: { message: "no", ...error } });
    expect(await fail({ status, body })).toMatchObject({ code, status });
  });
});

describe("E3: bodies that are no JSON", () => {
  it("HTML: its title", async () => {
    const body =
      "<html><head><title>502 Bad Gateway</title></head><body>Your IP: 192.0.2.1</body></html>";
    const { message } = await fail({ status: 502, body });
    expect(message).toContain("502 Bad Gateway");
    expect(message).not.toContain("192.0.2.1");
  });

  it("HTML without one: its text, a little of it", async () => {
    const body = `<p>Sorry,</p><script>var x = "no"</script><p>${"busy ".repeat(1000)}</p>`;
    const { message } = await fail({ status: 503, body });
    expect(message).toContain("Sorry, busy");
    expect(message).not.toContain("var x");
    expect(message.length).toBeLessThan(300);
  });

  it("nothing", async () => {
    expect(await fail({ status: 500, body: "" })).toMatchObject({ code: "server", status: 500 });
  });

  it("too much of it: 64 KiB are read", async () => {
    const piece = new Uint8Array(16 * 1024).fill(0x61);
    const transport = scriptedTransport({ status: 500, body: [...Array(100).fill(piece), stall] });
    const client = testClient({ transport, clock: new FakeClock(), retry: { max: 0 } });
    expect(await failure(client.chat(hello))).toMatchObject({ status: 500 });
    expect(transport.closed).toEqual([false]);
  });

  it.each([["breaks off", new Error("reset")] as const])(
    "one that %s does not hide the status",
    async (_, end) => {
      const body = ['{"error":{"message":"half', end];
      expect(await fail({ status: 429, body })).toMatchObject({ code: "rate-limit", status: 429 });
    },
  );
});

describe("E4: the request's id", () => {
  it.each(["x-request-id", "x-litellm-call-id", "apim-request-id"])("%s", async (name) => {
    const headers = { [name]: "req-1" };
    expect(await fail({ status: 400, headers, body: "{}" })).toMatchObject({ requestId: "req-1" });
    const transport = scriptedTransport({ headers, body: completion("Hi") });
    const reply = await testClient({ transport, clock: new FakeClock() }).chat(hello);
    expect(reply.requestId).toBe("req-1");
  });
});

describe("E6: the size of a body", () => {
  it("is limited to 64 MiB", async () => {
    const asked: number[] = [];
    const script = scriptedTransport({ body: completion("Hi") });
    const transport = {
      ...script,
      async send(...args: Parameters<typeof script.send>) {
        const response = await script.send(...args);
        return {
          ...response,
          text(max: number) {
            asked.push(max);
            return response.text(max);
          },
        };
      },
    };
    await testClient({ transport, clock: new FakeClock() }).chat(hello);
    expect(asked).toEqual([64 * 1024 * 1024]);
  });
});

describe("JSON that ends too early is a cut", () => {
  it("at every character", async () => {
    const body = completion('Hi "there" \\ {[');
    for (let end = 0; end < body.length; end++) {
      expect(await fail({ body: body.slice(0, end) })).toMatchObject({ code: "truncated" });
    }
  });

  it.each(["nope", "{} {}", "<p>"])("%s is none", async (body) => {
    expect(await fail({ body })).toMatchObject({ code: "protocol", status: undefined });
  });
});
