import { anthropic } from "@kei/runtime/anthropic";
import { openai } from "@kei/runtime/openai";
import { createKei } from "../../src/core.ts";

/** What a scripted provider got. */
export interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly body: { readonly [key: string]: unknown };
}

/** An answer to a request: a body, an error status, or what the network does. */
export type Answer = (sent: Sent, signal: AbortSignal | undefined) => Response | Promise<Response>;

/** A fetch that answers each request with the next of a list, the last one over and over. */
function scripted(...answers: readonly Answer[]) {
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const request = {
      url: String(input),
      headers: new Headers(init.headers),
      body: JSON.parse(String(init.body)),
    };
    const answer = answers[Math.min(sent.length, answers.length - 1)];
    sent.push(request);
    if (answer === undefined) throw new Error("no request was expected");
    return await answer(request, init.signal ?? undefined);
  };
  return { fetch, sent };
}

/** A provider of the AI SDK over scripted ones, and what was sent to them. */
export function scriptedKei(...answers: readonly Answer[]) {
  const { fetch, sent } = scripted(...answers);
  const options = {
    apiKey: "sk-canary-ai-sdk",
    fetch,
    hooks: { onWarning() {} },
    limiter: false,
  } as const;
  const clients = { anthropic: anthropic(options), openai: openai(options) };
  return { kei: createKei({ clients }), clients, sent };
}

export const USAGE = {
  input_tokens: 100,
  output_tokens: 20,
  cache_read_input_tokens: 10,
  cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 6 },
  cache_creation_input_tokens: 10,
};

type Block = { readonly type: string; readonly [key: string]: unknown };

export const THOUGHT: Block = {
  type: "thinking",
  thinking: "I look it up.",
  signature: "c2lnbmVk",
};
export const CALL: Block = {
  type: "tool_use",
  id: "toolu_1",
  name: "weather",
  input: { city: "Oslo" },
};
export const words = (text: string): Block => ({ type: "text", text });

/** What Claude answers, whole or as a stream, as the request asks. */
export function claude(
  blocks: readonly Block[],
  more: { readonly stop?: string; readonly cut?: boolean } = {},
): Answer {
  return ({ body }) => {
    const stop =
      more.stop ?? (blocks.some(({ type }) => type === "tool_use") ? "tool_use" : "end_turn");
    const message = { id: "msg_1", type: "message", role: "assistant", model: body["model"] };
    if (body["stream"] !== true) {
      return Response.json({ ...message, content: blocks, stop_reason: stop, usage: USAGE });
    }
    const start = {
      ...message,
      content: [],
      stop_reason: null,
      usage: { ...USAGE, output_tokens: 1 },
    };
    const events = [
      { type: "message_start", message: start },
      { type: "ping" },
      ...blocks.flatMap(streamed),
      ...(more.cut
        ? []
        : [
            { type: "message_delta", delta: { stop_reason: stop }, usage: { output_tokens: 20 } },
            { type: "message_stop" },
          ]),
    ];
    const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    return new Response(text.join(""), { headers: { "content-type": "text/event-stream" } });
  };
}

function streamed(block: Block, index: number): Block[] {
  const delta = (delta: object) => ({ type: "content_block_delta", index, delta });
  const begin = (content_block: object) => ({ type: "content_block_start", index, content_block });
  const end = { type: "content_block_stop", index };
  switch (block.type) {
    case "text":
      return [
        begin({ type: "text", text: "" }),
        ...String(block["text"])
          .split(/(?= )/)
          .map((text) => delta({ type: "text_delta", text })),
        end,
      ];
    case "thinking":
      return [
        begin({ type: "thinking", thinking: "" }),
        delta({ type: "thinking_delta", thinking: block["thinking"] }),
        delta({ type: "signature_delta", signature: block["signature"] }),
        end,
      ];
    case "tool_use": {
      const json = JSON.stringify(block["input"]);
      const pieces = [json.slice(0, 5), json.slice(5)];
      return [
        begin({ ...block, input: {} }),
        ...pieces.map((partial_json) => delta({ type: "input_json_delta", partial_json })),
        end,
      ];
    }
    default:
      return [begin(block), end];
  }
}

/** An error status, as Anthropic words it. */
export function fails(status: number, type: string, headers: Record<string, string> = {}): Answer {
  return () =>
    Response.json({ type: "error", error: { type, message: "no" } }, { status, headers });
}

/** What OpenAI's Responses answer. */
export function gpt(text: string): Answer {
  return ({ body }) =>
    Response.json({
      id: "resp_1",
      object: "response",
      status: "completed",
      model: body["model"],
      output: [
        {
          type: "message",
          id: "item_1",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", text, annotations: [] }],
        },
      ],
      usage: { input_tokens: 10, output_tokens: 2, total_tokens: 12 },
    });
}
