import { KeiError } from "../../src/chat/errors.ts";
import type { Reply } from "../../src/chat/reply.ts";
import { unsafeModel } from "../../src/chat/request.ts";
import type { Client } from "../../src/client/client.ts";
import { anthropic } from "../../src/gen/anthropic.gen.ts";
import { google } from "../../src/gen/google.gen.ts";
import { ollamaLocal } from "../../src/gen/ollama-local.gen.ts";
import { openai } from "../../src/gen/openai.gen.ts";
import type { Vendor } from "./ask-sdks.ts";
import { idsOf, type Seen } from "./shape.ts";

const CREATE = { openai, anthropic, google, ollama: ollamaLocal };

const PATHS: Readonly<Record<Vendor, string>> = {
  openai: "/v1/chat/completions",
  anthropic: "/v1/messages",
  google: "/v1beta/models",
  ollama: "/api/chat",
};

/** What a program sees that uses a client of ours. */
export async function askOurs(vendor: Vendor, url: string, streamed: boolean): Promise<Seen> {
  const client: Client = CREATE[vendor]({
    endpoint: url + PATHS[vendor],
    ...(vendor !== "ollama" && { apiKey: "sk-test-0123456789" }),
    limiter: false,
    retry: { max: 0 },
    hooks: { onWarning: () => {} },
  });
  const request = {
    model: unsafeModel("m"),
    messages: [{ role: "user", content: "Hello" }],
    maxOutputTokens: 100,
  } as const;
  let told = "";
  try {
    if (!streamed) return seenOf(await client.chat(request));
    const stream = client.stream(request);
    for await (const event of stream) if (event.type === "text") told += event.text;
    const reply = await stream.result();
    if (reply.text !== told) throw new Error("the reply has another text than the events");
    return seenOf(reply);
  } catch (error) {
    if (!(error instanceof KeiError)) throw error;
    const { code, message, partialReply } = error;
    const text = partialReply?.text ?? "";
    if (streamed && text !== told) throw new Error("the error has another text than the events");
    return { text, error: { code, message } };
  }
}

function seenOf({ text, refusal, toolCalls, finishReason, usage }: Reply): Seen {
  return {
    text,
    ...(refusal !== undefined && { refusal }),
    ...(toolCalls.length > 0 && {
      calls: toolCalls.map((call) => [call.name, call.invalidArguments ?? call.arguments]),
      ...idsOf(toolCalls.map(({ id }) => id)),
    }),
    reason: finishReason,
    ...(usage !== undefined && { usage: [usage.inputTokens, usage.outputTokens] }),
  };
}
