import { describe, expect, it } from "vitest";
import type { ChatRequest } from "../../../src/chat/request.ts";
import type { Client } from "../../../src/client/client.ts";
import { openai } from "../../../src/gen/openai.gen.ts";
import { serve } from "../../support/loopback.ts";
import { namedSse } from "../../support/stream-text.ts";

/**
 * What the acceptance suite of Open Responses asks of a server, by the ids of its cases
 * (github.com/openresponses/openresponses, `src/lib/compliance-tests.ts`). A client is the other side of
 * it: it has to say what each case says, and to read an answer that the case lets pass.
 */
interface Case {
  readonly id: string;
  readonly asked: Pick<ChatRequest, "messages" | "system" | "tools">;
  /** In the words of the wire: who says what, or what kind of part. */
  readonly said: readonly (readonly [role: string, ...parts: string[]])[];
  readonly streams?: true;
}

const says = (content: string) => ({ role: "user" as const, content });
const weather = says("How is the weather in San Francisco?");
const tools = [
  {
    name: "get_weather",
    description: "Weather of a place",
    parameters: {
      type: "object",
      properties: { location: { type: "string" } },
      required: ["location"],
    },
  },
] as const;

const CASES: readonly Case[] = [
  {
    id: "basic-response",
    asked: { messages: [says("Three words, please.")] },
    said: [["user", "Three words, please."]],
  },
  {
    id: "streaming-response",
    asked: { messages: [says("Count to 5.")] },
    said: [["user", "Count to 5."]],
    streams: true,
  },
  {
    id: "system-prompt",
    asked: { system: "You are a pirate.", messages: [says("Hello.")] },
    said: [
      ["system", "You are a pirate."],
      ["user", "Hello."],
    ],
  },
  { id: "tool-calling", asked: { messages: [weather], tools }, said: [["user", weather.content]] },
  {
    id: "tool-calling-streaming",
    asked: { messages: [weather], tools },
    said: [["user", weather.content]],
    streams: true,
  },
  {
    id: "image-input",
    asked: {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is it?" },
            { type: "image", mediaType: "image/png", data: "iVBORw0KGgo=" },
          ],
        },
      ],
    },
    said: [["user", "What is it?", "input_image"]],
  },
  {
    id: "multi-turn",
    asked: {
      messages: [
        says("I am Alice."),
        { role: "assistant", content: "Hello Alice!" },
        says("Who am I?"),
      ],
    },
    said: [
      ["user", "I am Alice."],
      ["assistant", "Hello Alice!"],
      ["user", "Who am I?"],
    ],
  },
];

const CALL = {
  id: "fc_1",
  type: "function_call",
  status: "completed",
  call_id: "call_1",
  name: "get_weather",
  arguments: '{"location":"San Francisco"}',
};
const MESSAGE = {
  id: "msg_1",
  type: "message",
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", text: "Ahoy there, mate.", annotations: [] }],
};
const usage = { input_tokens: 9, output_tokens: 4, total_tokens: 13 };
const response = { id: "resp_1", object: "response", model: "gpt-4.1", status: "completed", usage };

/** An answer as the suite lets it pass: whole, or with each event that it looks for. */
function answerTo({ streams, asked }: Case): string {
  const item = asked.tools === undefined ? MESSAGE : CALL;
  const whole = { ...response, output: [item] };
  if (!streams) return JSON.stringify(whole);
  const at = { output_index: 0, item_id: item.id };
  const pieces =
    item === CALL
      ? [
          { type: "response.function_call_arguments.delta", ...at, delta: CALL.arguments },
          { type: "response.function_call_arguments.done", ...at, arguments: CALL.arguments },
        ]
      : [
          {
            type: "response.output_text.delta",
            ...at,
            content_index: 0,
            delta: "Ahoy there, mate.",
          },
          { type: "response.output_text.done", ...at, content_index: 0, text: "Ahoy there, mate." },
        ];
  return namedSse(
    { type: "response.created", response: { ...response, status: "in_progress", output: [] } },
    { type: "response.output_item.added", ...at, item: { ...item, arguments: "", content: [] } },
    ...pieces,
    { type: "response.output_item.done", ...at, item },
    { type: "response.completed", response: whole },
  );
}

interface Body {
  readonly stream?: boolean;
  readonly tools?: readonly object[];
  readonly input: string | readonly Item[];
}
interface Item {
  readonly role?: string;
  readonly content?: string | readonly { readonly type: string; readonly text?: string }[];
}

function saidIn({ input }: Body): unknown[] {
  const items = typeof input === "string" ? [{ role: "user", content: input }] : input;
  return items.map(({ role, content = [] }: Item) => [
    role,
    ...(typeof content === "string" ? [content] : content.map(({ type, text }) => text ?? type)),
  ]);
}

describe("the acceptance suite of Open Responses", () => {
  it.each(CASES)("$id", async (one) => {
    let body = "";
    const server = await serve(async (request, response) => {
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      expect([request.method, request.url]).toEqual(["POST", "/v1/responses"]);
      const type = one.streams ? "text/event-stream" : "application/json";
      response.writeHead(200, { "content-type": type }).end(answerTo(one));
    });
    const client: Client = openai({
      apiKey: "sk-test-0123456789",
      endpoint: `${server.url}/v1/responses`,
    });
    const request = { model: "gpt-4.1", ...one.asked };
    const reply = await (one.streams ? client.stream(request).result() : client.chat(request));
    const sent: Body = JSON.parse(body);
    expect(saidIn(sent)).toEqual(one.said);
    expect(sent.stream ?? false).toBe(one.streams ?? false);
    if (one.asked.tools === undefined) {
      expect(sent.tools).toBeUndefined();
      expect(reply).toMatchObject({
        text: "Ahoy there, mate.",
        finishReason: "stop",
        toolCalls: [],
      });
    } else {
      expect(sent.tools).toEqual([expect.objectContaining({ type: "function", ...tools[0] })]);
      const call = { id: "call_1", name: "get_weather", arguments: { location: "San Francisco" } };
      expect(reply).toMatchObject({ finishReason: "tool-calls", toolCalls: [call] });
    }
    expect(reply.usage).toMatchObject({ inputTokens: 9, outputTokens: 4 });
  });
});
