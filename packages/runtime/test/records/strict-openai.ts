import {
  between,
  count,
  either,
  type Fields,
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
  type Shape,
  tagged,
  text,
} from "./shape.ts";
import {
  type CheckContext,
  given,
  halves,
  type Script,
  type ScriptedError,
  type StrictWire,
  sse,
} from "./strict-wire.ts";

/*
 * `POST …/chat/completions`, from https://platform.openai.com/docs/api-reference/chat/create. What
 * other servers document differently is in their own dialects: strict-compatible.ts.
 */

export interface Dialect {
  /** Keys of the body besides model and messages. */
  readonly keys: Fields;
  readonly userContent: Shape;
  /** Keys of an assistant's message that OpenAI does not have. */
  readonly assistantKeys?: Fields;
  rules(body: Json, context: CheckContext): readonly string[];
  /** Where the reasoning is shown; absent: nowhere. */
  readonly reasoningKey?: "reasoning_content" | "reasoning";
  usage(script: Script): Json;
  /** `own`: in an event without choices, when asked for; `last`: in the one with the finish reason. */
  readonly usageChunk: "own" | "last";
  readonly bearer: boolean;
  readonly requestIdHeader?: string;
  refusal(message: string): Json;
  readonly errors: Readonly<Record<string, ScriptedError>>;
  readonly closes?: true;
}

export const textParts = either(filled, list(tagged("type", { text: [{ text: filled }] })));

export const imagePart = [
  {
    image_url: object(
      { url: matching(/^(https?:|data:image\/(png|jpeg|gif|webp);base64,[\w+/]+=*$)/) },
      { detail: literal("auto", "low", "high") },
    ),
  },
] as const;

/** What all of them document. */
export const COMMON: Fields = {
  temperature: between(0, 2),
  top_p: between(0, 1),
  stop: either(filled, list(filled, 1, 4)),
  stream: flag,
  stream_options: object({}, { include_usage: flag }),
  tools: list(
    object({
      type: literal("function"),
      function: object(
        { name: matching(/^[\w-]{1,64}$/) },
        { description: text, parameters: map, strict: flag },
      ),
    }),
    1,
    128,
  ),
  tool_choice: either(
    literal("none", "auto", "required"),
    object({ type: literal("function"), function: object({ name: filled }) }),
  ),
};

export const jsonSchemaFormat = tagged("type", {
  text: [],
  json_object: [],
  json_schema: [
    {
      json_schema: object(
        { name: matching(/^[\w-]{1,64}$/) },
        { description: text, schema: map, strict: flag },
      ),
    },
  ],
});

function shapeOf({ keys, userContent, assistantKeys = {} }: Dialect): Shape {
  const call = object({
    id: filled,
    type: literal("function"),
    function: object({ name: filled, arguments: jsonText }),
  });
  const message = tagged("role", {
    system: [{ content: textParts }, { name: text }],
    user: [{ content: userContent }, { name: text }],
    assistant: [
      {},
      {
        content: either(text, literal(null)),
        refusal: either(text, literal(null)),
        tool_calls: list(call),
        name: text,
        ...assistantKeys,
      },
    ],
    tool: [{ tool_call_id: filled, content: text }],
  });
  return object({ model: filled, messages: list(message) }, keys);
}

const jsonText: Shape = (value, at) => {
  try {
    return isObject(JSON.parse(String(value))) ? [] : [`${at} is no object`];
  } catch {
    return [`${at} is no JSON`];
  }
};

/** "messages with role tool must be a response to a preceding message with tool_calls", each one. */
function turnRules(messages: readonly Json[]): string[] {
  const problems: string[] = [];
  let open: unknown[] = [];
  for (const [i, { role, tool_calls, tool_call_id, content }] of messages.entries()) {
    if (role === "system" && i > 0) problems.push(`messages[${i}]: system is not the first`);
    if (role === "tool") {
      if (!open.includes(tool_call_id)) problems.push(`messages[${i}] answers no call`);
      open = open.filter((id) => id !== tool_call_id);
      continue;
    }
    if (open.length > 0) problems.push(`messages[${i}]: no answer to ${open}`);
    open = objects(tool_calls).map(({ id }) => id);
    if (role === "assistant" && content == null && open.length === 0) {
      problems.push(`messages[${i}] has neither content nor tool_calls`);
    }
  }
  return open.length > 0 ? [...problems, `no answer to ${open}`] : problems;
}

