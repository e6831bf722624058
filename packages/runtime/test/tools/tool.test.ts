import type { StandardSchemaV1 } from "@standard-schema/spec";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import * as z3 from "zod/v3";
import type { OutputSchema } from "../../src/chat/output-schema.ts";
import { tool } from "../../src/tools/tool.ts";
import { fromZod3 } from "../../src/zod3.ts";
import { rejection } from "../support/loopback.ts";
import { collect } from "../support/test-client.ts";
import { MODELS, scriptedModel, type Wire } from "./scripted-model.ts";

const wires = Object.keys(MODELS) as Wire[];

const json = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
} as const;

/** The same in all ways in which it can be said. */
const schemas: [string, OutputSchema, string][] = [
  ["zod 4", z.object({ city: z.string() }), "Invalid input: expected string, received number"],
  ["zod 3", fromZod3(z3.object({ city: z3.string() })), "Expected string, received number"],
  ["JSON Schema", json, 'does not satisfy type: "string"'],
];

function call(args: unknown, name = "weather") {
  return { calls: [{ id: "call_a", name, args: JSON.stringify(args) }] };
}

describe.each(wires)("over %s", (wire) => {
  it.each(schemas)("K1: checks arguments by %s", async (_, parameters, message) => {
    const tools = [tool({ name: "weather", parameters })];
    const { client, request } = await scriptedModel(
      wire,
      call({ city: "Oslo" }),
      call({ city: 7 }),
      call({ city: 7 }),
    );
    const right = await client.chat({ ...request, tools });
    expect(right.toolCalls).toEqual([
      { id: "call_a", name: "weather", arguments: { city: "Oslo" } },
    ]);
    expect(right.warnings).toEqual([]);

    const wrong = {
      id: "call_a",
      name: "weather",
      arguments: undefined,
      invalidArguments: '{"city":7}',
      issues: [{ path: ".city", message }],
    };
    const reply = await client.chat({ ...request, tools });
    expect(reply.toolCalls).toEqual([wrong]);
    expect(reply.finishReason).toBe("tool-calls");
    expect(reply.warnings).toEqual([
      {
        code: "invalid-tool-arguments",
        message: `the arguments of the call of weather are not valid: arguments.city ${message}`,
      },
    ]);

    const stream = client.stream({ ...request, tools });
    const events = await collect(stream);
    expect(events.filter(({ type }) => type === "tool-call")).toMatchObject([wrong]);
    expect(events.filter(({ type }) => type === "warning")).toHaveLength(1);
    expect((await stream.result()).toolCalls).toEqual([wrong]);
  });

  it("K1: leaves in the conversation what the model wrote", async () => {
    const parameters = z.object({
      city: z.string(),
      at: z.string().transform((text) => new Date(text)),
      days: z.number().default(3),
    });
    const tools = [tool({ name: "weather", parameters })];
    const right = { city: "Oslo", at: "2026-11-30" };
    const { client, request, bodies } = await scriptedModel(wire, call(right), call({ city: 7 }), {
      text: "Sorry.",
    });
    const first = await client.chat({ ...request, tools });
    expect(first.toolCalls[0]?.arguments).toEqual({ ...right, at: new Date(right.at), days: 3 });
    expect(first.content).toMatchObject([{ arguments: right }]);
    const messages = [
      ...request.messages,
      { role: "assistant", content: first.content },
      { role: "tool", toolCallId: "call_a", content: "sunny" },
    ] as const;
    const second = await client.stream({ ...request, messages, tools }).result();
    expect(second.content).toMatchObject([{ arguments: { city: 7 } }]);
    const [wrong] = second.toolCalls;
    await client.chat({
      ...request,
      tools,
      messages: [
        ...messages,
        { role: "assistant", content: second.content },
        { role: "tool", toolCallId: wrong?.id ?? "", content: "no such city", isError: true },
      ],
    });
    const sent = JSON.stringify(bodies[2]).replaceAll("\\", "");
    expect(sent).toContain('{"city":"Oslo","at":"2026-11-30"}');
    expect(sent).toContain('{"city":7}');
  });

  it("K2: takes a call of a tool that is none of the request's for a wrong one", async () => {
    const tools = [tool({ name: "weather", parameters: z.object({}) }), { name: "plain" }];
    const { client, request } = await scriptedModel(
      wire,
      call({ a: 1 }, "wether"),
      call({ a: 1 }, "plain"),
    );
    const reply = await client.chat({ ...request, tools });
    expect(reply.toolCalls).toEqual([
      {
        id: "call_a",
        name: "wether",
        arguments: undefined,
        invalidArguments: '{"a":1}',
        issues: [{ path: "", message: "are for no tool of the request" }],
      },
    ]);
    // Beside tools that are checked, plain ones are not.
    const plain = await client.chat({ ...request, tools });
    expect(plain.toolCalls).toEqual([{ id: "call_a", name: "plain", arguments: { a: 1 } }]);
  });
});

