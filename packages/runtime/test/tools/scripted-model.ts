import type { ClientOptions } from "../../src/call/options.ts";
import { anthropic } from "../../src/gen/anthropic.gen.ts";
import { deepseek } from "../../src/gen/deepseek.gen.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { serve } from "../support/loopback.ts";

/** What a model says in one turn. */
export interface Said {
  readonly text?: string;
  readonly thinking?: string;
  readonly calls?: readonly {
    readonly id: string;
    readonly name: string;
    readonly args: string;
  }[];
  /** @default 100 in, 10 out; `null`: none is told. Of the input `read` came from a cache. */
  readonly usage?: {
    readonly input: number;
    readonly output: number;
    readonly read?: number;
  } | null;
  /** @default by what is said */
  readonly stop?: string;
}

/** How each protocol writes it, and a client that reads it. */
export const MODELS = {
  "openai-chat": {
    model: "deepseek-flash",
    client: deepseek,
    whole: openaiWhole,
    events: openaiEvents,
  },
  "anthropic-messages": {
    model: "claude-sonnet-4-6",
    client: anthropic,
    whole: anthropicWhole,
    events: anthropicEvents,
  },
} as const;

export type Wire = keyof typeof MODELS;

/** A server on this machine that says one thing after the other, and a client of it. */
export async function scriptedModel(wire: Wire, ...script: readonly (Said | "stall" | number)[]) {
  const { model, client: create, whole, events } = MODELS[wire];
  // biome-ignore lint/suspicious/noExplicitAny: bodies of two protocols, looked at by tests
  const bodies: any[] = [];
  let onRequest: (() => void) | undefined;
  const server = await serve(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    bodies.push(body);
    const said = script[bodies.length - 1];
    onRequest?.();
    if (said === "stall") return;
    if (said === undefined || typeof said === "number") {
      response.writeHead(said ?? 500, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { message: "not this time" } }));
      return;
    }
    const type = body.stream ? "text/event-stream" : "application/json";
    response.writeHead(200, { "content-type": type });
    response.end(body.stream ? events(said) : JSON.stringify(whole(said)));
  });
  const options: ClientOptions = {
    apiKey: "sk-test-0123456789",
    endpoint: `${server.url}/v1`,
    retry: { max: 0 },
    limiter: false,
    hooks: { onWarning: () => {} },
    testing: { clock: { ...systemClock, date: () => Date.UTC(2026, 10, 30, 12) } },
  };
  const client = create(options);
  return {
    bodies,
    server,
    model,
    /** Of either protocol, one type for both. */
    client: client as ReturnType<typeof deepseek>,
    request: {
      model: model as "deepseek-flash",
      messages: [{ role: "user", content: "How is the weather?" }],
    } as const,
    whenAsked(callback: () => void) {
      onRequest = callback;
    },
  };
}

function openaiWhole({ text, thinking, calls, usage, stop }: Said) {
  return {
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: text ?? null,
          ...(thinking !== undefined && { reasoning_content: thinking }),
          ...(calls && {
            tool_calls: calls.map(({ id, name, args }) => ({
              id,
              type: "function",
              function: { name, arguments: args },
            })),
          }),
        },
        finish_reason: stop ?? (calls ? "tool_calls" : "stop"),
      },
    ],
    ...openaiUsage(usage),
  };
}

function openaiUsage(usage: Said["usage"] = { input: 100, output: 10 }) {
  if (usage === null) return {};
  const { input, output, read } = usage;
  return {
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      ...(read !== undefined && { prompt_tokens_details: { cached_tokens: read } }),
    },
  };
}

function openaiEvents(said: Said): string {
  const { choices, ...rest } = openaiWhole(said);
  const [{ message, finish_reason }] = choices as [(typeof choices)[number]];
  const delta = {
    ...message,
    ...(message.tool_calls && {
      tool_calls: message.tool_calls.map((call, index) => ({ index, ...call })),
    }),
  };
  return sse([
    { choices: [{ index: 0, delta, finish_reason: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason }], ...rest },
    "[DONE]",
  ]);
}

function anthropicWhole({ text, thinking, calls, usage, stop }: Said) {
  return {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-4-6",
    content: [
      ...(thinking === undefined ? [] : [{ type: "thinking", thinking, signature: "signed" }]),
      ...(text === undefined ? [] : [{ type: "text", text }]),
      ...(calls ?? []).map(({ id, name, args }) => ({
        type: "tool_use",
        id,
        name,
        input: JSON.parse(args),
      })),
    ],
    stop_reason: stop ?? (calls ? "tool_use" : "end_turn"),
    ...anthropicUsage(usage),
  };
}

function anthropicUsage(usage: Said["usage"] = { input: 100, output: 10 }) {
  if (usage === null) return {};
  const { input, output, read = 0 } = usage;
  return {
    usage: {
      input_tokens: input - read,
      output_tokens: output,
      ...(read > 0 && { cache_read_input_tokens: read }),
    },
  };
}

function anthropicEvents(said: Said): string {
  const { content, stop_reason, ...message } = anthropicWhole(said);
  const events: object[] = [{ type: "message_start", message: { ...message, content: [] } }];
  for (const [index, block] of content.entries()) {
    const { start, deltas } = anthropicBlock(block);
    events.push({ type: "content_block_start", index, content_block: start });
    for (const delta of deltas) events.push({ type: "content_block_delta", index, delta });
    events.push({ type: "content_block_stop", index });
  }
  events.push({ type: "message_delta", delta: { stop_reason }, ...anthropicUsage(said.usage) });
  events.push({ type: "message_stop" });
  return sse(events);
}

function anthropicBlock(block: ReturnType<typeof anthropicWhole>["content"][number]) {
  if ("thinking" in block) {
    return {
      start: { type: "thinking", thinking: "", signature: "" },
      deltas: [
        { type: "thinking_delta", thinking: block.thinking },
        { type: "signature_delta", signature: block.signature },
      ],
    };
  }
  if ("text" in block) {
    return {
      start: { type: "text", text: "" },
      deltas: [{ type: "text_delta", text: block.text }],
    };
  }
  const { input, ...start } = block;
  return {
    start: { ...start, input: {} },
    deltas: [{ type: "input_json_delta", partial_json: JSON.stringify(input) }],
  };
}

function sse(events: readonly unknown[]): string {
  return events
    .map((event) => {
      const type = (event as { readonly type?: string }).type;
      const data = typeof event === "string" ? event : JSON.stringify(event);
      return `${type === undefined ? "" : `event: ${type}\n`}data: ${data}\n\n`;
    })
    .join("");
}
