import Anthropic from "@anthropic-ai/sdk";
import { betaZodOutputFormat, betaZodTool } from "@anthropic-ai/sdk/helpers/beta/zod";
import OpenAI from "openai";
import { zodResponsesFunction, zodTextFormat } from "openai/helpers/zod";
import * as z from "zod";

const base = process.env["BASE"];
const claude = new Anthropic({ baseURL: base, maxRetries: 0 });
const gpt = new OpenAI({ baseURL: `${base}/v1`, maxRetries: 0 });
const answer = z.object({ city: z.string(), umbrella: z.boolean() });
const place = z.object({ city: z.string() });
const weather = ({ city }: z.infer<typeof place>) => `rain in ${city}`;

// Dollars for a million tokens: the SDKs know no prices. Of caches and tiers they say nothing.
const dollars = (input: number, output: number, prices: readonly [number, number]) =>
  `$${((input * prices[0] + output * prices[1]) / 1e6).toFixed(4)}`;

async function askClaude(question: string) {
  let [input, output] = [0, 0];
  const runner = claude.beta.messages.toolRunner({
    model: "claude-sonnet-4-6",
    max_tokens: 4096,
    max_iterations: 5,
    messages: [{ role: "user", content: question }],
    tools: [
      betaZodTool({
        name: "weather",
        description: "The weather in a city.",
        inputSchema: place,
        run: weather,
      }),
    ],
    output_config: { format: betaZodOutputFormat(answer) },
  });
  let text = "";
  let model = "";
  for await (const message of runner) {
    input += message.usage.input_tokens;
    output += message.usage.output_tokens;
    model = message.model;
    text = message.content.map((block) => (block.type === "text" ? block.text : "")).join("");
  }
  return { output: answer.parse(JSON.parse(text)), model, cost: dollars(input, output, [3, 15]) };
}

async function askGpt(question: string) {
  let [input, output] = [0, 0];
  const items: OpenAI.Responses.ResponseInput = [{ role: "user", content: question }];
  const tool = zodResponsesFunction({
    name: "weather",
    description: "The weather in a city.",
    parameters: place,
  });
  for (let turn = 0; turn < 5; turn += 1) {
    const response = await gpt.responses.parse({
      model: "gpt-5.2",
      input: items,
      tools: [tool],
      text: { format: zodTextFormat(answer, "answer") },
    });
    input += response.usage?.input_tokens ?? 0;
    output += response.usage?.output_tokens ?? 0;
    const calls = response.output.filter((item) => item.type === "function_call");
    if (calls.length === 0) {
      return {
        output: response.output_parsed,
        model: response.model,
        cost: dollars(input, output, [1.75, 14]),
      };
    }
    items.push(...(response.output as OpenAI.Responses.ResponseInput));
    for (const call of calls) {
      const result = weather(place.parse(JSON.parse(call.arguments)));
      items.push({ type: "function_call_output", call_id: call.call_id, output: result });
    }
  }
  throw new Error("too many turns");
}

export async function ask(question: string) {
  try {
    return await askClaude(question);
  } catch {
    return await askGpt(question);
  }
}
