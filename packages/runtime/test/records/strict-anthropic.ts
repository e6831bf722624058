import {
  base64,
  between,
  count,
  either,
  filled,
  flag,
  isObject,
  type Json,
  list,
  literal,
  map,
  matching,
  object,
  objects,
  tagged,
  text,
} from "./shape.ts";
import { given, halves, type Script, type StrictWire, sse } from "./strict-wire.ts";

/*
 * `POST /v1/messages`, from https://platform.claude.com/docs/en/api/messages, /docs/en/api/errors,
 * /docs/en/build-with-claude/extended-thinking, /adaptive-thinking, /effort and /tool-use.
 */

const cache_control = object({ type: literal("ephemeral") }, { ttl: literal("5m", "1h") });
const toolId = matching(/^[a-zA-Z0-9_-]+$/);
const textBlock = [{ text: filled }, { cache_control }] as const;
const imageSource = tagged("type", {
  base64: [
    {
      media_type: literal("image/jpeg", "image/png", "image/gif", "image/webp"),
      data: base64,
    },
  ],
  url: [{ url: matching(/^https?:/) }],
});
const imageBlock = [{ source: imageSource }, { cache_control }] as const;

const message = tagged("role", {
  user: [
    {
      content: either(
        filled,
        list(
          tagged("type", {
            text: textBlock,
            image: imageBlock,
            document: [
              {
                source: tagged("type", {
                  base64: [{ media_type: literal("application/pdf"), data: base64 }],
                  text: [{ media_type: literal("text/plain"), data: text }],
                  url: [{ url: matching(/^https?:/) }],
                }),
              },
              { title: text, cache_control },
            ],
            tool_result: [
              { tool_use_id: toolId },
              {
                content: either(
                  text,
                  list(tagged("type", { text: textBlock, image: imageBlock }), 0),
                ),
                is_error: flag,
                cache_control,
              },
            ],
          }),
        ),
      ),
    },
  ],
  assistant: [
    {
      content: either(
        filled,
        list(
          tagged("type", {
            text: textBlock,
            thinking: [{ thinking: text, signature: filled }],
            redacted_thinking: [{ data: filled }],
            tool_use: [{ id: toolId, name: filled, input: map }, { cache_control }],
          }),
        ),
      ),
    },
  ],
});

const body = object(
  { model: filled, max_tokens: count, messages: list(message) },
  {
    system: either(filled, list(tagged("type", { text: textBlock }))),
    tools: list(
      object(
        {
          name: matching(/^[a-zA-Z0-9_-]{1,128}$/),
          input_schema: (value, at) =>
            isObject(value) && value["type"] === "object" ? [] : [`${at}.type is not object`],
        },
        { description: text, strict: flag, cache_control },
      ),
    ),
    tool_choice: tagged("type", {
      auto: [{}, { disable_parallel_tool_use: flag }],
      any: [{}, { disable_parallel_tool_use: flag }],
      tool: [{ name: filled }, { disable_parallel_tool_use: flag }],
      none: [],
    }),
    thinking: tagged("type", {
      enabled: [{ budget_tokens: between(1024, 1e9) }, { display: text }],
      adaptive: [{}, { display: text }],
      disabled: [],
    }),
    output_config: object(
      {},
      {
        effort: literal("low", "medium", "high", "xhigh", "max"),
        format: object({ type: literal("json_schema"), schema: map }),
      },
    ),
    stop_sequences: list(filled),
    temperature: between(0, 1),
    top_p: between(0, 1),
    stream: flag,
  },
);

/** Claude Opus 4.7 and later take neither sampling nor a budget. */
const LATEST = /^claude-(fable-5|opus-4-[78]|sonnet-5)/;
/** "Older models (Claude Sonnet 4.5, Claude Opus 4.5, etc.) do not support adaptive thinking." */
const ADAPTIVE = /^claude-(fable-5|opus-4-[678]|sonnet-4-6|sonnet-5)/;
const EFFORT = /^claude-(fable-5|opus-4-[5678]|sonnet-4-6|sonnet-5)/;

