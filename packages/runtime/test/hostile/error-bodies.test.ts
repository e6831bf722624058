import fc from "fast-check";
import { expect, it } from "vitest";
import { KeiError } from "../../src/chat/errors.ts";
import { readError } from "../../src/failure/read-error.ts";
import { bySeed } from "../support/by-seed.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import { failure, hello, testClient } from "../support/test-client.ts";

const KEY = "sk-test-0123456789";

/** What errors have, and what else might be in the place of it. */
const NAMES = [
  ...["error", "errors", "message", "msg", "detail", "type", "code", "status", "status_code"],
  ...["metadata", "raw", "reasons", "base_resp", "request_id", "details", "title", "error_code"],
  ...["retry_after", "retry_after_ms", "resets_in_seconds", "__proto__", "constructor"],
  ...["toString", "valueOf", "toJSON"],
];
const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 429, 1e308, "", "error", "insufficient_quota"),
  fc.constantFrom("rate_limit_error", "try again in 2s", "Request too large", KEY, '{"error":{}}'),
  fc.string({ maxLength: 20 }),
  fc.double(),
);
const { body } = fc.letrec<{ body: unknown }>((tie) => ({
  body: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    leaf,
    fc.dictionary(fc.constantFrom(...NAMES), tie("body"), { maxKeys: 5 }),
    fc.array(tie("body"), { maxLength: 3 }),
    tie("body").map((inner) => JSON.stringify(inner)),
  ),
}));

it("W18: any body is read without an exception, and waits are times", () => {
  fc.assert(
    fc.property(
      fc.oneof(body, fc.anything()),
      fc.constantFrom(0, 400, 413, 429, 503, 529),
      (said, status) => {
        const { message = "", code = "server", retryAfterMs = 0 } = readError(status, said);
        expect([typeof message, typeof code]).toEqual(["string", "string"]);
        expect(retryAfterMs).toBeGreaterThanOrEqual(0);
      },
    ),
    bySeed(4, 50_000),
  );
});

const bytes = fc.oneof(
  body.map((value) => Buffer.from(JSON.stringify(value) ?? "")),
  fc.uint8Array({ maxLength: 60 }).map((part) => Buffer.from(part)),
  fc
    .constantFrom("<html><title>Bad gateway</title>", "data: {}\n\n", "[".repeat(50_000), "")
    .map((text) => Buffer.from(text)),
);
const header = fc.oneof(
  fc.constantFrom(
    "0",
    "-1",
    "1e9",
    "NaN",
    "99999999999999999999",
    "Fri, 31 Dec 1999 23:59:59 GMT",
    "2s",
  ),
  fc.stringMatching(/^[ -~]{0,12}$/),
);

it("W18: any answer with an error status is an error that holds no key, is short, and can be logged", async () => {
  const codes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 300, max: 599 }),
      bytes,
      fc.dictionary(
        fc.constantFrom(
          "retry-after",
          "retry-after-ms",
          "x-should-retry",
          "location",
          "x-request-id",
        ),
        header,
      ),
      async (status, said, headers) => {
        const transport = scriptedTransport({ status, headers, body: [new Uint8Array(said)] });
        const client = testClient({ transport, retry: { max: 0 } });
        const error = (await failure(client.chat(hello))) as KeiError;
        expect(error).toBeInstanceOf(KeiError);
        expect(error.status).toBe(status);
        expect(error.message.length).toBeLessThan(700);
        if (error.retryAfterMs !== undefined) {
          expect(error.retryAfterMs).toBeGreaterThanOrEqual(0);
        }
        expect(JSON.stringify(error)).not.toContain(KEY);
        codes.add(error.code);
      },
    ),
    bySeed(5, 20_000),
  );
  expect([...codes].sort()).toEqual(
    expect.arrayContaining(["auth", "bad-request", "rate-limit", "redirect", "server"]),
  );
});
