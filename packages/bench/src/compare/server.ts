import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that plays both providers: `<url>/ok`, or `<url>/down`, where Claude is overloaded. */
export interface CompareServer {
  readonly url: string;
  close(): void;
}

/** What is answered at last. */
const ANSWER = { city: "Oslo", umbrella: true };

type Body = Readonly<Record<string, unknown>>;

/**
 * Calls the tool first, and answers with {@link ANSWER} once there is a result. Both turns take 1,000 tokens
 * in and 100 out.
 */
export async function startCompareServer(): Promise<CompareServer> {
  const server = createServer({ keepAliveTimeout: 600_000 }, async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += chunk;
    const [, scenario, path = ""] = /^\/(ok|down)(\/[^?]*)/.exec(request.url ?? "") ?? [];
    const body = JSON.parse(text || "{}") as Body;
    const isClaude = path.endsWith("/messages");
    if (scenario === "down" && isClaude) {
      const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
      response.writeHead(529, { "content-type": "application/json" });
      response.end(JSON.stringify(error));
      return;
    }
    const answer = isClaude ? claude(body) : gpt(body);
    if (body["stream"] !== true) {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(answer.whole));
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const event of answer.events) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Event {
  readonly type: string;
  readonly [key: string]: unknown;
}

const CALL = { city: "Oslo" };

/** Whether there is a tool to be called, which was not called yet. */
function callsTool(body: Body, result: string): boolean {
  const tools = (body["tools"] ?? []) as readonly { readonly name?: string }[];
  const isThere = tools.some(({ name }) => name === "weather");
  return isThere && !JSON.stringify(body["messages"] ?? body["input"]).includes(result);
}

function claude(body: Body): { readonly whole: object; readonly events: readonly Event[] } {
  const calls = callsTool(body, '"tool_result"');
  const forced = (body["tool_choice"] as { readonly name?: string } | undefined)?.name;
  const block =
    calls || forced !== undefined
      ? {
          type: "tool_use",
          id: `toolu_${calls ? 1 : 2}`,
          name: calls ? "weather" : forced,
          input: calls ? CALL : ANSWER,
        }
      : { type: "text", text: JSON.stringify(ANSWER) };
  const stop_reason = block.type === "tool_use" ? "tool_use" : "end_turn";
  const usage = { input_tokens: 1_000, output_tokens: 100 };
  const message = { id: "msg_1", type: "message", role: "assistant", model: body["model"] };
  const [start, delta] =
    block.type === "text"
      ? [
          { type: "text", text: "" },
          { type: "text_delta", text: block.text },
        ]
      : [
          { ...block, input: {} },
          { type: "input_json_delta", partial_json: JSON.stringify(block.input) },
        ];
  return {
    whole: { ...message, content: [block], stop_reason, stop_sequence: null, usage },
    events: [
      {
        type: "message_start",
        message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage },
      },
      { type: "content_block_start", index: 0, content_block: start },
      { type: "content_block_delta", index: 0, delta },
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage },
      { type: "message_stop" },
    ],
  };
}

function gpt(body: Body): { readonly whole: object; readonly events: readonly Event[] } {
  const text = JSON.stringify(ANSWER);
  const part = { type: "output_text", text, annotations: [], logprobs: [] };
  const item = callsTool(body, '"function_call_output"')
    ? {
        type: "function_call",
        id: "fc_1",
        call_id: "call_1",
        name: "weather",
        arguments: JSON.stringify(CALL),
        status: "completed",
      }
    : { type: "message", id: "msg_1", role: "assistant", status: "completed", content: [part] };
  const whole = {
    id: "resp_1",
    object: "response",
    created_at: 1_790_000_000,
    status: "completed",
    error: null,
    incomplete_details: null,
    model: body["model"],
    output: [item],
    usage: {
      input_tokens: 1_000,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 100,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 1_100,
    },
  };
  const at = { output_index: 0, item_id: item.id };
  const deltas: readonly Event[] =
    item.type === "message"
      ? [
          {
            type: "response.content_part.added",
            ...at,
            content_index: 0,
            part: { ...part, text: "" },
          },
          {
            type: "response.output_text.delta",
            ...at,
            content_index: 0,
            delta: text,
            logprobs: [],
          },
          { type: "response.output_text.done", ...at, content_index: 0, text, logprobs: [] },
          { type: "response.content_part.done", ...at, content_index: 0, part },
        ]
      : [
          { type: "response.function_call_arguments.delta", ...at, delta: item.arguments },
          { type: "response.function_call_arguments.done", ...at, arguments: item.arguments },
        ];
  const begun = item.type === "message" ? { ...item, content: [] } : { ...item, arguments: "" };
  const open = { ...whole, status: "in_progress", output: [], usage: null };
  const events: readonly Event[] = [
    { type: "response.created", response: open },
    {
      type: "response.output_item.added",
      output_index: 0,
      item: { ...begun, status: "in_progress" },
    },
    ...deltas,
    { type: "response.output_item.done", output_index: 0, item },
    { type: "response.completed", response: whole },
  ];
  return { whole, events: events.map((event, i) => ({ ...event, sequence_number: i })) };
}
