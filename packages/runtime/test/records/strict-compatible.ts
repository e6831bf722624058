import {
  between,
  count,
  either,
  filled,
  flag,
  type Json,
  list,
  literal,
  map,
  object,
  objects,
  tagged,
  text,
} from "./shape.ts";
import {
  COMMON,
  type Dialect,
  imagePart,
  jsonSchemaFormat,
  OPENAI,
  openaiError,
  strictSchemaRules,
  textParts,
} from "./strict-openai.ts";
import type { Script, ScriptedError } from "./strict-wire.ts";

/** Usage as servers tell it that know no details. */
function plainUsage({ usage: { input, output } }: Script): Json {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

/**
 * https://docs.x.ai/docs/api-reference#chat-completions and
 * https://docs.x.ai/developers/model-capabilities/text/reasoning. Completion tokens are those of the
 * answer alone: reasoning comes on top, as the total shows.
 */
export const XAI: Dialect = {
  keys: {
    ...COMMON,
    max_tokens: count,
    max_completion_tokens: count,
    reasoning_effort: literal("none", "low", "medium", "high"),
    response_format: jsonSchemaFormat,
    parallel_tool_calls: flag,
  },
  userContent: either(
    filled,
    list(tagged("type", { text: [{ text: filled }], image_url: imagePart })),
  ),
  assistantKeys: { reasoning_content: text },
  rules(body) {
    const problems: string[] = [];
    const model = String(body["model"]);
    const reasons = /^grok-(4\.3|4|build)/.test(model) && !model.includes("non-reasoning");
    // "presencePenalty, frequencyPenalty, and stop cannot be used with reasoning models."
    if (reasons && "stop" in body) problems.push(`Model ${model} does not support parameter stop.`);
    if ("reasoning_effort" in body && !/^grok-(4\.3|4\.20-multi-agent)/.test(model)) {
      problems.push(`Model ${model} does not support parameter reasoningEffort.`);
    }
    return [...problems, ...strictSchemaRules(body)];
  },
  reasoningKey: "reasoning_content",
  usage: ({ usage: { input, output, cacheRead = 0, reasoning = 0 } }) => ({
    prompt_tokens: input,
    completion_tokens: output - reasoning,
    total_tokens: input + output,
    prompt_tokens_details: {
      text_tokens: input,
      audio_tokens: 0,
      image_tokens: 0,
      cached_tokens: cacheRead,
    },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
    num_sources_used: 0,
  }),
  usageChunk: "own",
  bearer: true,
  requestIdHeader: "x-request-id",
  refusal: (error) => ({ code: "Client specified an invalid argument", error }),
  errors: {
    "a wrong key": {
      status: 400,
      body: {
        code: "Client specified an invalid argument",
        error:
          "Incorrect API key provided: xa***ng. You can obtain an API key from https://console.x.ai.",
      },
      code: "auth",
    },
    "a model that it does not have": {
      status: 404,
      body: {
        code: "Some requested entity was not found",
        error: "The model grok-nothing does not exist or your team does not have access to it.",
      },
      code: "not-found",
    },
    "too many requests": {
      status: 429,
      headers: { "retry-after": "2" },
      body: {
        code: "Some resource has been exhausted",
        error: "Too many requests for team. Your team's rate limit is 60 requests per minute.",
      },
      code: "rate-limit",
      retryAfterMs: 2000,
    },
    "an internal error": {
      status: 500,
      body: { code: "Internal error", error: "Service temporarily unavailable." },
      code: "server",
    },
    "an overload": {
      status: 503,
      body: {
        code: "The service is currently unavailable",
        error: "The model is currently at capacity. Please try again later.",
      },
      code: "overloaded",
    },
  },
};

/**
 * https://api-docs.deepseek.com/api/create-chat-completion, /guides/thinking_mode and
 * /quick_start/error_codes. `response_format` is text or json_object: it answers json_schema with
 * 400 "This response_format type is unavailable now".
 */
export const DEEPSEEK: Dialect = {
  keys: {
    ...COMMON,
    stop: either(filled, list(filled, 1, 16)),
    max_tokens: count,
    thinking: object({ type: literal("enabled", "disabled") }),
    reasoning_effort: literal("minimal", "low", "medium", "high", "xhigh", "max", "ultra"),
    response_format: object({ type: literal("text", "json_object") }),
  },
  userContent: filled,
  assistantKeys: { reasoning_content: text, prefix: flag },
  rules(body, { issued }) {
    const problems: string[] = [];
    for (const { role, tool_calls, reasoning_content } of objects(body["messages"])) {
      if (role !== "assistant" || objects(tool_calls).length === 0) continue;
      const ids = objects(tool_calls).map(({ id }) => id);
      const script = issued.find(({ calls }) => calls?.some(({ id }) => ids.includes(id)));
      // "If the model performed a tool call, reasoning_content must be passed back": else 400.
      if (script?.reasoning !== undefined && reasoning_content !== script.reasoning) {
        problems.push(
          "The `reasoning_content` in the thinking mode must be passed back to the API.",
        );
      }
    }
    return problems;
  },
  reasoningKey: "reasoning_content",
  usage: ({ usage: { input, output, cacheRead = 0, reasoning = 0 } }) => ({
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cacheRead },
    completion_tokens_details: { reasoning_tokens: reasoning },
    prompt_cache_hit_tokens: cacheRead,
    prompt_cache_miss_tokens: input - cacheRead,
  }),
  usageChunk: "last",
  bearer: true,
  refusal: (message) => openaiError(message, "invalid_request_error", "invalid_request_error"),
  errors: {
    "a wrong key": {
      status: 401,
      body: openaiError(
        "Authentication Fails, Your api key: ****7890 is invalid",
        "authentication_error",
        "invalid_request_error",
      ),
      code: "auth",
    },
    "no money left": {
      status: 402,
      body: openaiError("Insufficient Balance", "unknown_error", "invalid_request_error"),
      code: "quota",
      retryable: false,
    },
    "a model that it does not have": {
      status: 400,
      body: openaiError("Model Not Exist", "invalid_request_error", "invalid_request_error"),
      code: "bad-request",
    },
    "too many requests": {
      status: 429,
      body: openaiError(
        "Rate limit reached for requests",
        "rate_limit_error",
        "rate_limit_reached",
      ),
      code: "rate-limit",
    },
    "an internal error": {
      status: 500,
      body: openaiError("Internal Server Error", "internal_error", "internal_error"),
      code: "server",
    },
    "an overload": {
      status: 503,
      body: openaiError("Service is too busy.", "service_unavailable_error", "service_unavailable"),
      code: "overloaded",
    },
  },
};

