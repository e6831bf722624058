import type { Capability } from "@kei/registry";
import { describe, expect, it } from "vitest";
import { openaiResponses } from "../../../src/protocols/openai-responses/protocol.ts";
import { decodeBody, failureOf } from "../../support/decode-answer.ts";
import {
  bodyOf,
  HELLO,
  type Messages,
  MODEL,
  prepared,
  type Said,
  warningsOf,
} from "../../support/request-body.ts";

const plain = { model: MODEL, input: [{ role: "user", content: "Hello" }], store: false };
const thinks: readonly Capability[] = ["reasoning"];

/** What becomes of messages. */
const sent = (...messages: Messages) => bodyOf(openaiResponses, { messages }).input;

describe("settings", () => {
  const schema = {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  };
  const tool = { name: "weather", description: "Tells it.", parameters: schema };
  const rows: readonly [string, Said, object][] = [
    ["nothing but a message", {}, {}],
    [
      "O1: instructions in the input, where JSON mode looks for its word",
      { system: "Be brief.", isJson: true },
      {
        input: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hello" },
        ],
        text: { format: { type: "json_object" } },
      },
    ],
    [
      "instructions in the role that the server takes",
      { system: "Be brief.", dialect: { systemRole: "developer" } },
      {
        input: [
          { role: "developer", content: "Be brief." },
          { role: "user", content: "Hello" },
        ],
      },
    ],
    [
      "instructions without a role",
      { system: "Be brief.", dialect: { systemRole: "none" } },
      { input: [{ role: "user", content: "Be brief.\n\nHello" }] },
    ],
    [
      "settings",
      { maxOutputTokens: 9, temperature: 0, topP: 0.5 },
      { max_output_tokens: 9, temperature: 0, top_p: 0.5 },
    ],
    [
      "O2: a thinking model's thoughts, in a form that can go back",
      { modelCapabilities: thinks },
      { include: ["reasoning.encrypted_content"] },
    ],
    ["O2: no thoughts of a model that has none", { modelCapabilities: ["tools"] }, {}],
    [
      "O2: thoughts of a model that nobody knows, where they are asked for",
      { reasoning: { effort: "low" } },
      { reasoning: { effort: "low" }, include: ["reasoning.encrypted_content"] },
    ],
    ["no thoughts", { reasoning: { effort: "none" } }, { reasoning: { effort: "none" } }],
    [
      "O7: what the server keeps itself is not asked for in another form",
      { modelCapabilities: thinks, extraBody: { store: true } },
      {},
    ],
    [
      "tools, flat, and not changed for strict mode",
      { tools: [tool], toolChoice: "required" },
      { tools: [{ type: "function", ...tool, strict: false }], tool_choice: "required" },
    ],
    [
      "the choice of one tool",
      { tools: [tool], toolChoice: { tool: "weather" } },
      {
        tools: [{ type: "function", ...tool, strict: false }],
        tool_choice: { type: "function", name: "weather" },
      },
    ],
    [
      "a schema of the answer",
      { output: { name: "answer", schema } },
      { text: { format: { type: "json_schema", name: "answer", schema, strict: true } } },
    ],
    [
      "a schema that strict mode refuses",
      { output: { name: "answer", schema: { type: "object" } } },
      {
        text: {
          format: {
            type: "json_schema",
            name: "answer",
            schema: { type: "object" },
            strict: false,
          },
        },
      },
    ],
    [
      "P2: what the server does not take is left out",
      { dialect: { omits: ["store"] } },
      { store: undefined },
    ],
  ];

  it.each(rows)("%s", (_, said, more) => {
    expect(bodyOf(openaiResponses, said)).toEqual({ ...plain, ...more });
  });

  it("a stream", () => {
    expect(bodyOf(openaiResponses, {}, true)).toEqual({ ...plain, stream: true });
  });

  it("O7: an answer in the background is refused, and streamed", () => {
    const said = { extraBody: { background: true } };
    expect(failureOf(() => bodyOf(openaiResponses, said)).message).toContain("use stream()");
    expect(bodyOf(openaiResponses, said, true)).toEqual({ ...plain, stream: true });
  });
});

