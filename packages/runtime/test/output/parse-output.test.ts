import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import * as z3 from "zod/v3";
import { FailureError } from "../../src/chat/errors.ts";
import { parseOutput } from "../../src/output/parse-output.ts";
import { fromZod3 } from "../../src/zod3.ts";

const plain = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer", minimum: 1 } },
  required: ["city"],
};
const failing = async (schema: unknown, text: string) => {
  const thrown = await parseOutput(schema as never, text).catch((error: unknown) => error);
  if (thrown instanceof FailureError) return thrown.failure;
  throw new Error(`no failure but ${inspect(thrown)}`);
};

describe("what is read", () => {
  const value = { city: "Rome ```x```", days: 2 };
  const json = JSON.stringify(value);
  const cases: readonly (readonly [text: string])[] = [
    [json],
    [`\n ${json}\n`],
    [`\`\`\`json\n${json}\n\`\`\``],
    [`\`\`\`JSON\n${json}\n\`\`\`\n`],
    [`\`\`\`\n${json}\n\`\`\``],
    [`\`\`\`${json}\`\`\``],
    [`Here it is:\n\n\`\`\`json\n${json}\n\`\`\`\n\nAnything else?`],
    [`<think>{"city": "Oslo"}, perhaps?</think>\n\n${json}`],
    [`It thought of {"city": "Oslo"}.</think>${json}`],
    [`[THINK]Hm.[/THINK]${json}`],
    [`<think>\`\`\`json\n{"city": "Oslo"}\n\`\`\`</think>\n\`\`\`json\n${json}\n\`\`\``],
    [`Here you are: ${json} Anything else?`],
    [`As said in [1], {this} is it: ${json}`.replace("{this}", "this")],
    [`\`\`\`javascript\n${json}\n\`\`\``],
    [`\`\`\`json5\r\n${json}\r\n\`\`\``],
    [`\`\`\`json\n${json}`],
    [`\`\`\`json\n{"city": "Oslo", "days": 0}\n\`\`\`\nNo:\n\`\`\`json\n${json}\n\`\`\``],
    [`\uFEFF${json}`],
    [JSON.stringify(json)],
  ];

  it.each(cases)("Z5: %j", async (text) => {
    expect(await parseOutput(plain, text)).toEqual(value);
  });

  it.each([
    [""],
    [" "],
    ["Rome"],
    ['{"city": "Rome"'],
    ['```json\n{"city": "Rome"'],
    ["```"],
    ['<think>{"city": "Rome"}'],
    ['{"city": "Rome"}</think>'],
    ['{"city": "Rome"} or {"city": "Oslo"}'],
  ])("is nothing else: %j", async (text) => {
    expect(await failing(plain, text)).toEqual({
      code: "protocol",
      message: "the answer is not JSON, though the output schema asks for it",
      retryable: false,
      cause: undefined,
    });
  });

  it("Z5: a block, whatever braces are in the words before it (gbrain#3378)", async () => {
    const text = 'The set {a, b} says:\n```json\n{"city": "A"}\n```\nSo {a} it is.';
    expect(await parseOutput(plain, text)).toEqual({ city: "A" });
  });

  it("Z5: the last of several blocks, and the last of several texts", async () => {
    const text = '```json\n{"city": "A"}\n```\nor\n```json\n{"city": "B"}\n```';
    expect(await parseOutput(plain, text)).toEqual({ city: "B" });
    const last = '{"city": "C"}';
    expect(await parseOutput(plain, `Take {this}: ${last}`, last)).toEqual({ city: "C" });
  });

  it("Z5: the schema decides between what may be the answer", async () => {
    expect(await parseOutput(plain, 'By [1] and [2] it is {"city": "B"}.')).toEqual({ city: "B" });
    const failure = await failing(plain, 'By [1] it is {"town": "B"}.');
    expect(failure.message).toMatch(/^the answer is not valid: /);
  });

  // A reading that goes back for each fence takes minutes, and so longer than a test may.
  it("reads a long answer that is none", async () => {
    expect(await failing(plain, "```json ".repeat(200_000))).toMatchObject({ code: "protocol" });
  });
});

describe("what is checked", () => {
  it("plain JSON Schema", async () => {
    expect(await failing(plain, '{"days": 0}')).toMatchObject({
      code: "protocol",
      message:
        'the answer is not valid: output.days does not satisfy minimum: 1; output does not satisfy required: ["city"]',
      retryable: false,
    });
  });

  it("zod 4, whose defaults and transformations count", async () => {
    const schema = z.object({
      days: z.number().default(1),
      size: z.string().transform((text) => text.length),
    });
    expect(await parseOutput(schema, '{"size":"abc"}')).toEqual({ days: 1, size: 3 });
    expect(
      (await failing(z.object({ list: z.array(z.string()) }), '{"list":["a",5]}')).message,
    ).toBe(
      "the answer is not valid: output.list[1] Invalid input: expected string, received number",
    );
  });

  it("zod 3, with asynchronous refinements", async () => {
    const schema = fromZod3(
      z3.object({
        city: z3.string().refine(async (city) => city !== "Atlantis", "is not on the map"),
      }),
    );
    expect(await parseOutput(schema, '{"city":"Rome"}')).toEqual({ city: "Rome" });
    expect((await failing(schema, '{"city":"Atlantis"}')).message).toBe(
      "the answer is not valid: output.city is not on the map",
    );
  });

  it("a Standard JSON Schema that brings no check of its own, by its JSON Schema", async () => {
    const jsonSchema = { input: () => plain, output: () => plain };
    const schema = { "~standard": { version: 1, vendor: "acme", jsonSchema } };
    expect(await parseOutput(schema as never, '{"city":"Rome"}')).toEqual({ city: "Rome" });
    expect((await failing(schema, "[]")).message).toBe(
      'the answer is not valid: output does not satisfy type: "object"',
    );
  });

  const standard = (validate: (value: unknown) => unknown) => ({
    "~standard": { version: 1, vendor: "acme", validate },
  });

  it("any Standard Schema, whose paths may be of segments", async () => {
    const symbol = Symbol("s");
    const issues = [
      { message: "is bad", path: ["a", { key: 0 }, { key: "b" }, symbol] },
      { message: "is no good" },
    ];
    expect(
      (
        await failing(
          standard(() => ({ issues })),
          "{}",
        )
      ).message,
    ).toBe("the answer is not valid: output.a[0].b.Symbol(s) is bad; output is no good");
    expect(
      await parseOutput(standard((value) => Promise.resolve({ value: [value] })) as never, "1"),
    ).toEqual([1]);
  });

  it("tells a bounded part of what is wrong", async () => {
    const issues = Array.from({ length: 1_000 }, (_, i) => ({
      message: "x".repeat(5_000),
      path: [i],
    }));
    const { message } = await failing(
      standard(() => ({ issues })),
      "{}",
    );
    expect(message.length).toBeLessThan(1_100);
    expect(message.endsWith("; and more")).toBe(true);
  });

  it("with a check that fails itself", async () => {
    const cause = new Error("no database");
    for (const validate of [
      () => {
        throw cause;
      },
      () => Promise.reject(cause),
    ]) {
      expect(await failing(standard(validate), "{}")).toMatchObject({
        code: "protocol",
        message: "the output schema threw while it checked the answer",
        cause,
      });
    }
  });

  it("never quotes the answer", async () => {
    for (const text of [
      "canary-text",
      '{"city":["canary-text"]}',
      '{"city":"x","days":"canary-text"}',
    ]) {
      expect(inspect(await failing(plain, text), { depth: null })).not.toContain("canary");
    }
  });
});
