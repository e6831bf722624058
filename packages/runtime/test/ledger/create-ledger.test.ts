import { afterEach, expect, it, vi } from "vitest";
import { KeiError } from "../../src/chat/errors.ts";
import { createLedger, type LedgerOptions } from "../../src/ledger/create-ledger.ts";
import type { LedgerRow } from "../../src/ledger/ledger-row.ts";
import { failing, model, OK, hello as routed, testRouter } from "../router/test-router.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type ScriptedAnswer, scriptedTransport } from "../support/scripted-transport.ts";
import {
  chunk,
  chunks,
  collect,
  completion,
  failure,
  hello,
  testClient,
} from "../support/test-client.ts";

afterEach(() => vi.restoreAllMocks());

/** A ledger into a list. */
function kept(options: Partial<LedgerOptions> = {}) {
  const rows: LedgerRow[] = [];
  const to = (row: LedgerRow) => void rows.push(row);
  return { rows, ledger: createLedger({ to, contentHash: "sha256-0", ...options }) };
}

/** A client whose calls it keeps. */
function clientOf(
  { ledger }: Pick<ReturnType<typeof kept>, "ledger">,
  ...script: readonly ScriptedAnswer[]
) {
  const clock = new FakeClock();
  const transport = scriptedTransport(...script);
  return { clock, client: testClient({ transport, clock, hooks: ledger.hooks }) };
}

const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":1}}\n\n';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

it("D1: a row has what a call was, took and cost, and nothing of what was said in it", async () => {
  const { rows, ledger } = kept({ agentId: "agent-7" });
  const { client, clock } = clientOf({ ledger }, { status: 503 }, { body: completion("secret") });
  const going = client.chat({ ...hello, messages: [{ role: "user", content: "confidential" }] });
  await clock.pass(1500);
  await going;
  await ledger.flush();
  expect(rows).toEqual([
    {
      id: expect.stringMatching(UUID),
      agent_id: "agent-7",
      status: "done",
      started_ts: 1_795_392_000,
      finished_ts: 1_795_392_000,
      duration_ms: 100,
      provider: "test",
      model: "m",
      answered_model: "m",
      protocol: "openai-chat",
      is_stream: false,
      attempts: 2,
      usage: { inputTokens: 3, outputTokens: 2 },
      cost_micro_cents: null,
      cost_kind: "unknown",
      cost_currency: null,
      cost_reason: "model",
      cost_missing: "m",
      cost_row: null,
      registry_hash: "sha256-0",
      finish_reason: "stop",
      service_tier: null,
      request_id: null,
      response_id: null,
      error_code: null,
      http_status: null,
    },
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/secret|confidential/);
});

it("D1: a stream has a row when it is over, whoever asks for its reply", async () => {
  const { rows, ledger } = kept();
  const { client } = clientOf({ ledger }, { body: chunks("Hi.") });
  await collect(client.stream(hello));
  await ledger.flush();
  expect(rows).toMatchObject([{ status: "done", is_stream: true, finish_reason: "stop" }]);
});

it("D2: a call that failed has a row with what is known of its cost", async () => {
  const { rows, ledger } = kept();
  const { client } = clientOf(
    { ledger },
    { status: 400, headers: { "x-request-id": "r-1" }, body: "you said: confidential" },
    { body: [chunk({ content: "Hi" }), new Error("socket hang up")] },
  );
  await failure(client.chat(hello));
  await failure(collect(client.stream(hello)));
  await ledger.flush();
  expect(rows).toMatchObject([
    {
      status: "failed",
      error_code: "bad-request",
      http_status: 400,
      request_id: "r-1",
      usage: null,
      cost_kind: "none",
      cost_micro_cents: 0,
    },
    { error_code: "network", cost_kind: "unknown", cost_reason: "usage", cost_micro_cents: null },
  ]);
  expect(JSON.stringify(rows)).not.toContain("confidential");
});

it("D2: what was never sent has no row", async () => {
  const { rows, ledger } = kept();
  const { client } = clientOf({ ledger });
  await failure(client.chat({ ...hello, temperature: "hot" as never }));
  await failure(client.chat({ ...hello, signal: AbortSignal.abort() }));
  await ledger.flush();
  expect(rows).toEqual([]);
});

it("D3: a routed call has a row for each model that was asked", async () => {
  const { rows, ledger } = kept();
  const { router } = testRouter(
    { alpha: [failing(503), { body: [chunk({ content: "Hi" }), USAGE, new Error("reset")] }] },
    { options: { hooks: { ...ledger.hooks, onWarning: () => {} } } },
  );
  await failure(collect(router.stream(routed)));
  await ledger.flush();
  expect(rows).toMatchObject([
    { provider: "alpha", model: "first", error_code: "overloaded", cost_kind: "none" },
    {
      ...{ provider: "alpha", model: "sibling", status: "failed", error_code: "network" },
      usage: { inputTokens: 1000, outputTokens: 1 },
      ...{ cost_kind: "estimated", cost_micro_cents: 101_000, cost_currency: "USD" },
    },
  ]);
});

it("D3: with the real cost of the one that answered", async () => {
  const { rows, ledger } = kept();
  const { router } = testRouter(
    { alpha: [OK] },
    { models: [model("alpha/first")], options: { hooks: ledger.hooks } },
  );
  const { cost } = await router.chat(routed);
  await ledger.flush();
  expect(rows).toMatchObject([
    { cost_kind: "known", cost_micro_cents: 2300, cost_currency: "USD", cost_row: "standard" },
  ]);
  expect(cost).toMatchObject({ total: 2300n });
});

it("D1: an amount that no integer of JSON holds is unknown, and a text of any length is cut", async () => {
  const { rows, ledger } = kept();
  const body = JSON.parse(completion("Hi."));
  body.usage = { prompt_tokens: Number.MAX_SAFE_INTEGER, completion_tokens: 2 };
  const headers = { "x-request-id": "r".repeat(1000) };
  const { router } = testRouter(
    { alpha: [{ headers, body: JSON.stringify(body) }] },
    { models: [model("alpha/first")], options: { hooks: ledger.hooks } },
  );
  await router.chat(routed);
  await ledger.flush();
  expect(rows).toMatchObject([
    { cost_kind: "unknown", cost_reason: "amount", cost_micro_cents: null },
  ]);
  expect(rows[0]?.request_id).toHaveLength(256);
});

it("D4: rows come in order, one after the other", async () => {
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const { ledger } = kept({
    to: ({ id }) =>
      new Promise((resolve) => {
        log.push(id);
        ends.push(resolve);
      }),
  });
  const { client } = clientOf({ ledger }, OK, OK);
  await client.chat(hello);
  await client.chat(hello);
  const flushed = ledger.flush().then(() => log.push("flushed"));
  expect(log).toHaveLength(1);
  ends[0]?.();
  await vi.waitFor(() => expect(log).toHaveLength(2));
  ends[1]?.();
  await flushed;
  expect(log.at(-1)).toBe("flushed");
  expect(new Set(log).size).toBe(3);
});

it.each([
  [
    "throws",
    () => {
      throw new Error("disk full");
    },
  ],
  ["rejects", () => Promise.reject(new Error("disk full"))],
])("D4: a function that %s loses its row alone, which onError gets", async (_, fail) => {
  const lost: [string, LedgerRow][] = [];
  const rows: LedgerRow[] = [];
  let isFull = true;
  const { ledger } = kept({
    to: (row) => (isFull ? fail() : void rows.push(row)),
    onError: ({ message }, row) => {
      lost.push([message, row]);
      throw new Error("the log fails, too");
    },
  });
  const { client } = clientOf({ ledger }, OK, OK);
  await client.chat(hello);
  await ledger.flush();
  isFull = false;
  await client.chat(hello);
  await ledger.flush();
  expect(lost).toMatchObject([["disk full", { status: "done" }]]);
  expect(rows).toHaveLength(1);
});

it("D4: without onError it warns once, and again after a row was written", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  let isFull = true;
  const { ledger } = kept({
    to: () => {
      if (isFull) throw new Error("disk full");
    },
  });
  const { client } = clientOf({ ledger }, OK, OK, OK, OK);
  for (const full of [true, true, false, true]) {
    isFull = full;
    await client.chat(hello);
    await ledger.flush();
  }
  const told = "kei: rows of the ledger are lost: disk full";
  expect(warn.mock.calls).toEqual([[told], [told]]);
});