function rules(sent: Json, issued: readonly Script[]): string[] {
  const problems: string[] = [];
  const messages = objects(sent["messages"]);
  const model = String(sent["model"]);
  const blocks = messages.map(({ content }) => objects(content));
  for (const [i, { role }] of messages.entries()) {
    if (role !== (i % 2 === 0 ? "user" : "assistant")) problems.push(`messages[${i}] is ${role}'s`);
    const calls = (blocks[i] ?? []).filter(({ type }) => type === "tool_use").map(({ id }) => id);
    const next = blocks[i + 1] ?? [];
    const results = next.flatMap((block) =>
      block["type"] === "tool_result" ? [block["tool_use_id"]] : [],
    );
    if (calls.toSorted().join() !== results.toSorted().join()) {
      problems.push(`messages[${i}]: tool_use ${calls}, then tool_result ${results}`);
    }
    if (next.slice(0, results.length).some(({ type }) => type !== "tool_result")) {
      problems.push(`messages[${i + 1}]: tool_result blocks have to come first`);
    }
  }
  const thinking = isObject(sent["thinking"]) ? sent["thinking"] : {};
  const isThinking = thinking["type"] === "enabled" || thinking["type"] === "adaptive";
  for (const block of blocks.flat().filter(({ type }) => type === "thinking")) {
    const own = issued.some(
      ({ reasoning, signature }) =>
        reasoning === block["thinking"] && signature === block["signature"],
    );
    if (!own) problems.push("thinking or its signature was changed");
  }
  const last = blocks.findLast((_, i) => messages[i]?.["role"] === "assistant") ?? [];
  if (isThinking && last.some(({ type }) => type === "tool_use")) {
    if (last[0]?.["type"] !== "thinking") problems.push("thinking is to come before tool_use");
  }
  if (thinking["type"] === "enabled") {
    if (Number(thinking["budget_tokens"]) >= Number(sent["max_tokens"])) {
      problems.push("budget_tokens is not less than max_tokens");
    }
    if (LATEST.test(model)) problems.push(`${model} takes no budget_tokens`);
  }
  if (thinking["type"] === "adaptive" && !ADAPTIVE.test(model)) {
    problems.push(`${model} does not know adaptive thinking`);
  }
  if (isThinking && Number(sent["temperature"] ?? 1) !== 1) {
    problems.push("`temperature` may only be set to 1 when thinking is enabled");
  }
  if (isThinking && Number(sent["top_p"] ?? 1) < 0.95) {
    problems.push("`top_p` must be greater than or equal to 0.95 when thinking is enabled");
  }
  const choice = isObject(sent["tool_choice"]) ? sent["tool_choice"]["type"] : "auto";
  if (isThinking && choice !== "auto" && choice !== "none") {
    problems.push(`thinking does not go with tool_choice ${choice}`);
  }
  if ("tool_choice" in sent && !("tools" in sent)) problems.push("tool_choice without tools");
  for (const key of ["temperature", "top_p"]) {
    if (key in sent && LATEST.test(model)) problems.push(`${model} does not take ${key}`);
  }
  if ("temperature" in sent && "top_p" in sent) {
    problems.push("`temperature` and `top_p` cannot both be specified for this model.");
  }
  const config = isObject(sent["output_config"]) ? sent["output_config"] : {};
  if ("effort" in config && !EFFORT.test(model)) problems.push(`${model} takes no effort`);
  return problems;
}

function content({ reasoning, signature, text: said, calls = [] }: Script): Json[] {
  return [
    ...(reasoning === undefined ? [] : [{ type: "thinking", thinking: reasoning, signature }]),
    ...(said === undefined ? [] : [{ type: "text", text: said }]),
    ...calls.map(({ id, name, arguments: input }) => ({ type: "tool_use", id, name, input })),
  ];
}

function usage({ usage: { input, output, cacheRead = 0 } }: Script) {
  return {
    input_tokens: input - cacheRead,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: output,
    service_tier: "standard",
  };
}

const stopReason = ({ calls = [] }: Script) => (calls.length > 0 ? "tool_use" : "end_turn");

const failure = (type: string, words: string): Json => ({
  type: "error",
  error: { type, message: words },
  request_id: "req_011CSHoEeqs5C35K2UUqR7Fy",
});

