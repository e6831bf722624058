import {
  base64,
  between,
  either,
  filled,
  flag,
  isObject,
  type Json,
  list,
  literal,
  map,
  object,
  objects,
  tagged,
  text,
} from "./shape.ts";
import { given, halves, type Script, type StrictWire } from "./strict-wire.ts";

/*
 * `POST /api/chat`, from https://docs.ollama.com/api/chat, /capabilities/thinking,
 * /capabilities/tool-calling, /modelfile#parameter and /api/errors.
 */

const message = tagged("role", {
  system: [{ content: filled }],
  user: [{ content: text }, { images: list(base64) }],
  assistant: [
    { content: text },
    {
      thinking: filled,
      tool_calls: list(
        object({ function: object({ name: filled, arguments: map }, { index: between(0, 1e3) }) }),
      ),
    },
  ],
  tool: [{ content: text, tool_name: filled }, { images: list(base64) }],
});

const body = object(
  { model: filled, messages: list(message), stream: flag },
  {
    tools: list(
      object({
        type: literal("function"),
        function: object({ name: filled, parameters: map }, { description: text }),
      }),
    ),
    format: either(literal("json"), map),
    think: either(flag, literal("low", "medium", "high", "max")),
    keep_alive: either(filled, between(-1, 1e9)),
    options: object(
      {},
      {
        num_predict: between(-1, 1e9),
        temperature: between(0, 10),
        top_p: between(0, 1),
        top_k: between(0, 1e6),
        seed: between(0, Number.MAX_SAFE_INTEGER),
        stop: list(filled),
        num_ctx: between(1, 1e9),
      },
    ),
  },
);

function rules(sent: Json, issued: readonly Script[]): string[] {
  const problems: string[] = [];
  const { model } = sent;
  let open: unknown[] = [];
  for (const { role, tool_name, tool_calls, thinking } of objects(sent["messages"])) {
    if (role === "tool") {
      if (open.shift() !== tool_name) problems.push(`${tool_name} was not called, or not yet`);
      continue;
    }
    if (open.length > 0) problems.push(`no result of ${open}`);
    open = objects(tool_calls).map(
      (call) => isObject(call["function"]) && call["function"]["name"],
    );
    if (thinking !== undefined && !issued.some(({ reasoning }) => reasoning === thinking)) {
      problems.push("the thinking was changed");
    }
    // "Add the assistant's thinking and tool calls to the messages."
    const own = issued.find(({ calls }) => calls !== undefined && open.length > 0);
    if (own?.reasoning !== undefined && thinking === undefined)
      problems.push("thinking is missing");
  }
  // "GPT-OSS requires think to be set to low, medium or high"; others take true or false.
  const levels = String(model).startsWith("gpt-oss");
  if (levels === (typeof sent["think"] === "boolean")) {
    if ("think" in sent) problems.push(`${model} does not take think: ${sent["think"]}`);
  }
  return problems;
}

function end({ usage: { input, output } }: Script): Json {
  return {
    done: true,
    done_reason: "stop",
    total_duration: 4_883_583_458,
    load_duration: 1_334_875,
    prompt_eval_count: input,
    prompt_eval_duration: 342_546_000,
    eval_count: output,
    eval_duration: 4_535_599_000,
  };
}

/** With ids, as servers from 0.12 on send them. */
const wireCall = (
  { id, name, arguments: args }: NonNullable<Script["calls"]>[number],
  i: number,
) => ({
  id,
  function: { index: i, name, arguments: args },
});

export const strictOllama: StrictWire = {
  target: (path) => path,
  headers: () => ({}),
  asked: ({ model, stream }) => ({ model, stream: stream === true }),
  check: (sent, { issued }) => [...body(sent, "body"), ...rules(sent, issued)],
  settings(sent) {
    const options = isObject(sent["options"]) ? sent["options"] : {};
    const messages = objects(sent["messages"]);
    return given({
      system: messages.find(({ role }) => role === "system")?.["content"],
      maxOutputTokens: options["num_predict"],
      temperature: options["temperature"],
      topP: options["top_p"],
      stop: options["stop"],
      effort: sent["think"] === false ? "none" : sent["think"],
      schema: sent["format"],
      images: messages.find(({ images }) => images !== undefined)?.["images"],
    });
  },
  answer: (script, model) => ({
    model,
    created_at: "2026-06-01T12:00:00.000000Z",
    message: given({
      role: "assistant",
      content: script.text ?? "",
      thinking: script.reasoning,
      tool_calls: script.calls?.map(wireCall),
    }),
    ...end(script),
  }),
  chunks(script, model) {
    const line = (message: Json, rest: Json = { done: false }) =>
      `${JSON.stringify({ model, created_at: "2026-06-01T12:00:00.000000Z", message: { role: "assistant", content: "", ...message }, ...rest })}\n`;
    return [
      ...halves(script.reasoning ?? "").map((thinking) => line({ thinking })),
      ...halves(script.text ?? "").map((content) => line({ content })),
      ...(script.calls ?? []).map((call, i) => line({ tool_calls: [wireCall(call, i)] })),
      line({}, end(script)),
    ];
  },
  streamType: "application/x-ndjson",
  refusal: (error) => ({ error }),
  errors: {
    "a model that it does not have": {
      status: 404,
      body: { error: "model 'nothing' not found" },
      code: "not-found",
    },
    "a model that cannot do it": {
      status: 400,
      body: { error: "registry.ollama.ai/library/phi4:14b does not support tools" },
      code: "bad-request",
    },
    "too many requests": {
      status: 429,
      body: { error: "too many requests" },
      code: "rate-limit",
    },
    "an internal error": {
      status: 500,
      body: { error: "llama runner process has terminated: exit status 2" },
      code: "server",
    },
    "a full queue": {
      status: 503,
      body: { error: "server busy, please try again.  maximum pending requests exceeded" },
      code: "overloaded",
    },
  },
};
