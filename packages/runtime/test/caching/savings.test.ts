import type { Model, Usage } from "@kei/registry";
import { expect, it } from "vitest";
import type { CacheSavings } from "../../src/chat/reply.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import { testOptions, testProvider } from "../support/test-client.ts";

/** $1.00 in, a tenth to read, a quarter more to write for five minutes, twice as much for an hour. */
const price: Model["price"] = {
  kind: "known",
  input: 100_000_000,
  output: 500_000_000,
  cacheRead: 10_000_000,
  cacheWrite5m: 125_000_000,
  cacheWrite1h: 200_000_000,
};

/** What Anthropic counts, and what it comes to. */
async function savedBy(
  usage: object,
  given: Partial<Model["price"]> = price,
): Promise<{ savings: CacheSavings | undefined; usage: Usage | undefined; json: unknown }> {
  const body = JSON.stringify({
    type: "message",
    role: "assistant",
    model: "m",
    content: [{ type: "text", text: "Yes." }],
    stop_reason: "end_turn",
    usage: { input_tokens: 1_000, output_tokens: 100, ...usage },
  });
  const model = {
    ref: "test/m",
    provider: "test",
    id: "m",
    displayName: "M",
    aliases: [],
    protocols: ["anthropic-messages"],
    output: ["text"],
    price: given as Model["price"],
  } as const satisfies Model;
  const client = defineClient(
    { ...testProvider, protocol: "anthropic-messages" },
    { m: model },
    anthropicMessages,
  )({
    apiKey: "sk-test-0123456789",
    ...testOptions({ clock: new FakeClock(), transport: scriptedTransport({ body }) }),
  });
  const reply = await client.chat({ model: "m", messages: [{ role: "user", content: "So?" }] });
  const json = JSON.parse(JSON.stringify(reply)).cacheSavings;
  return { savings: reply.cacheSavings, usage: reply.usage, json };
}

it("H11: says what reading saved", async () => {
  const { savings, usage, json } = await savedBy({ cache_read_input_tokens: 10_000 });
  expect(usage).toMatchObject({ inputTokens: 11_000, cacheReadTokens: 10_000 });
  // 10,000 tokens at $0.90 less a million.
  expect(savings).toEqual({ kind: "known", total: 900_000n, currency: "USD" });
  expect(json).toEqual({ kind: "known", total: "900000", currency: "USD" });
});

it("H11: says what writing cost more, by lifetime", async () => {
  const { savings, usage } = await savedBy({
    cache_creation_input_tokens: 3_000,
    cache_creation: { ephemeral_5m_input_tokens: 1_000, ephemeral_1h_input_tokens: 2_000 },
  });
  expect(usage).toMatchObject({ cacheWrite5mTokens: 1_000, cacheWrite1hTokens: 2_000 });
  // 1,000 tokens at $0.25 more a million, 2,000 at $1.00.
  expect(savings).toEqual({ kind: "known", total: -225_000n, currency: "USD" });
});

it("H11: says nothing where no cache was used", async () => {
  expect((await savedBy({ cache_read_input_tokens: 0 })).savings).toBeUndefined();
});

it.each<[string, object, Partial<Model["price"]>, CacheSavings]>([
  [
    "the price",
    { cache_read_input_tokens: 5 },
    { kind: "unknown" },
    { kind: "unknown", reason: "price" },
  ],
  [
    "what reading costs",
    { cache_read_input_tokens: 5 },
    { kind: "known", input: 1, output: 1 },
    { kind: "unknown", reason: "rate", missing: "cacheRead" },
  ],
  ["a free model", { cache_read_input_tokens: 5 }, { kind: "free" }, { kind: "free", total: 0n }],
])("H11: says why it is not known: %s", async (_, usage, given, want) => {
  expect((await savedBy(usage, given)).savings).toEqual(want);
});

it("H11: is known beside a fee that is not", async () => {
  const { savings } = await savedBy({
    cache_read_input_tokens: 10_000,
    server_tool_use: { web_search_requests: 2 },
  });
  expect(savings).toEqual({ kind: "known", total: 900_000n, currency: "USD" });
});