export function strictOpenai(dialect: Dialect): StrictWire {
  const shape = shapeOf(dialect);
  const { reasoningKey } = dialect;
  const id = "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT";
  const created = 1_741_569_952;
  const finish = ({ calls = [] }: Script) => (calls.length > 0 ? "tool_calls" : "stop");
  const wire: StrictWire = {
    target: (path) => path,
    headers: (key): Readonly<Record<string, string>> =>
      dialect.bearer ? { authorization: `Bearer ${key}` } : {},
    asked: ({ model, stream }) => ({ model, stream: stream === true }),
    check(body, context) {
      const problems = [...shape(body, "body"), ...turnRules(objects(body["messages"]))];
      if ("stream_options" in body && body["stream"] !== true) {
        problems.push("stream_options without stream");
      }
      if ("tool_choice" in body && !("tools" in body)) problems.push("tool_choice without tools");
      return [...problems, ...dialect.rules(body, context)];
    },
    settings(body) {
      const messages = objects(body["messages"]);
      const format = isObject(body["response_format"]) ? body["response_format"] : {};
      const schema = isObject(format["json_schema"]) ? format["json_schema"]["schema"] : undefined;
      const images = messages
        .flatMap(({ content }) => objects(content))
        .flatMap(({ image_url }) => (isObject(image_url) ? [String(image_url["url"])] : []))
        .map((url) => url.replace(/^data:image\/png;base64,/, ""));
      return given({
        system: messages.find(({ role }) => role === "system")?.["content"],
        maxOutputTokens: body["max_completion_tokens"] ?? body["max_tokens"],
        temperature: body["temperature"],
        topP: body["top_p"],
        stop: body["stop"],
        effort: body["reasoning_effort"],
        thinking: body["thinking"],
        schema,
        images: images.length === 0 ? undefined : images,
      });
    },
    answer: (script, model) => ({
      id,
      object: "chat.completion",
      created,
      model,
      choices: [
        {
          index: 0,
          message: given({
            role: "assistant",
            content: script.text ?? null,
            refusal: null,
            ...(reasoningKey && { [reasoningKey]: script.reasoning }),
            tool_calls: script.calls?.map(({ id, name, arguments: args }) => ({
              id,
              type: "function",
              function: { name, arguments: JSON.stringify(args) },
            })),
          }),
          logprobs: null,
          finish_reason: finish(script),
        },
      ],
      usage: dialect.usage(script),
      system_fingerprint: "fp_44709d6fcb",
    }),
    chunks(script, model, body = {}) {
      const event = (choices: readonly Json[], rest: Json = {}) =>
        sse({ id, object: "chat.completion.chunk", created, model, choices, ...rest });
      const chunk = (delta: Json) =>
        event([{ index: 0, delta, logprobs: null, finish_reason: null }]);
      const usage = dialect.usage(script);
      const options = body["stream_options"];
      const wantsUsage = isObject(options) && options["include_usage"] === true;
      const calls = (script.calls ?? []).flatMap(({ id, name, arguments: args }, index) => [
        { index, id, type: "function", function: { name, arguments: "" } },
        ...halves(JSON.stringify(args)).map((half) => ({ index, function: { arguments: half } })),
      ]);
      return [
        chunk({ role: "assistant", content: "" }),
        ...(reasoningKey === undefined ? [] : halves(script.reasoning ?? "")).map((half) =>
          chunk({ [reasoningKey as string]: half }),
        ),
        ...halves(script.text ?? "").map((content) => chunk({ content })),
        ...calls.map((call) => chunk({ tool_calls: [call] })),
        event(
          [{ index: 0, delta: {}, logprobs: null, finish_reason: finish(script) }],
          dialect.usageChunk === "last" ? { usage } : {},
        ),
        ...(dialect.usageChunk === "own" && wantsUsage ? [event([], { usage })] : []),
        "data: [DONE]\n\n",
      ];
    },
    streamType: "text/event-stream; charset=utf-8",
    refusal: dialect.refusal,
    errors: dialect.errors,
    ...(dialect.closes && { closes: true }),
    ...(dialect.requestIdHeader && { requestIdHeader: dialect.requestIdHeader }),
  };
  return wire;
}

