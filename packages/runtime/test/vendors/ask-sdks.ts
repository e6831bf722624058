import { Anthropic } from "@anthropic-ai/sdk";
import { type GenerateContentResponse, GoogleGenAI } from "@google/genai";
import { type ChatResponse, Ollama } from "ollama";
import { OpenAI } from "openai";
import type { FinishReason } from "../../src/chat/reply.ts";
import { argumentsOf, idsOf, parsedArguments, type Seen } from "./shape.ts";

export type Vendor = "openai" | "anthropic" | "google" | "ollama";

const KEY = "sk-test-0123456789";
const MESSAGES: { role: "user"; content: string }[] = [{ role: "user", content: "Hello" }];

/**
 * What a program sees that uses the vendor's own SDK as its documentation shows: of a stream what the
 * SDK's own assembler makes of it, where it has one (`stream()` of OpenAI's and Anthropic's).
 */
export function askSdk(vendor: Vendor, url: string, streamed: boolean): Promise<Seen> {
  return ASK[vendor](url, streamed);
}

const ASK: Readonly<Record<Vendor, (url: string, streamed: boolean) => Promise<Seen>>> = {
  openai(url, streamed) {
    const baseURL = `${url}/v1`;
    const client = new OpenAI({ baseURL, apiKey: KEY, maxRetries: 0, logLevel: "off" });
    const { completions } = client.chat;
    const body = { model: "m", messages: MESSAGES };
    return look(completionSeen, (told) => {
      if (!streamed) return completions.create(body);
      return completions.stream(body).on("content", told).finalChatCompletion();
    });
  },

  anthropic(url, streamed) {
    const client = new Anthropic({ baseURL: url, apiKey: KEY, maxRetries: 0, logLevel: "off" });
    const body = { model: "m", max_tokens: 100, messages: MESSAGES };
    return look(messageSeen, (told) => {
      if (!streamed) return client.messages.create(body);
      return client.messages.stream(body).on("text", told).finalMessage();
    });
  },

  google(url, streamed) {
    const { models } = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: url } });
    const request = { model: "m", contents: "Hello" };
    return look(geminiSeen, async (told) => {
      if (!streamed) return [await models.generateContent(request)];
      const answers: GenerateContentResponse[] = [];
      for await (const answer of await models.generateContentStream(request)) {
        told(answer.text ?? "");
        answers.push(answer);
      }
      return answers;
    });
  },

  ollama(url, streamed) {
    const client = new Ollama({ host: url });
    const request = { model: "m", messages: MESSAGES };
    return look(ollamaSeen, async (told) => {
      if (!streamed) return [await client.chat(request)];
      const answers: ChatResponse[] = [];
      for await (const answer of await client.chat({ ...request, stream: true })) {
        told(answer.message.content ?? "");
        answers.push(answer);
      }
      return answers;
    });
  },
};

/**
 * Runs a program that shows text as it comes.
 *
 * @param read looks into what the SDK gave
 */
async function look<T>(
  read: (answer: T) => Seen,
  run: (told: (text: string) => void) => Promise<T>,
): Promise<Seen> {
  let text = "";
  let isAnswered = false;
  try {
    const answer = await run((piece) => {
      text += piece;
    });
    isAnswered = true;
    return read(answer);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { text, error: { message, ...(isAnswered && { asAnswer: true }) } };
  }
}

/** The vendors' words for why an answer ended. */
const REASONS: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  STOP: "stop",
  end_turn: "stop",
  stop_sequence: "stop",
  length: "length",
  MAX_TOKENS: "length",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_calls: "tool-calls",
  function_call: "tool-calls",
  tool_use: "tool-calls",
  content_filter: "content-filter",
  SAFETY: "content-filter",
  refusal: "refusal",
};

function reasonOf(word: string | null | undefined): Pick<Seen, "reason"> {
  return word === null || word === undefined ? {} : { reason: REASONS[word] ?? "other" };
}

/** Where calls end with the word of any other answer. */
function reasonOfCalls(word: string | undefined, calls: readonly unknown[]): Pick<Seen, "reason"> {
  const { reason } = reasonOf(word);
  if (reason === undefined) return {};
  return { reason: calls.length > 0 && reason === "stop" ? "tool-calls" : reason };
}

function usageOf(input: number | undefined, output: number | undefined): Pick<Seen, "usage"> {
  return input === undefined && output === undefined ? {} : { usage: [input, output] };
}

// Values are not taken apart: what a program says of an answer that is none is the same everywhere.
function completionSeen(completion: OpenAI.ChatCompletion): Seen {
  const choice = completion.choices[0] as OpenAI.ChatCompletion.Choice;
  const { usage } = completion;
  const message = choice.message;
  const text = message.content === null ? "" : String(message.content);
  const { refusal, tool_calls = [] } = message;
  const calls = tool_calls.flatMap((call) => (call.type === "function" ? [call] : []));
  return {
    text,
    ...(refusal && { refusal }),
    ...(calls.length > 0 && {
      calls: calls.map(({ function: called }) => [
        called.name,
        parsedArguments(String(called.arguments)),
      ]),
      ...idsOf(calls.map(({ id }) => id)),
    }),
    // The refusal says it; OpenAI's reason is `stop`.
    ...reasonOf(refusal ? "refusal" : choice.finish_reason),
    ...(usage && usageOf(usage.prompt_tokens, usage.completion_tokens)),
  };
}

function messageSeen({ content, stop_reason, usage }: Anthropic.Message): Seen {
  const calls = content.flatMap((block) => (block.type === "tool_use" ? [block] : []));
  return {
    text: content.map((block) => (block.type === "text" ? block.text : "")).join(""),
    ...(calls.length > 0 && {
      calls: calls.map(({ name, input }) => [name, argumentsOf(input)]),
      ...idsOf(calls.map(({ id }) => id)),
    }),
    ...reasonOf(stop_reason),
    ...(usage && usageOf(usage.input_tokens, usage.output_tokens)),
  };
}

/** Calls have no ids here. */
function geminiSeen(answers: readonly GenerateContentResponse[]): Seen {
  const calls = answers.flatMap((answer) => answer.functionCalls ?? []);
  const reason = answers.flatMap((answer) => answer.candidates?.[0]?.finishReason ?? []).at(-1);
  const usage = answers.flatMap((answer) => answer.usageMetadata ?? []).at(-1);
  return {
    text: answers.map((answer) => answer.text ?? "").join(""),
    ...(calls.length > 0 && { calls: calls.map(({ name, args }) => [name, argumentsOf(args)]) }),
    ...reasonOfCalls(reason, calls),
    ...(usage && usageOf(usage.promptTokenCount, usage.candidatesTokenCount)),
  };
}

/** Nor here, for long. */
function ollamaSeen(answers: readonly ChatResponse[]): Seen {
  const calls = answers.flatMap(({ message }) => message.tool_calls ?? []);
  const last = answers.at(-1);
  return {
    text: answers.map(({ message }) => message.content ?? "").join(""),
    ...(calls.length > 0 && {
      calls: calls.map((call) => [call.function.name, argumentsOf(call.function.arguments)]),
    }),
    ...reasonOfCalls(last?.done_reason, calls),
    ...(last && usageOf(last.prompt_eval_count, last.eval_count)),
  };
}
