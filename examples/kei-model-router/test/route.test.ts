import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { test } from "node:test";
import { profiles } from "@kei/registry";
import { anthropic } from "@kei/runtime/anthropic";
import { openai } from "@kei/runtime/openai";
import { createRouter, RouteError, type RouterPolicy } from "@kei/runtime/router";

/** What `critic` runs on: of one provider the first two, of another the third. */
const [FIRST, SIBLING, OTHER] = ["claude-sonnet-4-6", "claude-sonnet-5", "gpt-5.4"] as const;

/** Asks models at a provider on this machine, some of which fail with a status. */
async function ask(failing: Readonly<Record<string, number>>, policy: RouterPolicy = {}) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const { model } = (await json(request)) as { model: string };
    asked.push(model);
    const status = failing[model] ?? 200;
    response.writeHead(status, { "content-type": "application/json" });
    const error = { type: "error", error: { message: "no" } };
    response.end(JSON.stringify(status !== 200 ? error : answerOf(request.url ?? "", model)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const options = { apiKey: "sk-canary-router", limiter: false } as const;
  const clients = [
    anthropic({ ...options, endpoint: `http://127.0.0.1:${port}/v1/messages` }),
    openai({ ...options, endpoint: `http://127.0.0.1:${port}/v1/chat/completions` }),
  ];
  const router = createRouter({ profiles, clients, policy: { retries: 0, ...policy } });
  const messages = [{ role: "user", content: "Hello" }] as const;
  try {
    const reply = await router.chat({ profile: "critic", messages, at: "2026-12-01" });
    return { asked, answer: reply.text };
  } catch (error) {
    assert.ok(error instanceof RouteError);
    return { asked, code: error.code };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function answerOf(url: string, model: string) {
  const text = `I am ${model}.`;
  if (url.endsWith("/chat/completions")) {
    const message = { role: "assistant", content: text };
    return { model, choices: [{ index: 0, message, finish_reason: "stop" }] };
  }
  const content = [{ type: "text", text }];
  const usage = { input_tokens: 10, output_tokens: 5 };
  return { type: "message", role: "assistant", model, content, stop_reason: "end_turn", usage };
}

test("the next model answers for one that has no capacity, or is not there any more", async () => {
  for (const status of [529, 404]) {
    const answer = `I am ${SIBLING}.`;
    assert.deepEqual(await ask({ [FIRST]: status }), { asked: [FIRST, SIBLING], answer });
  }
});

test("another provider answers when the money is used up", async () => {
  assert.deepEqual(await ask({ [FIRST]: 402 }), {
    asked: [FIRST, OTHER],
    answer: `I am ${OTHER}.`,
  });
});

test("a key that is refused is told, not worked around", async () => {
  assert.deepEqual(await ask({ [FIRST]: 401 }), { asked: [FIRST], code: "auth" });
});

test("what would cost too much is not asked", async () => {
  const budget = { currency: "USD", perCall: 1_000n };
  assert.deepEqual(await ask({}, { budget }), { asked: [], code: "budget" });
});
