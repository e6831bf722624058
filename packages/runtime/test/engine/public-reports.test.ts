import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { defineClient } from "../../src/client/define-client.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { serve } from "../support/loopback.ts";
import { chunk, hello, testClient, testOptions, testProvider } from "../support/test-client.ts";

const done = "data: [DONE]\n\n";
const usage = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\n';
const bare = (event: string) => event.slice("data: ".length);

const answers = (body: string) => (_: unknown, response: ServerResponse) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(body);
};

/** What the client makes of a body, streamed from this machine: its reply, or the error. */
async function outcomeOf(body: string): Promise<unknown> {
  const { url } = await serve(answers(body));
  const client = testClient({ endpoint: url, retry: { max: 0 } });
  return await client
    .stream(hello)
    .result()
    .catch((error: unknown) => error);
}

describe("reports of others' clients", () => {
  it.each<[report: string, body: string, want: object]>([
    [
      "S10: langwatch/tasks#700, a chunk with nothing but a warning",
      `${chunk({ content: "a" })}data: {"warning":"provider_did_not_report_usage_on_stream"}\n\n${chunk({}, "stop")}${done}`,
      { text: "a", finishReason: "stop" },
    ],
    ["S7: preloop/preloop#109, status 200 and no body", "", { code: "truncated", retryable: true }],
    [
      "Q2: vercel/ai#13506, an error as an event, with a code",
      'data: {"error":{"message":"Too much","code":"CONTEXT_LENGTH_EXCEEDED"}}\n\n',
      { code: "context-length", message: expect.stringContaining("Too much") },
    ],
    [
      "N3: NousResearch/hermes-agent#91373, the reason with the last text, then usage alone",
      chunk({ content: "a" }) + chunk({ content: "b" }, "stop") + usage + done,
      { text: "ab", finishReason: "stop", usage: { inputTokens: 3, outputTokens: 2 } },
    ],
    [
      "N15: gpustack/gpustack#6155, the reason and what follows it without data:",
      chunk({ content: "a" }) + bare(chunk({}, "stop")) + usage + bare(done),
      { text: "a", finishReason: "stop" },
    ],
    [
      "U5: vercel/ai#20829, a chunk that only holds the place of the model",
      `data: {"id":"","model":"","choices":[]}\n\n${chunk({ content: "a" }).replace("{", '{"model":"m-1",')}${chunk({}, "stop")}${done}`,
      { text: "a", model: "m-1" },
    ],
    [
      "S21: cline/cline#12132, deltas without content",
      chunk({ role: "assistant" }) + chunk({}) + chunk({ content: "a" }) + chunk({}, "stop") + done,
      { text: "a", finishReason: "stop" },
    ],
    [
      "S11: EricLBuehler/mistral.rs#1874, an error as an event of plain text",
      "data: Number of choices must be greater than 0.\n\n",
      { code: "protocol" },
    ],
  ])("%s", async (_, body, want) => {
    expect(await outcomeOf(body)).toMatchObject(want);
  });

  it.each([
    ["V5: vercel/ai#16298, parallel calls of which the first is signed", ["s", undefined]],
    ["V6: diegosouzapw/OmniRoute#11510, parallel calls, each with a signature", ["s", "t"]],
  ])("%s", async (_, signatures) => {
    const parts = signatures.map((thoughtSignature, i) => ({
      functionCall: { name: `f${i}`, args: {} },
      ...(thoughtSignature && { thoughtSignature }),
    }));
    const answer = { candidates: [{ content: { parts }, finishReason: "STOP" }] };
    const { url } = await serve(answers(`data: ${JSON.stringify(answer)}\n\n`));
    const provider = { ...testProvider, protocol: "gemini-generate-content" } as const;
    const create = defineClient<string, Protocol>(provider, {}, geminiGenerateContent as Protocol);
    const client = create({ apiKey: "sk-test-0123456789", endpoint: url, ...testOptions({}) });
    const { content, toolCalls } = await client.stream(hello).result();
    const results = toolCalls.map(({ id }) => ({
      role: "tool" as const,
      toolCallId: id,
      content: "x",
    }));
    const messages = [...hello.messages, { role: "assistant" as const, content }, ...results];
    expect((await client.preview({ model: "m", messages })).body).toMatchObject({
      contents: [{}, { parts }, { parts: [{}, {}] }],
    });
  });
});