/**
 * https://github.com/ml-explore/mlx-lm/blob/main/mlx_lm/SERVER.md, and its server.py for what that
 * does not list: tools, max_completion_tokens, stream_options, seed. It answers as HTTP/1.0 does, and
 * content in parts has to be text alone.
 */
export const MLX: Dialect = {
  keys: {
    ...COMMON,
    stop: either(filled, list(filled)),
    max_tokens: count,
    max_completion_tokens: count,
    role_mapping: map,
    top_k: between(0, 1e6),
    min_p: between(0, 1),
    seed: between(0, Number.MAX_SAFE_INTEGER),
  },
  userContent: textParts,
  // Chat templates read it.
  assistantKeys: { reasoning_content: text },
  rules: () => [],
  reasoningKey: "reasoning",
  usage: plainUsage,
  usageChunk: "own",
  bearer: false,
  refusal: (error) => ({ error }),
  closes: true,
  errors: {
    "an address that it does not have": { status: 404, body: "Not Found", code: "not-found" },
    "a model that it cannot get": {
      status: 404,
      body: { error: "Repository Not Found for url: https://huggingface.co/api/models/nothing" },
      code: "not-found",
    },
    "an internal error": {
      status: 500,
      body: { error: "'NoneType' object has no attribute 'shape'" },
      code: "server",
    },
    "no memory left": {
      status: 503,
      body: { error: "[METAL] Command buffer execution failed: Insufficient Memory" },
      code: "overloaded",
    },
  },
};

/**
 * https://lmstudio.ai/docs/developer/openai-compat/chat-completions ("supported payload parameters"),
 * /tools, /structured-output and /api-changelog (0.3.15 tool_choice, 0.3.18 stream_options, 0.3.23
 * reasoning of gpt-oss in `reasoning`, "aligning with o3-mini", whose effort is reasoning_effort).
 */