describe("messages", () => {
  it("texts, images and files", () => {
    const image = { type: "image", mediaType: "image/png", base64: "aaaa" } as const;
    const file = { type: "file", mediaType: "application/pdf", base64: "aaaa" } as const;
    const url = "https://example.com/x";
    expect(
      sent({
        role: "user",
        content: [
          { type: "text", text: "What is it?" },
          image,
          { type: "image", url },
          { ...file, filename: "a.pdf" },
          file,
          { type: "file", mediaType: "application/pdf", url },
        ],
      }),
    ).toEqual([
      {
        role: "user",
        content: [
          { type: "input_text", text: "What is it?" },
          { type: "input_image", image_url: "data:image/png;base64,aaaa", detail: "auto" },
          { type: "input_image", image_url: url, detail: "auto" },
          {
            type: "input_file",
            filename: "a.pdf",
            file_data: "data:application/pdf;base64,aaaa",
          },
          {
            type: "input_file",
            filename: "document.pdf",
            file_data: "data:application/pdf;base64,aaaa",
          },
          { type: "input_file", file_url: url },
        ],
      },
    ]);
  });

  it("what another provider wrote: texts, refusals, calls; results with their pictures", () => {
    expect(
      sent(
        HELLO,
        {
          role: "assistant",
          content: [
            { type: "text", text: "One moment." },
            { type: "refusal", text: "Not that." },
            { type: "tool-call", id: "a", name: "f", arguments: { x: 1 } },
            { type: "tool-call", id: "b", name: "g", arguments: {} },
          ],
        },
        {
          role: "tool",
          toolCallId: "a",
          toolName: "f",
          isError: false,
          content: [{ type: "text", text: "1" }],
        },
        {
          role: "tool",
          toolCallId: "b",
          toolName: "g",
          isError: false,
          content: [
            { type: "text", text: "2" },
            { type: "image", url: "https://example.com/x.png" },
          ],
        },
      ),
    ).toEqual([
      { role: "user", content: "Hello" },
      { role: "assistant", content: "One moment." },
      { role: "assistant", content: "Not that." },
      { type: "function_call", call_id: "a", name: "f", arguments: '{"x":1}' },
      { type: "function_call", call_id: "b", name: "g", arguments: "{}" },
      { type: "function_call_output", call_id: "a", output: "1" },
      {
        type: "function_call_output",
        call_id: "b",
        output: [
          { type: "input_text", text: "2" },
          { type: "input_image", image_url: "https://example.com/x.png", detail: "auto" },
        ],
      },
    ]);
  });

  it("O7: of a conversation that the server keeps it gets what is new", () => {
    const messages: Messages = [
      HELLO,
      { role: "assistant", content: [{ type: "tool-call", id: "a", name: "f", arguments: {} }] },
      { role: "tool", toolCallId: "a", toolName: "f", isError: false, content: [] },
    ];
    for (const kept of [{ previous_response_id: "resp_1" }, { conversation: "conv_1" }]) {
      expect(bodyOf(openaiResponses, { messages, extraBody: kept }).input).toEqual([
        { type: "function_call_output", call_id: "a", output: "" },
      ]);
    }
  });
});

