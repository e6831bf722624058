import { expectTypeOf, test } from "vitest";
import * as z from "zod";
import * as z3 from "zod/v3";
import { jsonSchema } from "../../src/chat/json-schema.ts";
import type { ToolCall } from "../../src/chat/reply.ts";
import type { Tool } from "../../src/chat/request.ts";
import type { Client } from "../../src/client/client.ts";
import { anthropic } from "../../src/gen/anthropic.gen.ts";
import { tool } from "../../src/tools/tool.ts";
import { fromZod3 } from "../../src/zod3.ts";

const request = { model: "m", messages: [{ role: "user", content: "Hello" }] } as const;
declare const client: Client<"m">;

const weather = tool({
  name: "weather",
  parameters: z.object({ city: z.string(), days: z.number().default(1) }),
});
const clock = tool({ name: "clock" });

test("arguments have the type that the schema gives, whatever it is of", () => {
  tool({
    name: "zod4",
    parameters: z.object({ at: z.string().transform((text) => new Date(text)) }),
    execute: (args) => expectTypeOf(args).toEqualTypeOf<{ at: Date }>(),
  });
  tool({
    name: "zod3",
    parameters: fromZod3(z3.object({ city: z3.string() })),
    execute: (args) => expectTypeOf(args).toEqualTypeOf<{ city: string }>(),
  });
  tool({
    name: "typed",
    parameters: jsonSchema<{ city: string }>({ type: "object" }),
    execute: (args) => expectTypeOf(args).toEqualTypeOf<{ city: string }>(),
  });
  tool({
    name: "none",
    execute: (args, { signal, call }) => {
      expectTypeOf(args).toEqualTypeOf<Record<string, unknown>>();
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      expectTypeOf(call.id).toEqualTypeOf<string>();
    },
  });
  // @ts-expect-error not a schema
  tool({ name: "wrong", parameters: 1 });
  // @ts-expect-error a tool has a name
  tool({ parameters: z.object({}) });
  // @ts-expect-error no such argument
  tool({ name: "wrong", parameters: z.object({ city: z.string() }), execute: ({ town }) => town });
});

test("plain JSON Schema that is written out is read as far as it can be", () => {
  tool({
    name: "json",
    parameters: {
      type: "object",
      properties: {
        city: { type: "string" },
        unit: { enum: ["C", "F"] },
        days: { type: ["integer", "null"] },
        tags: { type: "array", items: { type: "string" } },
        place: {
          type: "object",
          properties: { lat: { type: "number" }, name: { const: "here" } },
          required: ["lat"],
        },
        either: { anyOf: [{ type: "string" }, { type: "boolean" }] },
        counts: { type: "object", additionalProperties: { type: "number" } },
        other: { $ref: "#/$defs/other", type: "string" },
        pair: { type: "array", prefixItems: [{ type: "string" }], items: { type: "number" } },
      },
      required: ["city", "unit", "other"],
    },
    execute: (args) =>
      expectTypeOf(args).toEqualTypeOf<{
        city: string;
        unit: "C" | "F";
        other: unknown;
        days?: number | null;
        tags?: string[];
        place?: { lat: number; name?: "here" };
        either?: string | boolean;
        counts?: Record<string, number>;
        pair?: unknown[];
      }>(),
  });
  const schema: { readonly [key: string]: unknown } = { type: "object" };
  tool({
    name: "unknown",
    parameters: schema,
    execute: (args) => expectTypeOf(args).toBeUnknown(),
  });
});

test("a reply's calls are typed by the tools of its request", async () => {
  const reply = await client.chat({ ...request, tools: [weather, clock] });
  for (const call of reply.toolCalls) {
    if (call.invalidArguments !== undefined) {
      expectTypeOf(call.name).toEqualTypeOf<string>();
      expectTypeOf(call.arguments).toEqualTypeOf<undefined>();
      continue;
    }
    expectTypeOf(call.name).toEqualTypeOf<"weather" | "clock">();
    if (call.name === "weather") {
      expectTypeOf(call.arguments).toEqualTypeOf<{ city: string; days: number }>();
    } else expectTypeOf(call.arguments).toEqualTypeOf<Record<string, unknown>>();
    // @ts-expect-error no such tool
    if (call.name === "wether") continue;
  }
  const once = await client.chat({ ...request, tools: [weather] });
  const streamed = await client.stream({ ...request, tools: [weather] }).result();
  expectTypeOf(streamed).toEqualTypeOf(once);
  // Before it is known whether they are right, there may be none.
  const [first] = streamed.toolCalls;
  if (first?.name === "weather") {
    expectTypeOf(first.arguments).toEqualTypeOf<{ city: string; days: number } | undefined>();
  }
});

test("tools of a list that is made elsewhere are typed as well, and so is one that is made in place", async () => {
  const tools = [weather, clock];
  const reply = await client.chat({ ...request, tools });
  const [call] = reply.toolCalls;
  if (call !== undefined && call.invalidArguments === undefined) {
    expectTypeOf(call.name).toEqualTypeOf<"weather" | "clock">();
  }
  const inPlace = await client.chat({
    ...request,
    tools: [tool({ name: "add", parameters: z.object({ a: z.number() }), execute: ({ a }) => a })],
  });
  const [sum] = inPlace.toolCalls;
  if (sum !== undefined && sum.invalidArguments === undefined) {
    expectTypeOf(sum.name).toEqualTypeOf<"add">();
    expectTypeOf(sum.arguments).toEqualTypeOf<{ a: number }>();
  }
});

test("plain tools are as they were", async () => {
  const plain = { name: "plain", parameters: z.object({ city: z.string() }) } as const;
  const reply = await client.chat({ ...request, tools: [plain] });
  expectTypeOf(reply.toolCalls).toEqualTypeOf<readonly ToolCall[]>();
  const tools: Tool[] = [weather, plain];
  const loose = await client.chat({ ...request, tools });
  expectTypeOf(loose.toolCalls).toEqualTypeOf<readonly ToolCall[]>();
  const none = await client.chat(request);
  expectTypeOf(none.toolCalls).toEqualTypeOf<readonly ToolCall[]>();

  const mixed = await client.chat({ ...request, tools: [weather, plain] });
  const [call] = mixed.toolCalls;
  if (call !== undefined && call.invalidArguments === undefined && call.name === "plain") {
    expectTypeOf(call.arguments).toBeUnknown();
  }
});

test("the provider's own clients take them", async () => {
  const claude = anthropic();
  const reply = await claude.chat({
    model: "claude-sonnet-4-6",
    messages: request.messages,
    tools: [weather],
  });
  const [call] = reply.toolCalls;
  if (call !== undefined && call.invalidArguments === undefined) {
    expectTypeOf(call.arguments.city).toEqualTypeOf<string>();
  }
});
