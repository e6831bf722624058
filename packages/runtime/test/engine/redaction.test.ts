import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { createRedact } from "../../src/call/redact.ts";
import type { KeiError } from "../../src/chat/errors.ts";
import { google } from "../../src/gen/google.gen.ts";
import { serve } from "../support/loopback.ts";
import { type ScriptedAnswer, scriptedTransport } from "../support/scripted-transport.ts";
import { failure, hello, testClient } from "../support/test-client.ts";

const KEY = "sk-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST";
const TOKEN = "tkn_9f8e7d6c5b4a39281706";

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** The message of what fails when a server answers a 400 that says so. */
async function told(
  said: string,
  headers: Record<string, string> = {},
  apiKey = KEY,
): Promise<string> {
  const body = JSON.stringify({ error: { message: said } });
  return ((await failed({ status: 400, body }, headers, apiKey)) as KeiError).message;
}

function failed(
  answer: ScriptedAnswer,
  headers: Record<string, string> = {},
  apiKey = KEY,
): Promise<unknown> {
  const transport = scriptedTransport(answer);
  return failure(testClient({ transport, headers, apiKey, retry: { max: 0 } }).chat(hello));
}

describe("W1: a key that a header can carry is in no URL", () => {
  it("Google's is none that the platform writes down", async () => {
    const urls: (string | undefined)[] = [];
    const keys: unknown[] = [];
    const server = await serve((request, response) => {
      urls.push(request.url);
      keys.push(request.headers["x-goog-api-key"]);
      response.end(
        JSON.stringify({
          candidates: [{ content: { parts: [{ text: "Hi" }] }, finishReason: "STOP" }],
        }),
      );
    });
    const client = google({ apiKey: KEY, endpoint: `${server.url}/v1beta/models`, fetch });
    const reply = await client.chat({ ...hello, model: "gemini-3.5-flash" });
    expect(reply.text).toBe("Hi");
    expect(google.provider.authScheme).toBe("query-key");
    expect(urls).toEqual(["/v1beta/models/gemini-3.5-flash:generateContent"]);
    expect(keys).toEqual([KEY]);
    const written = performance.getEntriesByType("resource").map(({ name }) => name);
    expect(written.filter((name) => name.includes(KEY))).toEqual([]);
  });
});

describe("W2: what is secret shows in no part", () => {
  it.each<[string, Record<string, string>, string]>([
    ["the token of a scheme", { "x-gateway": `Bearer ${TOKEN}` }, TOKEN],
    ["the value of a cookie", { cookie: `theme=dark; session=${TOKEN}; lang=en` }, TOKEN],
    [
      "a value in JSON",
      { "x-context": JSON.stringify({ user: 1, auth: { token: TOKEN } }) },
      TOKEN,
    ],
    ["one of a list", { "x-keys": `first-key-000001, ${TOKEN}` }, TOKEN],
    ["a parameter", { "x-signed": `Signature keyId="k", signature="${TOKEN}"` }, TOKEN],
    ["the password of a user", { "x-upstream": `Basic ${base64(`me:${TOKEN}`)}` }, TOKEN],
    ["a short word, where a header is there for secrets", { "x-password": "hunter" }, "hunter"],
  ])("%s", async (_, headers, secret) => {
    const message = await told(`I know ${secret} and no other`, headers);
    expect(message).toBe("test: status 400 (bad-request): I know [redacted] and no other");
  });

  it.each<[string, string]>([
    ["with its scheme, in base64", base64(`Bearer ${KEY}`)],
    ["with a user, in base64", base64(`user:${KEY}`)],
    ["with other users, in base64", `${base64(`me:${KEY}`)} ${base64(`root:${KEY}`)}`],
    ["inside of JSON, in base64url", Buffer.from(`{"k":"${KEY}","v":1}`).toString("base64url")],
    ["URL-encoded", encodeURIComponent(`a b/${KEY}`).replaceAll("%2F", "%2f")],
    ["most of it, since a server cut it", KEY.slice(0, 40)],
  ])("the key %s", async (_, said) => {
    const message = await told(`wrong: ${said}, I say`);
    expect(message).toContain("[redacted]");
    expect(message).not.toContain(KEY.slice(0, 30));
    for (const word of said.split(" ")) expect(message).not.toContain(word);
    expect(message.endsWith(", I say")).toBe(true);
  });

  it("before a message is cut, wherever it is cut", async () => {
    for (let before = 400; before < 520; before += 1) {
      const message = await told(`${"x".repeat(before)}${KEY}`);
      expect(message).not.toContain(KEY.slice(0, 8));
    }
  });

  it("before a page is cut", async () => {
    for (let before = 130; before < 220; before += 1) {
      const body = `<html><title>${"x".repeat(before)}${KEY}</title></html>`;
      const error = (await failed({ status: 502, body })) as KeiError;
      expect(error.message).not.toContain(KEY.slice(0, 8));
    }
  });

  it("in the id of a request, of errors and of hooks", async () => {
    const seen: unknown[] = [];
    const answer = { status: 500, headers: { "x-request-id": `req-${KEY}` }, body: "{}" };
    const transport = scriptedTransport(answer);
    const hooks = { afterResponse: (info: object) => seen.push(info) };
    const client = testClient({ transport, apiKey: KEY, hooks, retry: { max: 0 } });
    expect(await failure(client.chat(hello))).toMatchObject({ requestId: "req-[redacted]" });
    expect(seen).toMatchObject([{ requestId: "req-[redacted]" }]);
  });

  it("however often it is there", () => {
    const redact = createRedact({ keys: [KEY], headers: { cookie: `a=${TOKEN}` }, known: [] });
    const shapes = [KEY.slice(0, 29), base64(`Bearer ${KEY}`), "?key=", "A", KEY];
    for (const shape of shapes) {
      const clean = redact(shape.repeat(1000));
      expect(clean).not.toContain(KEY);
    }
  });
});

describe("W3: our own words stay", () => {
  it.each<Record<string, string>>([
    { "x-vendor": "test" },
    { "x-scope": "auth" },
    { "x-kind": "bad-request" },
    { "x-tier": "status" },
    { cookie: "scope=bad-request; vendor=test; step=status" },
    { "x-key": "auth" },
    { "x-model": "m" },
  ])("whatever %j is", async (headers) => {
    expect(await told("no", headers)).toBe("test: status 400 (bad-request): no");
  });

  it("whatever the key is", async () => {
    for (const key of ["test", "status", "bad-request", "none"]) {
      expect(await told("no", {}, key)).toBe("test: status 400 (bad-request): no");
    }
  });

  it("what others say of a key that is a word is hidden all the same", async () => {
    expect(await told("swordfish is wrong", {}, "swordfish")).toBe(
      "test: status 400 (bad-request): [redacted] is wrong",
    );
  });

  it("and so do headers that are no secrets", async () => {
    const headers = { "user-agent": "my-application/1.0.3", "anthropic-beta": "tools-2024-05-16" };
    expect(await told("my-application/1.0.3 is not tools-2024-05-16", headers)).toBe(
      "test: status 400 (bad-request): my-application/1.0.3 is not tools-2024-05-16",
    );
  });
});
