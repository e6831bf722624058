import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { test } from "node:test";
import { type Choice, resolveProfile } from "@kei/registry";
import { KeiError, type KeiErrorCode } from "@kei/runtime";
import { call } from "../src/call.js";
import { isWorthAsking } from "../src/next-model.js";

const FIRST = "claude-sonnet-4-6";
const SIBLING = "claude-sonnet-5";
const OTHER = "gpt-5.4";

/** Of one provider the first two, of another the third, which takes more input. */
const choices = choicesOf("critic");
assert.deepEqual(
  choices.map(({ modelId }) => modelId),
  [FIRST, SIBLING, OTHER],
);
const [first, sibling, other] = choices as [Choice, Choice, Choice];

function choicesOf(profile: string): readonly Choice[] {
  const resolution = resolveProfile(profile, { at: "2026-12-01" });
  if (resolution.kind !== "resolved") throw new Error(resolution.message);
  return [resolution, ...resolution.alternatives];
}

interface Failure {
  readonly status: number;
  readonly type: string;
  readonly message?: string;
}

/** Asks models at a provider on this machine, some of which fail. */
async function ask(failing: Readonly<Record<string, Failure>>) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const { model } = (await json(request)) as { model: string };
    asked.push(model);
    const failure = failing[model];
    const answer = request.url === "/anthropic" ? anthropicAnswer(model) : openaiAnswer(model);
    const error = failure && { type: failure.type, message: failure.message ?? "no" };
    response.writeHead(failure?.status ?? 200, { "content-type": "application/json" });
    response.end(JSON.stringify(error ? { type: "error", error } : answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const result = await call(
      choices,
      { messages: [{ role: "user", content: "Hello" }] },
      ({ provider }) => ({
        apiKey: "sk-canary-router",
        endpoint: `http://127.0.0.1:${port}/${provider.id}`,
        retry: { max: 1, backoffMs: 0 },
        limiter: false,
      }),
    );
    const failures = result.failures.map(({ choice, error }) => [choice.modelId, error.code]);
    const answer = result.kind === "answered" ? [result.choice.modelId, result.reply.text] : [];
    return { asked, failures, answer };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function anthropicAnswer(model: string) {
  const content = [{ type: "text", text: `I am ${model}.` }];
  const usage = { input_tokens: 10, output_tokens: 5 };
  return { type: "message", role: "assistant", model, content, stop_reason: "end_turn", usage };
}

function openaiAnswer(model: string) {
  const message = { role: "assistant", content: `I am ${model}.` };
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  return { model, choices: [{ index: 0, message, finish_reason: "stop" }], usage };
}

const OVERLOADED: Failure = { status: 529, type: "overloaded_error" };

test("the first model answers, and no other is asked", async () => {
  assert.deepEqual(await ask({}), {
    asked: [FIRST],
    failures: [],
    answer: [FIRST, `I am ${FIRST}.`],
  });
});

test("when it has no capacity, retries included, the next one answers", async () => {
  assert.deepEqual(await ask({ [FIRST]: OVERLOADED }), {
    asked: [FIRST, FIRST, SIBLING],
    failures: [[FIRST, "overloaded"]],
    answer: [SIBLING, `I am ${SIBLING}.`],
  });
});

test("when it is not there any more, the next one answers", async () => {
  assert.deepEqual(await ask({ [FIRST]: { status: 404, type: "not_found_error" } }), {
    asked: [FIRST, SIBLING],
    failures: [[FIRST, "not-found"]],
    answer: [SIBLING, `I am ${SIBLING}.`],
  });
});

test("when the money is used up, another provider answers", async () => {
  assert.deepEqual(await ask({ [FIRST]: { status: 402, type: "billing_error" } }), {
    asked: [FIRST, OTHER],
    failures: [[FIRST, "quota"]],
    answer: [OTHER, `I am ${OTHER}.`],
  });
});

test("when the input is too long, a model that takes more answers", async () => {
  const message = "prompt is too long: 1000001 tokens > 1000000 maximum";
  const tooLong = { status: 400, type: "invalid_request_error", message };
  assert.deepEqual(await ask({ [FIRST]: tooLong }), {
    asked: [FIRST, OTHER],
    failures: [[FIRST, "context-length"]],
    answer: [OTHER, `I am ${OTHER}.`],
  });
});

test("a key that is refused is told, not worked around", async () => {
  assert.deepEqual(await ask({ [FIRST]: { status: 401, type: "authentication_error" } }), {
    asked: [FIRST],
    failures: [[FIRST, "auth"]],
    answer: [],
  });
});

test("when all fail, all failures are told", async () => {
  const failing = { [FIRST]: OVERLOADED, [SIBLING]: OVERLOADED, [OTHER]: OVERLOADED };
  assert.deepEqual(await ask(failing), {
    asked: [FIRST, FIRST, SIBLING, SIBLING, OTHER, OTHER],
    failures: [
      [FIRST, "overloaded"],
      [SIBLING, "overloaded"],
      [OTHER, "overloaded"],
    ],
    answer: [],
  });
});

test("each kind of failure says who is worth asking", () => {
  const worth = (code: KeiErrorCode) => {
    const error = new KeiError({ code, message: "no" });
    return [sibling, other].map((next) => isWorthAsking(next, first, error));
  };
  const any: readonly KeiErrorCode[] = [
    "overloaded",
    "rate-limit",
    "server",
    "timeout",
    "truncated",
    "not-found",
    "protocol",
  ];
  const otherProvider: readonly KeiErrorCode[] = ["network", "quota", "context-length"];
  const none: readonly KeiErrorCode[] = [
    "auth",
    "config",
    "redirect",
    "bad-request",
    "unsupported",
    "unknown-model",
    "content-blocked",
    "aborted",
  ];
  for (const code of any) assert.deepEqual(worth(code), [true, true], code);
  for (const code of otherProvider) assert.deepEqual(worth(code), [false, true], code);
  for (const code of none) assert.deepEqual(worth(code), [false, false], code);
});