describe("items of answers", () => {
  const reasoning = {
    id: "rs_1",
    type: "reasoning",
    summary: [{ type: "summary_text", text: "Hm." }],
    encrypted_content: "gAAA",
  };
  const message = {
    id: "msg_1",
    type: "message",
    status: "completed",
    role: "assistant",
    phase: "commentary",
    content: [
      { type: "output_text", annotations: [{ type: "url_citation" }], text: "One." },
      { type: "output_text", annotations: [], text: "Two." },
    ],
  };
  const call = {
    arguments: '{ "city" : "Oslo" }',
    call_id: "call_1",
    name: "weather",
    type: "function_call",
    id: "fc_1",
    status: "completed",
  };
  const search = { id: "ws_1", type: "web_search_call", action: { type: "search" } };

  /** How an answer of these items goes back. */
  const back = (items: readonly object[], said: Said = {}, status = "completed") => {
    const { parts } = decodeBody(openaiResponses, { object: "response", status, output: items });
    const messages: Messages = [{ role: "assistant", content: prepared(parts.content) }];
    const warnings = warningsOf(openaiResponses, { ...said, messages });
    return { input: bodyOf(openaiResponses, { ...said, messages }).input, warnings };
  };

  it("O3: go back in their order and word for word", () => {
    const items = [reasoning, message, { ...reasoning, id: "rs_2" }, call, search];
    const { input, warnings } = back(items);
    expect(JSON.stringify(input)).toBe(JSON.stringify(items));
    expect(warnings).toEqual([]);
  });

  it("O3: thoughts in the open go back, those of a server that keeps them, and no others", () => {
    const open = { id: "r", type: "reasoning", content: [{ type: "reasoning_text", text: "Hm." }] };
    const bare = { id: "rs_1", type: "reasoning", summary: [] };
    expect(back([open, call]).input).toEqual([open, call]);
    expect(back([bare, call], { extraBody: { store: true } }).input).toEqual([bare, call]);
    const { id: _, ...withoutId } = call;
    expect(back([bare, call]).input).toEqual([withoutId]);
    expect(back([bare, search]).input).toEqual([
      { type: "web_search_call", action: search.action },
    ]);
  });

  it("O4: thoughts at which an answer was cut do not go back", () => {
    const { input } = back([message, reasoning], {}, "incomplete");
    expect(input).toEqual([message]);
    expect(back([message, reasoning]).input).toEqual([message, reasoning]);
  });

  it("O4: thoughts go without nothing, and nothing without its thoughts", () => {
    const { parts } = decodeBody(openaiResponses, {
      object: "response",
      status: "completed",
      output: [reasoning, call],
    });
    const [thought, called] = prepared(parts.content);
    const only = (part: typeof thought) => ({
      messages: [{ role: "assistant", content: part ? [part] : [] }] as const,
    });
    expect(bodyOf(openaiResponses, only(thought)).input).toEqual([]);
    expect(warningsOf(openaiResponses, only(thought))).toEqual(["reasoning-ignored"]);
    const { id: _, ...withoutId } = call;
    expect(bodyOf(openaiResponses, only(called)).input).toEqual([withoutId]);
  });

  it("O3: what the caller has changed goes as it is now", () => {
    const { parts } = decodeBody(openaiResponses, {
      object: "response",
      status: "completed",
      output: [message, call],
    });
    const content = prepared(parts.content).map((part) => {
      if (part.type === "text" && part.text === "One.") return { ...part, text: "Uno." };
      return part.type === "tool-call" ? { ...part, arguments: { city: "Rome" } } : part;
    });
    const [first, second] = message.content;
    expect(sent({ role: "assistant", content })).toEqual([
      { ...message, content: [{ ...first, text: "Uno." }, second] },
      { ...call, arguments: '{"city":"Rome"}' },
    ]);
  });

  it("a call of a custom tool goes back as one, and so does its result", () => {
    const custom = {
      type: "custom_tool_call",
      id: "c",
      call_id: "d",
      name: "code",
      input: "1 + 1",
    };
    const { parts, warnings } = decodeBody(openaiResponses, {
      object: "response",
      status: "completed",
      output: [custom],
    });
    expect(warnings).toMatchObject([{ code: "invalid-tool-arguments" }]);
    const content = prepared(parts.content).map((part) =>
      part.type === "tool-call" ? { ...part, arguments: { INVALID_JSON: "1 + 1" } } : part,
    );
    const output = [{ type: "text", text: "2" }] as const;
    expect(
      sent(
        { role: "assistant", content },
        { role: "tool", toolCallId: "d", toolName: "code", isError: false, content: output },
      ),
    ).toEqual([custom, { type: "custom_tool_call_output", call_id: "d", output: "2" }]);
  });

  it("a signature of another protocol is none", () => {
    const foreign = { type: "tool-call", id: "a", name: "f", arguments: {} } as const;
    for (const signature of ["CiQB", '{"item":', '{"item":null}', '{"item":[]}']) {
      expect(sent({ role: "assistant", content: [{ ...foreign, signature }] })).toEqual([
        { type: "function_call", call_id: "a", name: "f", arguments: "{}" },
      ]);
    }
  });
});