it("K1: leaves plain tools alone", async () => {
  const { client, request } = await scriptedModel("openai-chat", call({ city: 7 }));
  const reply = await client.chat({ ...request, tools: [{ name: "weather", parameters: json }] });
  expect(reply.toolCalls).toEqual([{ id: "call_a", name: "weather", arguments: { city: 7 } }]);
  expect(reply.warnings).toEqual([]);
});

it("K3: refuses JSON Schema by which no call could be checked, before it is paid for", async () => {
  const { client, request, bodies } = await scriptedModel("openai-chat");
  const tools = [
    tool({ name: "plain" }),
    tool({ name: "odd", parameters: { ...json, properties: { city: { $dynamicRef: "#x" } } } }),
  ];
  const wanted = {
    code: "bad-request",
    message:
      "deepseek: tools[1].parameters cannot be checked as JSON Schema: tools[1].parameters.properties.city.$dynamicRef is not allowed",
  };
  await expect(client.chat({ ...request, tools })).rejects.toMatchObject(wanted);
  await expect(client.stream({ ...request, tools }).result()).rejects.toMatchObject(wanted);
  expect(bodies).toEqual([]);
});

it("K3: says that format is not checked", async () => {
  const { client, request } = await scriptedModel("openai-chat", { text: "Hi." });
  const parameters = { type: "object", properties: { at: { type: "string", format: "date" } } };
  const reply = await client.chat({ ...request, tools: [tool({ name: "on", parameters })] });
  expect(reply.warnings).toMatchObject([
    {
      code: "format-unchecked",
      message: expect.stringMatching(/^calls of on are not checked by format \(date\)/),
    },
  ]);
});

it("K1: fails when a schema throws, with its reason, and is not paid for twice", async () => {
  const thrown = new Error("a bug");
  const parameters: StandardSchemaV1<unknown, object> = {
    "~standard": {
      version: 1,
      vendor: "own",
      validate: () => Promise.reject(thrown),
      ...({ jsonSchema: { input: () => json } } as object),
    },
  };
  const { client, request, bodies } = await scriptedModel("openai-chat", call({}), call({}));
  const tools = [tool({ name: "weather", parameters })];
  const wanted = {
    code: "protocol",
    retryable: false,
    message: "deepseek: the parameters of weather threw while they checked a call",
    cause: { message: "a bug" },
  };
  expect(await rejection(client.chat({ ...request, tools }))).toMatchObject(wanted);
  expect(await rejection(client.stream({ ...request, tools }).result())).toMatchObject(wanted);
  expect(bodies).toHaveLength(2);
});

it("P5: refuses execute of a plain tool", async () => {
  const { client, request } = {
    client: MODELS["openai-chat"].client(),
    request: { model: "deepseek-flash", messages: [{ role: "user", content: "Hi" }] },
  } as const;
  const tools = [{ name: "weather", execute: () => "sunny" }];
  await expect(client.preview({ ...request, tools })).rejects.toThrow(
    "tools[0].execute is a key of tools that tool() makes: make this one with it",
  );
});