it("D4: what waits is bounded, and what comes after the end is lost, both told", async () => {
  const lost: string[] = [];
  let end: () => void = () => {};
  const { ledger } = kept({
    to: () => new Promise<void>((resolve) => (end = resolve)),
    onError: ({ message }) => lost.push(message),
  });
  const { client } = clientOf({ ledger }, OK);
  await client.chat(hello);
  const info = { provider: "test", model: "m", protocol: "openai-chat", isStream: false } as const;
  const error = new KeiError({ code: "server", message: "no" });
  const add = () =>
    ledger.hooks.onError(error, { ...info, attempts: 1, startedAt: 0, elapsedMs: 0 });
  for (let i = 0; i < 10_002; i += 1) add();
  expect(lost).toEqual(Array(2).fill("10000 rows wait to be written already"));
  void ledger.close();
  add();
  expect(lost.at(-1)).toBe("the ledger is closed");
  end();
});

it.each([
  [{ to: "" }, "to must be"],
  [{ contentHash: undefined }, "contentHash must be"],
  [{ agentId: 7 }, "agentId must be"],
  [{ onError: "log" }, "onError must be"],
  [{ path: "calls.jsonl" }, "there is no option path"],
])("refuses options that are wrong: %j", (options, message) => {
  const create = () => kept(options as Partial<LedgerOptions>);
  expect(create).toThrow(KeiError);
  expect(create).toThrow(`createLedger: ${message}`);
});
