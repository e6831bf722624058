// Uses @kei/ai-sdk with the AI SDK that is installed: `ai-sdk.js <origin>`, over providers of a server on loopback.
import { costOf, kei } from "@kei/ai-sdk";
import { createKei } from "@kei/ai-sdk/core";
import { anthropic } from "@kei/runtime/anthropic";
import { openai } from "@kei/runtime/openai";
import { convertToModelMessages, generateText, Output, streamText, tool } from "ai";
import * as z from "zod";
import { equal } from "./assertions.ts";

const [origin = ""] = process.argv.slice(2);
const key = "sk-canary-runtimes";
globalThis.AI_SDK_LOG_WARNINGS = false;

/** Clients whose server does as the scenario says. */
const over = (scenario: string) => {
  const base = `${origin}/${scenario}/${crypto.randomUUID()}`;
  const options = { apiKey: key, hooks: { onWarning() {} } } as const;
  return createKei({
    clients: {
      anthropic: anthropic({ ...options, endpoint: `${base}/v1/messages` }),
      openai: openai({ ...options, endpoint: `${base}/v1/responses` }),
    },
  });
};
const TEXT = "Grüße, 世界 👋";
const refs = ["anthropic/claude-sonnet-4-6", "openai/gpt-5.2"] as const;

for (const ref of refs) {
  const whole = await generateText({ model: over("hello")(ref), prompt: "Hi" });
  equal(whole.text, TEXT);
  equal(costOf(whole).kind, "known");
  const stream = streamText({ model: over("hello")(ref), prompt: "Hi" });
  let text = "";
  for await (const piece of stream.textStream) text += piece;
  equal(text, TEXT);
  equal(costOf({ steps: await stream.steps }), costOf(whole));

  const weather = tool({
    inputSchema: z.object({ city: z.string() }),
    execute: ({ city }) => city,
  });
  const called = await generateText({
    model: over("tools")(ref),
    prompt: "Hi",
    tools: { weather },
  });
  equal(
    called.toolResults.map((result) => result.output),
    ["Århus"],
  );

  const schema = z.object({ name: z.string(), born: z.number() });
  const model = over("output")(ref);
  const { output } = await generateText({ model, prompt: "Hi", output: Output.object({ schema }) });
  equal(output, { name: "Goethe", born: 1749 });

  const again = await generateText({ model: over("flaky")(ref), prompt: "Hi" });
  equal(again.text, TEXT);
}

// A route, as servers have it: what a page sent goes in, a stream of parts comes out.
async function POST(request: Request): Promise<Response> {
  const { messages } = (await request.json()) as {
    messages: Parameters<typeof convertToModelMessages>[0];
  };
  const model = over("hello")("anthropic/claude-sonnet-4-6");
  const result = streamText({ model, messages: await convertToModelMessages(messages) });
  return result.toUIMessageStreamResponse();
}
const page = { role: "user", parts: [{ type: "text", text: "Hi" }] };
const body = JSON.stringify({ messages: [page] });
const answer = await (
  await POST(new Request("http://page.invalid/", { method: "POST", body }))
).text();
const deltas = [...answer.matchAll(/^data: (\{.*"text-delta".*\})$/gm)].map(
  ([, json = ""]) => (JSON.parse(json) as { readonly delta: string }).delta,
);
equal(deltas.join(""), TEXT);

// With the key of the environment, and the client that is loaded for it.
process.env["ANTHROPIC_API_KEY"] = key;
const { fetch } = globalThis;
globalThis.fetch = (url, init) => fetch(`${origin}/hello/1${new URL(String(url)).pathname}`, init);
const plain = await generateText({ model: kei("anthropic/claude-sonnet-4-6"), prompt: "Hi" });
equal(plain.text, TEXT);
const profile = await generateText({
  model: kei.profile("critic", { at: "2026-11-30" }),
  prompt: "Hi",
});
equal(profile.text, TEXT);
console.log("ok");
