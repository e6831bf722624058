import { describe, expect, it } from "vitest";
import { forLibraries, type PartEvent } from "../../src/chat/for-libraries.ts";
import type { Warning } from "../../src/chat/reply.ts";
import { anthropic } from "../../src/gen/anthropic.gen.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import { collect, completion, hello, testClient, testOptions } from "../support/test-client.ts";

/** As a library asks: with what is said of the request. */
function asked<Request extends object>(request: Request) {
  const warnings: Warning[] = [];
  const onWarning = (warning: Warning) => void warnings.push(warning);
  return { request: { ...request, [forLibraries]: { onWarning } }, warnings };
}

const output = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };

describe("a request of a library", () => {
  it.each([
    ['{"n":1}', { n: 1 }],
    ['Sure: ```json\n{"n":"many"}\n```', undefined],
    ["I do not know.", undefined],
  ])("gets the answer %s, and is not held to its schema", async (text, expected) => {
    const client = testClient({ transport: scriptedTransport({ body: completion(text) }) });
    const { request, warnings } = asked({ ...hello, output, topK: 3 });
    const reply = await client.chat(request);
    expect(reply.text).toBe(text);
    expect(reply.output).toEqual(expected);
    expect(reply.finishReason).toBe("stop");
    expect(warnings).toEqual(reply.warnings);
    expect(warnings).not.toEqual([]);
  });

  it("is told of each part that is whole, and others are not", async () => {
    const blocks = [
      [
        { type: "thinking", thinking: "" },
        { type: "thinking_delta", thinking: "Hm." },
      ],
      [undefined, { type: "signature_delta", signature: "c2ln" }],
      [{ type: "server_tool_use", id: "srv_1", name: "web_search", input: {} }],
      [
        { type: "text", text: "" },
        { type: "text_delta", text: "Hello" },
      ],
    ] as const;
    let index = -1;
    const events = blocks.flatMap(([block, delta]) => {
      if (block !== undefined) index += 1;
      return [
        ...(block ? [{ type: "content_block_start", index, content_block: block }] : []),
        ...(delta ? [{ type: "content_block_delta", index, delta }] : []),
      ];
    });
    const body = [
      { type: "message_start", message: { content: [], usage: { input_tokens: 1 } } },
      ...events,
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } },
      { type: "message_stop" },
    ].map((event) => `data: ${JSON.stringify(event)}\n\n`);
    const stream = async (isLibrary: boolean) => {
      const transport = scriptedTransport({ body });
      const client = anthropic({ apiKey: "k", ...testOptions({ transport, limiter: false }) });
      const request = { model: "claude-sonnet-4-6", messages: hello.messages } as const;
      const answer = client.stream(isLibrary ? asked(request).request : request);
      const told = await collect<{ readonly type: string }>(answer);
      return { told, reply: await answer.result() };
    };
    const { told, reply } = await stream(true);
    expect(told.map(({ type }) => type)).toEqual([
      "reasoning",
      "part",
      "part",
      "text",
      "part",
      "usage",
      "finish",
    ]);
    const parts = (told as readonly Partial<PartEvent>[]).flatMap(({ part }) => part ?? []);
    expect(parts).toEqual(reply.content);
    const other = await stream(false);
    expect(other.told.map(({ type }) => type)).toEqual(["reasoning", "text", "usage", "finish"]);
  });
});