export function openaiError(
  message: string,
  type: string,
  code: string | null = null,
  param: string | null = null,
): Json {
  return { error: { message, type, param, code } };
}

/** "o-series and later models": no sampling, no stop, no max_tokens. */
const REASONS = /^(o\d|gpt-5)(?!.*chat)/;

export const OPENAI: Dialect = {
  keys: {
    ...COMMON,
    max_tokens: count,
    max_completion_tokens: count,
    reasoning_effort: literal("none", "minimal", "low", "medium", "high", "xhigh", "max"),
    response_format: jsonSchemaFormat,
    parallel_tool_calls: flag,
  },
  userContent: either(
    filled,
    list(
      tagged("type", {
        text: [{ text: filled }],
        image_url: imagePart,
        file: [
          {
            file: object({
              filename: filled,
              file_data: matching(/^data:application\/pdf;base64,[\w+/]+=*$/),
            }),
          },
        ],
      }),
    ),
  ),
  rules(body) {
    const problems: string[] = [];
    const model = String(body["model"]);
    const reasons = REASONS.test(model);
    for (const key of ["max_tokens", "temperature", "top_p", "stop"]) {
      if (reasons && key in body) problems.push(`Unsupported parameter: '${key}' with ${model}`);
    }
    if (!reasons && "reasoning_effort" in body) problems.push(`${model} takes no reasoning_effort`);
    if ("max_tokens" in body && "max_completion_tokens" in body) problems.push("both limits");
    return [...problems, ...strictSchemaRules(body)];
  },
  usage: ({ usage: { input, output, cacheRead = 0, reasoning = 0 } }) => ({
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cacheRead, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }),
  usageChunk: "own",
  bearer: true,
  requestIdHeader: "x-request-id",
  refusal: (message) => openaiError(message, "invalid_request_error"),
  errors: {
    "a wrong key": {
      status: 401,
      body: openaiError("Incorrect API key provided.", "invalid_request_error", "invalid_api_key"),
      code: "auth",
    },
    "a model that it does not have": {
      status: 404,
      body: openaiError(
        "The model `gpt-nothing` does not exist or you do not have access to it.",
        "invalid_request_error",
        "model_not_found",
      ),
      code: "not-found",
    },
    "a conversation that is too long": {
      status: 400,
      body: openaiError(
        "This model's maximum context length is 128000 tokens.",
        "invalid_request_error",
        "context_length_exceeded",
        "messages",
      ),
      code: "context-length",
    },
    "too many requests": {
      status: 429,
      headers: { "retry-after": "3", "x-ratelimit-remaining-requests": "0" },
      body: openaiError("Rate limit reached", "requests", "rate_limit_exceeded"),
      code: "rate-limit",
      retryAfterMs: 3000,
    },
    "no money left": {
      status: 429,
      body: openaiError(
        "You exceeded your current quota, please check your plan and billing details.",
        "insufficient_quota",
        "insufficient_quota",
      ),
      code: "quota",
      retryable: false,
    },
    "an internal error": {
      status: 500,
      body: openaiError("The server had an error while processing your request", "server_error"),
      code: "server",
    },
    "an overload": {
      status: 503,
      body: openaiError(
        "The engine is currently overloaded, please try again later",
        "server_error",
      ),
      code: "overloaded",
    },
  },
};

/** Of a strict schema: every object is closed, and all its properties are required. */
export function strictSchemaRules(body: Json): string[] {
  const format = isObject(body["response_format"]) ? body["response_format"] : {};
  const { strict, schema } = isObject(format["json_schema"]) ? format["json_schema"] : {};
  if (strict !== true || !isObject(schema)) return [];
  const open = (node: unknown): boolean =>
    isObject(node) &&
    ((node["type"] === "object" &&
      (node["additionalProperties"] !== false ||
        Object.keys(isObject(node["properties"]) ? node["properties"] : {})
          .sort()
          .join() !== [...((node["required"] as string[]) ?? [])].sort().join())) ||
      Object.values(node).some((child) => open(child)));
  return open(schema) ? ["a strict schema has an open object"] : [];
}