export const LMSTUDIO: Dialect = {
  keys: {
    ...COMMON,
    stop: either(filled, list(filled)),
    tool_choice: literal("none", "auto", "required"),
    max_tokens: count,
    response_format: jsonSchemaFormat,
    reasoning_effort: literal("low", "medium", "high"),
    top_k: between(0, 1e6),
    repeat_penalty: between(0, 10),
    seed: between(0, Number.MAX_SAFE_INTEGER),
  },
  userContent: either(
    filled,
    list(tagged("type", { text: [{ text: filled }], image_url: imagePart })),
  ),
  assistantKeys: { reasoning_content: text, reasoning: text },
  rules: () => [],
  reasoningKey: "reasoning",
  usage: plainUsage,
  usageChunk: "own",
  bearer: false,
  refusal: (message) => openaiError(message, "invalid_request_error"),
  errors: {
    "a model that it cannot load": {
      status: 404,
      body: openaiError(
        'Failed to load model "nothing". Error: Model not found.',
        "invalid_request_error",
        "model_not_found",
        "model",
      ),
      code: "not-found",
    },
    "no model at all": {
      status: 400,
      body: { error: "No models loaded. Please load a model in the developer page." },
      code: "bad-request",
    },
    "an internal error": {
      status: 500,
      body: { error: "The model has crashed without additional information. (Exit code: 6)" },
      code: "server",
    },
  },
};

/** Errors of the proxy: `code` is the status as a text, `param` may be the text "None". */
function litellmError(message: string, type: string, status: number): Json {
  return { error: { message: `litellm.${message}`, type, param: "None", code: String(status) } };
}

const routed: Readonly<Record<string, ScriptedError>> = {
  "a wrong key": {
    status: 401,
    body: litellmError("Authentication Error, LiteLLM Virtual Key expected.", "auth_error", 401),
    code: "auth",
  },
  "a model that it does not have": {
    status: 404,
    body: litellmError("NotFoundError: Invalid model name passed in model=x", "None", 404),
    code: "not-found",
  },
  "no budget left": {
    status: 400,
    body: litellmError("BudgetExceededError: Budget has been exceeded!", "budget_exceeded", 400),
    code: "quota",
    retryable: false,
  },
  "too many requests": {
    status: 429,
    headers: { "retry-after": "5" },
    body: litellmError("RateLimitError: AnthropicException", "throttling_error", 429),
    code: "rate-limit",
    retryAfterMs: 5000,
  },
  "an internal error": {
    status: 500,
    body: litellmError("InternalServerError: AnthropicException", "None", 500),
    code: "server",
  },
  "an overload": {
    status: 529,
    body: litellmError("InternalServerError: AnthropicException - Overloaded", "None", 529),
    code: "overloaded",
  },
};

/**
 * https://docs.litellm.ai/docs/completion/input: "accepts and translates the OpenAI Chat Completion
 * params across all providers". https://docs.litellm.ai/docs/reasoning_content for the thinking.
 */
export const LITELLM: Dialect = {
  ...OPENAI,
  assistantKeys: { reasoning_content: text, thinking_blocks: list(map) },
  rules: (body) => {
    const model = String(body["model"]);
    if ("model" in body && !/^(anthropic|openai|xai|deepseek)\/./.test(model)) {
      return [`Invalid model name passed in model=${model}`];
    }
    return model.startsWith("openai/") ? openaiRules({ ...body, model: model.slice(7) }) : [];
  },
  reasoningKey: "reasoning_content",
  requestIdHeader: "x-litellm-call-id",
  refusal: (message) => litellmError(`BadRequestError: ${message}`, "invalid_request_error", 400),
  errors: routed,
};

/** It renames `max_tokens` for models of OpenAI's that want the other name. */
function openaiRules(body: Json): readonly string[] {
  const { max_tokens, ...rest } = body;
  const renamed = max_tokens === undefined ? rest : { ...rest, max_completion_tokens: max_tokens };
  return OPENAI.rules(renamed, { model: "", stream: false, issued: [] });
}
