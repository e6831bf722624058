import { type Context, createModels, type Tool, validateToolCall } from "@earendil-works/pi-ai";
import { anthropicProvider } from "@earendil-works/pi-ai/providers/anthropic";
import { openaiProvider } from "@earendil-works/pi-ai/providers/openai";
import * as z from "zod";

const base = process.env["BASE"];
const models = createModels();
models.setProvider(anthropicProvider());
models.setProvider(openaiProvider());
const asked = [
  { ...models.getModel("anthropic", "claude-sonnet-4-6"), baseUrl: `${base}` },
  { ...models.getModel("openai", "gpt-5.2"), baseUrl: `${base}/v1` },
];
const tools: Tool[] = [
  {
    name: "weather",
    description: "The weather in a city.",
    parameters: z.toJSONSchema(z.object({ city: z.string() })) as Tool["parameters"],
  },
];
const answer = z.object({ city: z.string(), umbrella: z.boolean() });
// There is no structured output: the schema goes into the instructions, and the JSON is hoped for.
const systemPrompt = `Answer with JSON only, valid against ${JSON.stringify(z.toJSONSchema(answer))}`;

export async function ask(question: string) {
  let failed: unknown;
  for (const model of asked) {
    try {
      return await run(model as never, question);
    } catch (error) {
      failed = error;
    }
  }
  throw failed;
}

async function run(model: Parameters<typeof models.complete>[0], question: string) {
  let dollars = 0;
  const context: Context = {
    systemPrompt,
    messages: [{ role: "user", content: question, timestamp: Date.now() }],
    tools,
  };
  for (let turn = 0; turn < 5; turn += 1) {
    const message = await models.complete(model, context, { maxRetries: 0 });
    if (message.stopReason === "error") throw new Error(message.errorMessage);
    dollars += message.usage.cost.total;
    context.messages.push(message);
    const calls = message.content.filter((block) => block.type === "toolCall");
    if (calls.length === 0) {
      const text = message.content.map((block) => (block.type === "text" ? block.text : ""));
      const output = answer.parse(JSON.parse(text.join("")));
      return { output, model: message.model, cost: `$${dollars.toFixed(4)}` };
    }
    for (const call of calls) {
      const { city } = validateToolCall(tools, call) as { city: string };
      context.messages.push({
        role: "toolResult",
        toolCallId: call.id,
        toolName: call.name,
        content: [{ type: "text", text: `rain in ${city}` }],
        isError: false,
        timestamp: Date.now(),
      });
    }
  }
  throw new Error("too many turns");
}
