import fc from "fast-check";
import { expect, it } from "vitest";
import { KeiError } from "../../src/chat/errors.ts";
import type { StreamEvent } from "../../src/chat/stream-event.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { openaiResponses } from "../../src/protocols/openai-responses/protocol.ts";
import { bySeed } from "../support/by-seed.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import { hello, testOptions, testProvider } from "../support/test-client.ts";

const TYPES = [
  ...["output_text.delta", "output_text.done", "refusal.delta", "refusal.done"],
  ...["reasoning_summary_text.delta", "reasoning_text.delta", "output_item.added"],
  ...["output_item.done", "function_call_arguments.delta", "function_call_arguments.done"],
  ...["custom_tool_call_input.delta", "created", "in_progress", "content_part.added"],
  ...["web_search_call.searching", "image_generation_call.partial_image"],
];
const ENDS = ["completed", "incomplete", "failed"];

const junk = fc.oneof(
  fc.constantFrom<unknown>(null, "", "x", 0, -1, 1e9, true, {}, [], [null], { type: "x" }),
  fc.jsonValue({ maxDepth: 2 }),
);
/** Mostly what belongs there, else anything. */
const mostly = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 8, arbitrary }, { weight: 1, arbitrary: junk });

const index = mostly(fc.nat(2));
const id = mostly(fc.constantFrom("a", "b", "c"));
const words = mostly(fc.constantFrom("Hi", "", "{", '{"n":1}', "}", "🦊"));
const part = fc.record(
  {
    type: mostly(fc.constantFrom("output_text", "refusal", "summary_text", "reasoning_text")),
    text: words,
    refusal: words,
    annotations: junk,
  },
  { requiredKeys: [] },
);
const item = fc.record(
  {
    type: mostly(
      fc.constantFrom(
        "message",
        "function_call",
        "reasoning",
        "web_search_call",
        "custom_tool_call",
      ),
    ),
    id,
    call_id: id,
    name: mostly(fc.constantFrom("get", "set")),
    arguments: words,
    input: words,
    status: mostly(fc.constantFrom("completed", "in_progress", "incomplete")),
    content: mostly(fc.array(mostly(part), { maxLength: 2 })),
    summary: mostly(fc.array(mostly(part), { maxLength: 2 })),
    encrypted_content: words,
  },
  { requiredKeys: [] },
);
const response = fc.record(
  {
    id,
    model: mostly(fc.constant("m")),
    status: mostly(fc.constantFrom(...ENDS)),
    output: mostly(fc.array(mostly(item), { maxLength: 3 })),
    usage: mostly(fc.constant({ input_tokens: 3, output_tokens: 2 })),
    error: mostly(fc.constantFrom(null, { code: "server_error", message: "no" })),
    incomplete_details: mostly(fc.constantFrom(null, { reason: "max_output_tokens" })),
  },
  { requiredKeys: [] },
);
const event = (types: readonly string[]) =>
  fc
    .record(
      {
        type: fc.constantFrom(...types).map((type) => `response.${type}`),
        output_index: index,
        content_index: index,
        summary_index: index,
        item_id: id,
        item: mostly(item),
        delta: words,
        text: words,
        refusal: words,
        arguments: words,
        response: mostly(response),
      },
      { requiredKeys: ["type"] },
    )
    .map((data) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`);

/** Items that are mixed come in their order in a reply, and as they are written in a stream. */
const letters = (text: string) => [...text].sort().join("");

it("W19: any events of Responses are a sound reply or an error of ours, and streams end once", async () => {
  const outcomes = { replies: 0, errors: 0 };
  const create = defineClient<string, typeof openaiResponses>(
    { ...testProvider, protocol: "openai-responses" },
    {},
    openaiResponses,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(event(TYPES), { maxLength: 12 }),
      fc.array(event(ENDS), { maxLength: 2 }),
      fc.array(event([...TYPES, ...ENDS]), { maxLength: 2 }),
      async (begin, end, after) => {
        const transport = scriptedTransport({ body: [...begin, ...end, ...after] });
        const client = create({
          apiKey: "sk-test-0123456789",
          ...testOptions({ transport, retry: { max: 0 }, limiter: false }),
        });
        const events: StreamEvent[] = [];
        const textOf = () => events.map((each) => (each.type === "text" ? each.text : "")).join("");
        try {
          const stream = client.stream(hello);
          for await (const each of stream) events.push(each);
          const reply = await stream.result();
          expect(events.at(-1)?.type).toBe("finish");
          expect(letters(textOf())).toBe(letters(reply.text));
          const ids = reply.toolCalls.map((call) => call.id);
          expect(new Set(ids).size).toBe(ids.length);
          for (const call of reply.toolCalls) {
            if (call.invalidArguments === undefined) {
              expect(Object(call.arguments)).toBe(call.arguments);
            }
          }
          JSON.stringify(reply);
          outcomes.replies += 1;
        } catch (thrown) {
          if (!(thrown instanceof KeiError)) throw thrown;
          const told = thrown.partialReply?.text ?? textOf();
          expect(letters(told)).toBe(letters(textOf()));
          JSON.stringify(thrown);
          outcomes.errors += 1;
        }
        expect(events.filter(({ type }) => type === "finish").length).toBeLessThanOrEqual(1);
      },
    ),
    bySeed(6, 50_000),
  );
  expect(outcomes.replies).toBeGreaterThan(100);
  expect(outcomes.errors).toBeGreaterThan(100);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