export const strictAnthropic: StrictWire = {
  target: (path) => path,
  headers: (key) => ({ "x-api-key": key, "anthropic-version": "2023-06-01" }),
  asked: ({ model, stream }) => ({ model, stream: stream === true }),
  check: (sent, { issued }) => [...body(sent, "body"), ...rules(sent, issued)],
  settings(sent) {
    const config = isObject(sent["output_config"]) ? sent["output_config"] : {};
    const thinking = isObject(sent["thinking"]) ? sent["thinking"] : {};
    const sources = objects(sent["messages"])
      .flatMap(({ content: parts }) => objects(parts))
      .flatMap(({ source }) => (isObject(source) ? [source["data"]] : []));
    return given({
      system: sent["system"],
      maxOutputTokens: sent["max_tokens"],
      temperature: sent["temperature"],
      topP: sent["top_p"],
      stop: sent["stop_sequences"],
      effort: thinking["type"] === "disabled" ? "none" : config["effort"],
      budgetTokens: thinking["budget_tokens"],
      schema: isObject(config["format"]) ? config["format"]["schema"] : undefined,
      images: sources.length === 0 ? undefined : sources,
    });
  },
  answer: (script, model) => ({
    id: "msg_013Zva2CMHLNnXjNJJKqJ2EF",
    type: "message",
    role: "assistant",
    model,
    content: content(script),
    stop_reason: stopReason(script),
    stop_sequence: null,
    usage: usage(script),
  }),
  chunks(script, model) {
    const event = (type: string, rest: Json = {}) => sse({ type, ...rest }, type);
    const blocks = content(script).flatMap((block, index) => {
      const delta = (type: string, key: string, value: string) =>
        event("content_block_delta", { index, delta: { type, [key]: value } });
      const [start, deltas] =
        block["type"] === "thinking"
          ? [
              { type: "thinking", thinking: "", signature: "" },
              [
                ...halves(String(block["thinking"])).map((half) =>
                  delta("thinking_delta", "thinking", half),
                ),
                delta("signature_delta", "signature", String(block["signature"])),
              ],
            ]
          : block["type"] === "text"
            ? [
                { type: "text", text: "" },
                halves(String(block["text"])).map((half) => delta("text_delta", "text", half)),
              ]
            : [
                { ...block, input: {} },
                ["", ...halves(JSON.stringify(block["input"]))].map((half) =>
                  delta("input_json_delta", "partial_json", half),
                ),
              ];
      return [
        event("content_block_start", { index, content_block: start }),
        ...deltas,
        event("content_block_stop", { index }),
      ];
    });
    const start = { ...strictAnthropic.answer(script, model), content: [], stop_reason: null };
    return [
      event("message_start", {
        message: { ...start, usage: { ...usage(script), output_tokens: 1 } },
      }),
      event("ping"),
      ...blocks,
      event("message_delta", {
        delta: { stop_reason: stopReason(script), stop_sequence: null },
        usage: { output_tokens: script.usage.output },
      }),
      event("message_stop"),
    ];
  },
  streamType: "text/event-stream; charset=utf-8",
  requestIdHeader: "request-id",
  refusal: (words) => failure("invalid_request_error", words),
  errors: {
    "a wrong key": {
      status: 401,
      body: failure("authentication_error", "invalid x-api-key"),
      code: "auth",
    },
    "a model that it does not have": {
      status: 404,
      body: failure("not_found_error", "model: claude-nothing"),
      code: "not-found",
    },
    "a conversation that is too long": {
      status: 400,
      body: failure("invalid_request_error", "prompt is too long: 210001 tokens > 200000 maximum"),
      code: "context-length",
    },
    "more bytes than it takes": {
      status: 413,
      body: failure("request_too_large", "Request exceeds the maximum size"),
      code: "bad-request",
    },
    "too many requests": {
      status: 429,
      headers: { "retry-after": "7" },
      body: failure("rate_limit_error", "This request would exceed your rate limit"),
      code: "rate-limit",
      retryAfterMs: 7000,
    },
    "an internal error": {
      status: 500,
      body: failure("api_error", "Internal server error"),
      code: "server",
    },
    "an overload": {
      status: 529,
      body: failure("overloaded_error", "Overloaded"),
      code: "overloaded",
    },
  },
};
