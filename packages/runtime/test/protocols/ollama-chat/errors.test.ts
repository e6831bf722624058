import { describe, expect, it } from "vitest";
import { ollamaChat as ollama } from "../../../src/protocols/ollama-chat/protocol.ts";
import { answersOf } from "../../support/answer-sides.ts";
import {
  decodeBody,
  decodeStream,
  failureBothWays,
  failureOf,
} from "../../support/decode-answer.ts";
import { expectJunkBreaksNoBody } from "../../support/spoiled.ts";
import { ndjson } from "../../support/stream-text.ts";

describe("bodies of errors", () => {
  it.each([
    [404, "model 'x' not found", "not-found"],
    [404, 'model "x" not found, try pulling it first', "not-found"],
    [400, "registry.ollama.ai/library/gemma:2b does not support tools", "bad-request"],
    [400, '"llama3.1:8b" does not support thinking', "bad-request"],
    [400, "the input length exceeds the context length", "context-length"],
    [500, "the prompt is too long; it exceeds the context window", "context-length"],
    [503, "server busy, please try again.  maximum pending requests exceeded", "overloaded"],
    [401, "unauthorized", "auth"],
  ])("E2: %d %j is %s", (status, error, code) => {
    expect(answersOf(ollama).readError(status, { error })).toEqual({
      code,
      message: error,
      retryable: code === "overloaded",
    });
  });

  it.each([
    [500, "library libfoo.so not found"],
    [500, "model requires more system memory (8.0 GiB) than is available (4.0 GiB)"],
    [400, "model is required"],
  ])("E2: %d %j is left to the status", (status, error) => {
    expect(answersOf(ollama).readError(status, { error })).toEqual({ message: error });
  });

  it.each([
    [undefined],
    [null],
    ["404 page not found"],
    [{}],
    [{ error: 5 }],
    [{ error: "" }],
    [[]],
  ])("E1: %j says nothing", (body) => {
    expect(answersOf(ollama).readError(404, body)).toEqual({});
  });

  it("E1: the envelope of its OpenAI layer is read, too", () => {
    const body = { error: { message: "model 'x' not found", type: "api_error" } };
    expect(answersOf(ollama).readError(404, body)).toMatchObject({
      code: "not-found",
      message: "model 'x' not found",
    });
  });
});

describe("errors in place of an answer", () => {
  it.each([
    ["model 'x' not found", "not-found", 404],
    ["the input length exceeds the context length", "context-length", 400],
    ["x does not support tools", "bad-request", 400],
    ["llama runner process has terminated: exit status 2", "server", 500],
  ])("A, S9, S18: the error line %j in a 200 is %s", (error, code, status) => {
    const want = { code, status, message: error };
    expect(failureBothWays(ollama, { error }, ndjson({ error }))).toEqual(want);
    const after = ndjson({ message: { content: "Hel" } }, { error });
    expect(failureOf(() => decodeStream(ollama, after))).toEqual(want);
  });

  it.each([
    [
      "A: an error beside a message is an error all the same",
      { message: { content: "Hi" }, done: true, error: "failed" },
      { code: "server", status: 500, message: "failed" },
    ],
    [
      "S10: an error of any shape is one",
      { error: true },
      { code: "server", status: 500, message: "the server answered with an error" },
    ],
  ])("%s", (_, line, want) => {
    expect(failureBothWays(ollama, line, ndjson(line))).toEqual(want);
  });
});

it.each([null, 5, [], "text"])("S19: %j is no answer", (body) => {
  expect(failureOf(() => decodeBody(ollama, body)).code).toBe("protocol");
});

it("S15: a body of junk breaks nothing", () => {
  const call = { id: "a", function: { name: "f", arguments: { a: 1 } } };
  const answer = {
    model: "m",
    message: { content: "Hi", thinking: "Hm.", tool_calls: [call] },
    done: true,
    done_reason: "stop",
    prompt_eval_count: 3,
    eval_count: 2,
  };
  expect(expectJunkBreaksNoBody(ollama, answer)).toBeGreaterThan(100);
  expect(
    expectJunkBreaksNoBody(ollama, { error: { message: "No.", type: "api_error" } }),
  ).toBeGreaterThan(40);
});
