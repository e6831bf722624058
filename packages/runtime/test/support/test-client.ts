import type { Provider } from "@kei/registry";
import { accountOf } from "../../src/call/ask-limiter.ts";
import type { ClientOptions, Hooks, Testing } from "../../src/call/options.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import "./answer-sides.ts";
import "./request-sides.ts";

/** A provider that exists in tests only. */
export const testProvider = {
  id: "test",
  displayName: "Test",
  endpoint: "https://api.test.invalid/v1/chat/completions",
  authScheme: "bearer",
  auth: { in: "header", name: "authorization", prefix: "Bearer " },
  authEnv: ["KEI_TEST_KEY"],
  protocol: "openai-chat",
  transport: "direct-api",
  retry: { max: 2, backoffMs: 100 },
  billing: { currency: "USD", mode: "metered" },
  openModels: true,
} as const satisfies Provider;

const KEY = "sk-test-0123456789";

// Its hash is worked out on a thread of its own, which a clock of a test's own does not wait for.
await accountOf(testProvider.id, KEY);

/** What most tests set of a client beside its options. */
export type TestOptions = Omit<ClientOptions, "testing"> & Testing & Pick<Hooks, "onWarning">;

/** A client of it that says nothing, waits without jitter, and takes everything else from `options`. */
export function testClient(options: TestOptions, provider: Provider = testProvider) {
  const create = defineClient<string, typeof openaiChat>(provider, {}, openaiChat);
  return create({ apiKey: KEY, ...testOptions(options) });
}

export function testOptions(options: TestOptions): ClientOptions {
  const { clock, random = () => 0, onWarning = () => {}, hooks, ...rest } = options;
  return { ...rest, hooks: { onWarning, ...hooks }, testing: { clock, random } };
}

/** The plainest request. */
export const hello = { model: "m", messages: [{ role: "user", content: "Hello" }] } as const;

/** A whole answer. */
export function completion(text: string): string {
  return JSON.stringify({
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  });
}

/** One event of a stream. */
export function chunk(delta: object, finishReason: string | null = null): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finishReason }] })}\n\n`;
}

/** The events of a whole stream. */
export function chunks(...texts: readonly string[]): string[] {
  return [...texts.map((content) => chunk({ content })), chunk({}, "stop"), "data: [DONE]\n\n"];
}

/** All events of a stream. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const events: T[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** What a promise fails with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("did not fail");
}
