import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ask = fileURLToPath(new URL("../src/ask-main.js", import.meta.url));

/** In place of the network: the first model is not there, the others answer with what they were asked. */
const FETCH = `globalThis.fetch = async (url, { body }) => {
  const { model, messages } = JSON.parse(body);
  if (model === "claude-sonnet-4-6")
    return Response.json({ type: "error", error: { type: "not_found_error", message: "no" } }, { status: 404 });
  const text = JSON.stringify(messages[0].content);
  return Response.json({ type: "message", role: "assistant", model, stop_reason: "end_turn",
    content: [{ type: "text", text }], usage: { input_tokens: 10, output_tokens: 5 } });
};`;

function run(env: Readonly<Record<string, string>>) {
  const preload = `data:text/javascript,${encodeURIComponent(FETCH)}`;
  const given = ["--import", preload, ask, "critic", "--at", "2026-12-01"];
  return spawnSync(process.execPath, given, { env, encoding: "utf8", input: "Hello" });
}

test("ask prints the answer, and tells who failed and what it cost", () => {
  const { stdout, stderr, status } = run({ ANTHROPIC_API_KEY: "sk-canary-router" });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /Hello/);
  const [failed, answered] = stderr.split("\n");
  assert.match(failed as string, /^anthropic\/claude-sonnet-4-6: not-found: /);
  assert.match(answered as string, /^anthropic\/claude-sonnet-5: \$0\.\d*[1-9]$/);
  assert.doesNotMatch(stderr, /canary/);
});

test("ask without a key says which ones would do", () => {
  const { stdout, stderr, status } = run({});
  assert.deepEqual([stdout, status], ["", 1]);
  assert.match(stderr, /set ANTHROPIC_API_KEY/);
});
