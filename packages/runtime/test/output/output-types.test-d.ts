import type { StandardSchemaV1 } from "@standard-schema/spec";
import { expectTypeOf, test } from "vitest";
import * as z from "zod";
import * as z3 from "zod/v3";
import { jsonSchema } from "../../src/chat/json-schema.ts";
import type { InferOutput, OutputSchema } from "../../src/chat/output-schema.ts";
import type { Client } from "../../src/client/client.ts";
import { fromZod3 } from "../../src/zod3.ts";

const request = { model: "m", messages: [{ role: "user", content: "Hello" }] } as const;
declare const client: Client<"m">;

test("the reply has the type of what its schema gives, after its transformations", async () => {
  const four = z.object({
    size: z.string().transform((text) => text.length),
    days: z.number().default(1),
  });
  const reply = await client.chat({ ...request, output: four });
  expectTypeOf(reply.output).toEqualTypeOf<{ size: number; days: number }>();

  const three = fromZod3(z3.object({ size: z3.string().transform((text) => text.length) }));
  const streamed = await client.stream({ ...request, output: three }).result();
  expectTypeOf(streamed.output).toEqualTypeOf<{ size: number }>();

  type Other = StandardSchemaV1<string, Date>;
  expectTypeOf<InferOutput<Other>>().toEqualTypeOf<Date>();
});

test("plain JSON Schema has the type that it is given, or none", async () => {
  const typed = jsonSchema<{ city: string }>({ type: "object" });
  const reply = await client.chat({ ...request, output: typed });
  expectTypeOf(reply.output).toEqualTypeOf<{ city: string }>();

  const untyped = await client.chat({ ...request, output: { type: "object", properties: {} } });
  expectTypeOf(untyped.output).toEqualTypeOf<unknown>();
  expectTypeOf<InferOutput<OutputSchema>>().toEqualTypeOf<unknown>();
});

test("without a schema there is no output", async () => {
  const reply = await client.chat(request);
  expectTypeOf(reply.output).toEqualTypeOf<undefined>();
});

test("with tools the answer may still be to come", async () => {
  const output = z.object({ city: z.string() });
  const tools = [{ name: "where", parameters: z.object({ of: z.string() }) }];
  const reply = await client.chat({ ...request, output, tools });
  expectTypeOf(reply.output).toEqualTypeOf<{ city: string } | undefined>();
  const streamed = await client.stream({ ...request, output, tools: [] }).result();
  expectTypeOf(streamed.output).toEqualTypeOf<{ city: string } | undefined>();

  const perhaps = await client.chat({
    ...request,
    output,
    tools: tools.length > 1 ? tools : undefined,
  });
  expectTypeOf(perhaps.output).toEqualTypeOf<{ city: string } | undefined>();
  const none = await client.chat({ ...request, output, tools: undefined });
  expectTypeOf(none.output).toEqualTypeOf<{ city: string }>();
  const without = await client.chat({ ...request, tools });
  expectTypeOf(without.output).toEqualTypeOf<undefined>();
  // @ts-expect-error a tool has a name
  client.chat({ ...request, tools: [{ parameters: {} }] });
});

test("schemas that are interfaces, as other packages declare them, are taken", () => {
  interface Draft07 {
    readonly type?: string;
  }
  const schema: Draft07 = { type: "object" };
  expectTypeOf(jsonSchema<Date>(schema)).toExtend<OutputSchema>();
});
