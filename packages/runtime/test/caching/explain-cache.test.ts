import { expect, it } from "vitest";
import { type CacheMiss, explainCache, type SentRequest } from "../../src/call/explain-cache.ts";
import type { Client } from "../../src/client/client.ts";
import { anthropic } from "../../src/gen/anthropic.gen.ts";
import { google } from "../../src/gen/google.gen.ts";
import { openai } from "../../src/gen/openai.gen.ts";
import { xai } from "../../src/gen/xai.gen.ts";

type Bodies = readonly [was: object, is: object];

const said = (role: string, ...texts: readonly string[]) => ({
  role,
  content: texts.map((text) => ({ type: "text", text })),
});
const tool = (name: string, description = "d") => ({
  name,
  description,
  input_schema: { type: "object", properties: { a: {}, b: {} } },
});
const claude = {
  model: "claude",
  max_tokens: 100,
  tools: [tool("t0"), tool("t1"), tool("t2")],
  system: "Be short.",
  messages: [said("user", "Hello"), said("assistant", "Hi."), said("user", "So?")],
};
const mark = { cache_control: { type: "ephemeral" } };
const gpt = {
  model: "gpt",
  messages: [
    { role: "system", content: "Be short." },
    { role: "user", content: "Hello" },
  ],
  tools: [{ type: "function", function: { name: "t0" } }],
};

it.each<[string, Bodies]>([
  ["the same", [claude, claude]],
  ["more messages", [{ ...claude, messages: claude.messages.slice(0, 1) }, claude]],
  [
    "more in the last message",
    [
      claude,
      { ...claude, messages: [...claude.messages.slice(0, 2), said("user", "So?", "Go on.")] },
    ],
  ],
  ["fewer messages", [claude, { ...claude, messages: claude.messages.slice(0, 1) }]],
  [
    "a text as a block",
    [claude, { ...claude, system: [{ type: "text", text: "Be short.", ...mark }] }],
  ],
  [
    "what changes no prompt",
    [
      claude,
      { ...claude, max_tokens: 5, temperature: 1, stream: true, tool_choice: { type: "auto" } },
    ],
  ],
  ["another choice of tools at OpenAI", [gpt, { ...gpt, tool_choice: "none" }]],
])("H12: finds nothing wrong with %s", (_, [was, is]) => {
  expect(explainCache({ body: was }, { body: is })).toBeUndefined();
});

/** The same with other instructions. */
function edited(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body).replace("Be short.", "Be long."));
}

const withTools = (...tools: readonly object[]) => ({ ...claude, tools });
const withMessages = (...messages: readonly object[]) => ({ ...claude, messages });
const [hello, hi, so] = claude.messages as [object, object, object];
const [t0, t1, t2] = claude.tools as [object, object, object];

it.each<[Omit<CacheMiss, "at">, Bodies]>([
  [{ part: "model", reason: "model differs" }, [claude, { ...claude, model: "other" }]],
  [
    { part: "tools[1].description", reason: "changed" },
    [claude, withTools(t0, tool("t1", "e"), t2)],
  ],
  [{ part: "tools[1]", reason: "inserted" }, [claude, withTools(t0, tool("new"), t1, t2)]],
  [{ part: "tools[3]", reason: "inserted" }, [claude, withTools(t0, t1, t2, tool("new"))]],
  [{ part: "tools[0]", reason: "removed" }, [claude, withTools(t1, t2)]],
  [{ part: "tools[2]", reason: "removed" }, [claude, withTools(t0, t1)]],
  [{ part: "tools[0]", reason: "reordered" }, [claude, withTools(t1, t0, t2)]],
  [
    { part: "tools[0].input_schema.properties", reason: "order of keys" },
    [
      claude,
      withTools({ ...t0, input_schema: { type: "object", properties: { b: {}, a: {} } } }, t1, t2),
    ],
  ],
  [
    { part: "tools[0].strict", reason: "inserted" },
    [claude, withTools({ ...t0, strict: true }, t1, t2)],
  ],
  [{ part: "system", reason: "changed" }, [claude, { ...claude, system: "Be long." }]],
  [
    { part: "messages[0].content[0].text", reason: "changed" },
    [claude, withMessages(said("user", "Hallo"), hi, so)],
  ],
  [{ part: "messages[0].content[0]", reason: "removed" }, [claude, withMessages(hi, so)]],
  [
    { part: "messages[1].content[0]", reason: "inserted" },
    [claude, withMessages(hello, said("assistant", "x"), said("user", "y"), hi, so)],
  ],
  [
    { part: "messages[1].role", reason: "changed" },
    [claude, withMessages(hello, said("user", "Hi."), so)],
  ],
  [
    { part: "tool_choice", reason: "setting changed" },
    [claude, { ...claude, tool_choice: { type: "any" } }],
  ],
  [
    { part: "thinking", reason: "setting changed" },
    [claude, { ...claude, thinking: { type: "adaptive" } }],
  ],
  [
    { part: "messages[0].content", reason: "changed" },
    [gpt, { ...gpt, messages: [{ role: "system", content: "Be long." }, gpt.messages[1]] }],
  ],
  [
    { part: "tools[0].function.name", reason: "changed" },
    [
      gpt,
      {
        ...gpt,
        tools: [{ type: "function", function: { name: "t1" } }],
        messages: [gpt.messages[0], { role: "user", content: "Hallo" }],
      },
    ],
  ],
  [
    { part: "reasoning_effort", reason: "setting changed" },
    [gpt, { ...gpt, reasoning_effort: "low" }],
  ],
  [
    { part: "prompt_cache_key", reason: "cache key differs" },
    [gpt, { ...gpt, prompt_cache_key: "k" }],
  ],
  [
    { part: "input[1].arguments", reason: "changed" },
    [
      { input: [said("user", "a"), { type: "function_call", call_id: "c", arguments: "{}" }] },
      { input: [said("user", "a"), { type: "function_call", call_id: "c", arguments: "{ }" }] },
    ],
  ],
  [
    { part: "text.format", reason: "setting changed" },
    [{ input: "a" }, { input: "a", text: { format: { type: "json_object" } } }],
  ],
  [
    { part: "instructions", reason: "changed" },
    [
      { input: "a", instructions: "b" },
      { input: "b", instructions: "c" },
    ],
  ],
  [
    { part: "contents[0].parts[0].text", reason: "changed" },
    [
      { contents: [{ role: "user", parts: [{ text: "a" }] }] },
      { contents: [{ role: "user", parts: [{ text: "b" }] }] },
    ],
  ],
  [
    { part: "prompt", reason: "changed" },
    [
      { args: ["exec"], prompt: "a" },
      { args: ["exec"], prompt: "b" },
    ],
  ],
])("H12: finds %j", (want, [was, is]) => {
  expect(explainCache({ body: was }, { body: is })).toMatchObject(want);
});

