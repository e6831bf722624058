/** The bodies of one provider's answers, whole or as a stream, whatever the request asked for. */
export interface Answers {
  readonly contentType: string;
  /** An answer of 100,000 tokens in and 20,000 out. */
  text(text: string): string;
  toolCall(name: string, args: object): string;
  /** What a stream begins with, up to a piece of the answer. */
  beginning(text: string): string;
}

/** @param path of the provider's API, which tells its protocol */
export function answersOf(path: string, body: string): Answers {
  const isStream = (JSON.parse(body) as { stream?: boolean }).stream === true;
  if (path === "/v1/messages") return anthropicAnswers(isStream);
  if (path === "/v1/chat/completions") return openaiAnswers(isStream);
  if (path === "/v1/responses") return responsesAnswers(isStream);
  if (path === "/api/chat") return ollamaAnswers(isStream);
  if (/^\/v1beta\/models\/[^/]+:generateContent$/.test(path)) return googleAnswers(false);
  if (/^\/v1beta\/models\/[^/]+:streamGenerateContent\?alt=sse$/.test(path)) {
    return googleAnswers(true);
  }
  throw new Error(`no API has the path ${path}`);
}

const [INPUT, OUTPUT] = [100_000, 20_000];
const contentTypeOf = (isStream: boolean) => (isStream ? "text/event-stream" : "application/json");
const sse = (events: readonly (object | string)[]) =>
  events
    .map((event) => (typeof event === "string" ? event : JSON.stringify(event)))
    .map((data) => `data: ${data}\r\n\r\n`)
    .join("");

/** In two parts, the second one empty for texts of a single character. */
const halves = (text: string) => [text.slice(0, 3), text.slice(3)];

function anthropicAnswers(isStream: boolean): Answers {
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-4-6",
    content: [] as object[],
    stop_reason: null as string | null,
    usage: { input_tokens: INPUT, output_tokens: 1 },
  };
  const whole = (block: object, reason: string) =>
    JSON.stringify({
      ...message,
      content: [block],
      stop_reason: reason,
      usage: { input_tokens: INPUT, output_tokens: OUTPUT },
    });
  const start = (block: object, deltas: readonly object[]) => [
    { type: "message_start", message },
    { type: "content_block_start", index: 0, content_block: block },
    { type: "ping" },
    ...deltas.map((delta) => ({ type: "content_block_delta", index: 0, delta })),
  ];
  const streamed = (block: object, deltas: readonly object[], reason: string) =>
    sse([
      ...start(block, deltas),
      { type: "content_block_stop", index: 0 },
      {
        type: "message_delta",
        delta: { stop_reason: reason },
        usage: { output_tokens: OUTPUT },
      },
      { type: "message_stop" },
    ]);
  const textBlock = { type: "text", text: "" };
  const textDelta = (text: string) => ({ type: "text_delta", text });
  return {
    contentType: contentTypeOf(isStream),
    text: (text) =>
      isStream
        ? streamed(textBlock, halves(text).map(textDelta), "end_turn")
        : whole({ type: "text", text }, "end_turn"),
    toolCall(name, args) {
      const block = { type: "tool_use", id: "toolu_1", name, input: {} };
      const deltas = halves(JSON.stringify(args)).map((piece) => ({
        type: "input_json_delta",
        partial_json: piece,
      }));
      return isStream
        ? streamed(block, deltas, "tool_use")
        : whole({ ...block, input: args }, "tool_use");
    },
    beginning: (text) => sse(start(textBlock, [textDelta(text)])),
  };
}

function openaiAnswers(isStream: boolean): Answers {
  const head = { id: "chatcmpl-1", model: "gpt-5-2025-08-07" };
  const usage = {
    prompt_tokens: INPUT,
    completion_tokens: OUTPUT,
    total_tokens: INPUT + OUTPUT,
  };
  const chunk = (delta: object, reason?: string) => ({
    ...head,
    choices: [{ index: 0, delta, finish_reason: reason ?? null }],
  });
  const give = (message: object, deltas: readonly object[], reason: string) =>
    isStream
      ? sse([
          ...deltas.map((delta) => chunk(delta)),
          chunk({}, reason),
          { ...head, choices: [], usage },
          "[DONE]",
        ])
      : JSON.stringify({
          ...head,
          choices: [{ index: 0, message, finish_reason: reason }],
          usage,
        });
  return {
    contentType: contentTypeOf(isStream),
    text: (text) =>
      give(
        { role: "assistant", content: text },
        halves(text).map((content) => ({ content })),
        "stop",
      ),
    toolCall(name, args) {
      const json = JSON.stringify(args);
      const call = { id: "call_1", type: "function", function: { name, arguments: json } };
      const deltas = [
        { tool_calls: [{ ...call, index: 0, function: { name, arguments: "" } }] },
        ...halves(json).map((piece) => ({
          tool_calls: [{ index: 0, function: { arguments: piece } }],
        })),
      ];
      return give({ role: "assistant", content: null, tool_calls: [call] }, deltas, "tool_calls");
    },
    beginning: (text) => sse([chunk({ content: text })]),
  };
}

