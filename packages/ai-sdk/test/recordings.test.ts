import "./support/fixed-day.ts";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type {
  LanguageModelV4Content,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from "@ai-sdk/provider";
import { createClient } from "@kei/runtime";
import type { Client, KeiError, PartialReply, ReplyPart } from "@kei/runtime/core";
import { convertReadableStreamToArray } from "ai/test";
import { describe, expect, it } from "vitest";
import { createKei, unsafeModel } from "../src/core.ts";
import { toMessages } from "../src/request/to-messages.ts";
import { wellFormed } from "./support/well-formed.ts";

const FOLDERS = ["wire", "wire-responses"].map((name) =>
  resolve(import.meta.dirname, "../../../../shared", name),
);
const isThere = FOLDERS.every((folder) => existsSync(folder));
if (!isThere) console.log(`skipped: no recorded exchanges in ${FOLDERS.join(" and ")}`);

/** The client that reads answers of a protocol, as recordings name it, and how it is set up. */
const CLIENTS = {
  anthropic_messages: { provider: "anthropic" },
  openai_chat: { provider: "openai", protocol: "openai-chat" },
  openai_responses: { provider: "openai", protocol: "openai-responses" },
  gemini_generate: { provider: "google" },
  ollama_chat: { provider: "ollama-local" },
} as const;

interface Recording {
  readonly name: string;
  readonly protocol: keyof typeof CLIENTS;
  readonly response: {
    readonly status: number;
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
  };
}

const paths = (isThere ? FOLDERS : []).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name)),
);
const recordings = paths
  .map(
    (path): Recording => ({
      ...JSON.parse(readFileSync(path, "utf8")),
      name: path.split("/").slice(-2).join("/"),
    }),
  )
  .filter(({ protocol, response }) => protocol in CLIENTS && response?.status === 200);

const prompt: LanguageModelV4Prompt = [{ role: "user", content: [{ type: "text", text: "Hi" }] }];
const messages = [{ role: "user", content: "Hi" }] as const;

function clientOf({ protocol, response }: Recording): Client {
  const { provider, ...more } = CLIENTS[protocol];
  const fetch = async () => new Response(response.body, { headers: headersOf(response) });
  return createClient(provider, {
    ...(provider !== "ollama-local" && { apiKey: "k" }),
    ...more,
    fetch,
    limiter: false,
    retry: { max: 0 },
    hooks: { onWarning() {} },
  }) as unknown as Client;
}

function headersOf({ headers }: Recording["response"]): Record<string, string> {
  const type = headers["content-type"];
  return type === undefined ? {} : { "content-type": type };
}

/** The answer's parts as its stream tells them. */
function contentOf(parts: readonly LanguageModelV4StreamPart[]): LanguageModelV4Content[] {
  const content: LanguageModelV4Content[] = [];
  const blocks = new Map<string, Extract<LanguageModelV4Content, { type: "text" | "reasoning" }>>();
  for (const part of parts) {
    switch (part.type) {
      case "text-start":
      case "reasoning-start": {
        const type = part.type === "text-start" ? "text" : "reasoning";
        const block = { type, text: "" } as const;
        blocks.set(part.id, block);
        content.push(block);
        break;
      }
      case "text-delta":
      case "reasoning-delta": {
        const block = blocks.get(part.id);
        if (block !== undefined) block.text += part.delta;
        break;
      }
      case "text-end":
      case "reasoning-end": {
        const { id, providerMetadata } = part;
        if (providerMetadata !== undefined)
          Object.assign(blocks.get(id) ?? {}, { providerMetadata });
        break;
      }
      case "tool-call":
      case "file":
      case "custom":
        content.push(part);
    }
  }
  return content;
}

/** What goes back to the provider of these parts, as the AI SDK hands them on. */
function goesBack(content: readonly LanguageModelV4Content[]): readonly ReplyPart[] {
  const returned = content.filter(({ type }) => type !== "source");
  const parts = returned.map(({ providerMetadata, ...part }) => ({
    ...part,
    ...(part.type === "tool-call" && { input: parsed(part.input) }),
    providerOptions: providerMetadata,
  }));
  const message = { role: "assistant", content: parts } as LanguageModelV4Prompt[number];
  return inOrder(
    toMessages([message], [], (warning) => expect.unreachable(JSON.stringify(warning))).messages[0]
      ?.content,
  );
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}

/** Streams tell calls last. What has no text and says nothing goes back as nothing. */
function inOrder(content: unknown): ReplyPart[] {
  const parts = (content as ReplyPart[]).filter(
    (part) => part.type !== "text" || part.text !== "" || part.signature !== undefined,
  );
  const isCall = ({ type }: ReplyPart) => type === "tool-call";
  return [...parts.filter((part) => !isCall(part)), ...parts.filter(isCall)];
}

describe.runIf(isThere)("recorded answers", () => {
  it("are there of each protocol", () => {
    const found = new Set(recordings.map(({ protocol }) => protocol));
    expect([...found].sort()).toEqual(Object.keys(CLIENTS).sort());
  });

  it.each(recordings.map((recording) => [recording.name, recording] as const))(
    "%s: a stream is well-formed, and goes back as the answer that it is",
    async (_, recording) => {
      const client = clientOf(recording);
      const model = createKei({ clients: { it: client } })(unsafeModel("it/m"));
      const stream = client.stream({ model: unsafeModel("m"), messages });
      const whole = await stream.result().catch((error: KeiError) => error);
      const opened = await Promise.resolve(model.doStream({ prompt })).catch(
        (error: unknown) => error as Error,
      );
      if (opened instanceof Error) {
        expect(whole).toBeInstanceOf(Error);
        return;
      }
      const parts = await convertReadableStreamToArray(opened.stream);
      wellFormed(parts);
      const broke = parts.some(({ type }) => type === "error");
      expect(broke).toBe(whole instanceof Error);
      const reply: PartialReply | undefined = whole instanceof Error ? whole.partialReply : whole;
      const content = contentOf(parts);
      const textOf = (type: string) =>
        content.map((part) => (part.type === type && "text" in part ? part.text : "")).join("");
      expect(textOf("text")).toContain(reply?.text ?? "");
      expect(textOf("reasoning")).toBe(reply?.reasoning ?? "");
      if (!broke) expect(goesBack(content)).toEqual(inOrder(reply?.content));
    },
  );

  const wholes = recordings.filter(({ response: { body } }) => body.trimStart().startsWith("{"));

  it.each(wholes.map((recording) => [recording.name, recording] as const))(
    "%s: goes back as the answer that it is",
    async (_, recording) => {
      const client = clientOf(recording);
      const model = createKei({ clients: { it: client } })(unsafeModel("it/m"));
      const reply = await client
        .chat({ model: unsafeModel("m"), messages })
        .catch((error: KeiError) => error);
      const result = await Promise.resolve(model.doGenerate({ prompt })).catch(
        (error: unknown) => error as Error,
      );
      expect(result instanceof Error).toBe(reply instanceof Error);
      if (result instanceof Error || reply instanceof Error) return;
      expect(goesBack(result.content)).toEqual(inOrder(reply.content));
    },
  );
});
