import { describe, expect, it } from "vitest";
import { createClient } from "../../src/create-client.ts";

function messageOf(id: "anthropic" | "ollama-local" | "codex", options: unknown): unknown {
  try {
    createClient(id, options as never);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("P5: options that nobody reads", () => {
  it.each([
    [
      { baseURL: "https://proxy.test" },
      "the option baseURL does not exist: did you mean endpoint?",
    ],
    [
      { base_url: "https://proxy.test" },
      "the option base_url does not exist: did you mean endpoint?",
    ],
    [{ api_key: "x" }, "the option api_key does not exist: did you mean apiKey?"],
    [{ timeout: 5 }, "the option timeout does not exist: did you mean timeouts?"],
    [{ maxRetries: 5 }, "the option maxRetries does not exist: did you mean retry?"],
    [{ defaultHeaders: {} }, "the option defaultHeaders does not exist: did you mean headers?"],
    [{ timeouts: { total: 5 } }, "the option timeouts.total does not exist: did you mean totalMs?"],
    [
      { retry: { x: 5 } },
      "the option retry.x does not exist: there are max, backoffMs, maxDelayMs",
    ],
    [
      { hooks: { onErr: () => {} } },
      "the option hooks.onErr does not exist: did you mean onError?",
    ],
    [{ retry: 3 }, "the option retry must be an object"],
    ["sk-key", "the options must be an object"],
  ])("%j", (options, want) => {
    expect(messageOf("anthropic", options)).toMatchObject({
      code: "config",
      message: `anthropic: ${want}`,
    });
  });

  it("without a value are none", () => {
    expect(messageOf("anthropic", { baseURL: undefined, timeouts: undefined })).toBeUndefined();
  });
});

it.each(["ollama-local", "codex"] as const)("P6: a key for %s, which takes none", (id) => {
  expect(messageOf(id, { apiKey: "sk-canary" })).toMatchObject({
    code: "config",
    message: expect.stringContaining("takes no key"),
  });
  expect(messageOf(id, {})).toBeUndefined();
});

describe("P5: options of a call that nobody reads", () => {
  const client = createClient("anthropic", { apiKey: "sk-test-0123456789" });
  const body = { model: "claude-sonnet-4-6", max_tokens: 5, messages: [] };

  it.each([
    [{ models: "m" }, "models is not an option of raw(): did you mean model?"],
    [{ timeout: 5 }, "timeout is not an option of raw(): did you mean timeouts?"],
    ["m", "the options of raw() must be an object"],
  ])("raw(), %j", async (options, message) => {
    await expect(client.raw(body as never, options as never)).rejects.toMatchObject({
      code: "bad-request",
      message: `anthropic: ${message}`,
    });
  });

  it.each([
    [{ streams: true }, "streams is not an option of preview(): did you mean stream?"],
    [{ raw: true }, "raw is not an option of preview(): there are stream"],
    [true, "the options of preview() must be an object"],
  ])("preview(), %j", async (options, message) => {
    const request = { model: "claude-sonnet-4-6", messages: [{ role: "user", content: "x" }] };
    await expect(client.preview(request as never, options as never)).rejects.toThrow(
      expect.objectContaining({ code: "bad-request", message: expect.stringContaining(message) }),
    );
  });
});

it("a signal that is none is refused", async () => {
  const client = createClient("anthropic", { apiKey: "sk-test-0123456789" });
  const signal = new AbortController() as never;
  const request = { model: "claude-sonnet-4-6", messages: [], signal } as const;
  const body = { model: "claude-sonnet-4-6", max_tokens: 5, messages: [] };
  for (const asked of [
    client.chat(request),
    client.preview(request),
    client.raw(body, { signal }),
  ]) {
    await expect(asked).rejects.toMatchObject({
      code: "bad-request",
      message: "anthropic: signal must be an AbortSignal",
    });
  }
});