function responsesAnswers(isStream: boolean): Answers {
  const head = { id: "resp_1", object: "response", model: "gpt-5-2025-08-07" };
  const usage = { input_tokens: INPUT, output_tokens: OUTPUT, total_tokens: INPUT + OUTPUT };
  const created = { type: "response.created", response: { ...head, status: "in_progress" } };
  const give = (item: object, empty: object, deltas: readonly object[]) => {
    const response = { ...head, status: "completed", output: [item], usage };
    return isStream
      ? sse([
          created,
          { type: "response.output_item.added", output_index: 0, item: { ...item, ...empty } },
          ...deltas.map((delta) => ({ ...delta, output_index: 0 })),
          { type: "response.output_item.done", output_index: 0, item },
          { type: "response.completed", response },
        ])
      : JSON.stringify(response);
  };
  const textDelta = (delta: string) => ({
    type: "response.output_text.delta",
    content_index: 0,
    delta,
  });
  return {
    contentType: contentTypeOf(isStream),
    text: (text) =>
      give(
        {
          id: "msg_1",
          type: "message",
          role: "assistant",
          content: [{ type: "output_text", annotations: [], text }],
        },
        { content: [] },
        halves(text).map(textDelta),
      ),
    toolCall(name, args) {
      const json = JSON.stringify(args);
      return give(
        { id: "fc_1", type: "function_call", call_id: "call_1", name, arguments: json },
        { arguments: "" },
        halves(json).map((delta) => ({ type: "response.function_call_arguments.delta", delta })),
      );
    },
    beginning: (text) => sse([created, { ...textDelta(text), output_index: 0 }]),
  };
}

function googleAnswers(isStream: boolean): Answers {
  const piece = (parts: readonly object[], end?: object) => ({
    candidates: [{ content: { role: "model", parts }, ...end }],
    modelVersion: "gemini-2.5-flash",
    responseId: "response-1",
  });
  const whole = (parts: readonly object[]) => ({
    ...piece(parts, { finishReason: "STOP" }),
    usageMetadata: {
      promptTokenCount: INPUT,
      candidatesTokenCount: OUTPUT,
      totalTokenCount: INPUT + OUTPUT,
    },
  });
  return {
    contentType: contentTypeOf(isStream),
    text(text) {
      const [first, second] = halves(text);
      return isStream
        ? sse([piece([{ text: first }]), whole([{ text: second }])])
        : JSON.stringify(whole([{ text }]));
    },
    toolCall(name, args) {
      const answer = whole([{ functionCall: { name, args } }]);
      return isStream ? sse([answer]) : JSON.stringify(answer);
    },
    beginning: (text) => sse([piece([{ text }])]),
  };
}

function ollamaAnswers(isStream: boolean): Answers {
  const line = (message: object, end?: object) =>
    `${JSON.stringify({ model: "gpt-oss:20b", message: { role: "assistant", ...message }, done: end !== undefined, ...end })}\n`;
  const end = { done_reason: "stop", prompt_eval_count: INPUT, eval_count: OUTPUT };
  return {
    contentType: isStream ? "application/x-ndjson" : "application/json",
    text: (text) =>
      isStream
        ? halves(text)
            .map((content) => line({ content }))
            .join("") + line({ content: "" }, end)
        : line({ content: text }, end),
    toolCall(name, args) {
      const call = { content: "", tool_calls: [{ function: { name, arguments: args } }] };
      return isStream ? line(call) + line({ content: "" }, end) : line(call, end);
    },
    beginning: (text) => line({ content: text }),
  };
}