it("H12: counts the bytes that are the same, in the order of the prompt", () => {
  const was = { ...claude, system: "Dé jà" };
  const is = { ...claude, system: "Dé jo" };
  const before = claude.tools.map((each) => JSON.stringify(each)).join("");
  expect(explainCache({ body: was }, { body: is })?.at).toBe(
    Buffer.byteLength(before) + Buffer.byteLength('{"type":"text","text":"Dé j'),
  );
  const other = { ...is, messages: [said("user", "elsewhere")], tool_choice: { type: "any" } };
  expect(explainCache({ body: was }, { body: other })).toMatchObject({ part: "system" });
});

it("H12: finds breaks too far from where the last request had them", () => {
  const long = Array.from({ length: 30 }, (_, i) => said(i % 2 ? "assistant" : "user", `${i}`));
  const marked = (at: number) => ({
    model: "claude",
    max_tokens: 1,
    messages: long.map((message, i) =>
      i === at ? { ...message, content: [{ ...message.content[0], ...mark }] } : message,
    ),
  });
  expect(explainCache({ body: marked(2) }, { body: marked(21) })).toBeUndefined();
  expect(explainCache({ body: marked(2) }, { body: marked(22) })).toMatchObject({
    part: "messages[2].content[0]",
    reason: "breakpoint moved",
  });
  expect(explainCache({ body: marked(2) }, { body: { ...marked(-1) } })?.reason).toBe(
    "breakpoint moved",
  );
  expect(
    explainCache({ body: { ...marked(-1), ...mark } }, { body: { ...marked(-1), ...mark } }),
  ).toBeUndefined();
});

it("H12: takes what clients preview", async () => {
  // What a model takes is typed by the model, of which there are three here.
  const pairs = [
    [anthropic({ cache: "auto" }), "claude-sonnet-4-6", "tools[0].description"],
    [openai(), "gpt-5.4", "tools[0].description"],
    [openai({ protocol: "openai-chat" }), "gpt-5.4", "tools[0].function.description"],
    [google(), "gemini-3.6-flash", "tools[0].functionDeclarations[0].description"],
  ] as unknown as readonly (readonly [Client, string, string])[];
  for (const [client, model, part] of pairs) {
    const preview = async (description: string, ...more: readonly string[]): Promise<SentRequest> =>
      await client.preview({
        model,
        system: "Be short.",
        tools: [{ name: "a", description }],
        messages: ["Hello", ...more].flatMap((content) => [
          { role: "user", content } as const,
          { role: "assistant", content: "Yes." } as const,
        ]),
      });
    expect(explainCache(await preview("a"), await preview("a", "More"))).toBeUndefined();
    expect(explainCache(await preview("a"), await preview("b", "More"))).toMatchObject({ part });
    const other = { ...(await preview("b")), body: edited((await preview("b")).body) };
    expect(explainCache(await preview("a"), other)?.part.startsWith("tools[0]")).toBe(
      client.provider.id === "anthropic",
    );
  }
  const grok = async (key: string) =>
    await xai().preview({
      model: "grok-4.7",
      cache: { key },
      messages: [{ role: "user", content: "a" }],
    });
  expect(explainCache(await grok("a"), await grok("a"))).toBeUndefined();
  expect(explainCache(await grok("a"), await grok("b"))).toMatchObject({
    at: 0,
    reason: "cache key differs",
  });
});
