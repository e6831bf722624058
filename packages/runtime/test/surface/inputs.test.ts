import { describe, expect, it } from "vitest";
import type { ChatRequest, Message } from "../../src/chat/request.ts";
import { createClient } from "../../src/create-client.ts";
import { unsafeModel } from "../../src/index.ts";

type Vendor = "openai" | "responses" | "anthropic" | "google" | "ollama-local";

const PDF = { type: "file", data: "JVBERi0=", mediaType: "application/pdf" } as const;

async function send(vendor: Vendor, messages: readonly Message[]): Promise<object> {
  const protocol = vendor === "responses" ? "openai-responses" : undefined;
  const client = createClient((protocol === undefined ? vendor : "openai") as "openai", {
    protocol,
    hooks: { onWarning: () => {} },
  });
  const request = { model: unsafeModel("m"), messages } as ChatRequest<never>;
  return (await client.preview(request)).body as object;
}

const said = (...content: Extract<Message, { role: "user" }>["content"] & object) =>
  [{ role: "user", content }] as const;

/** The answer of a tool to a call of it. */
const result = (...content: Extract<Message, { role: "tool" }>["content"] & object): Message[] => [
  { role: "user", content: "Read it." },
  {
    role: "assistant",
    content: [{ type: "tool-call", id: "abcdefghi", name: "read", arguments: {} }],
  },
  { role: "tool", toolCallId: "abcdefghi", content },
];

async function refusal(sending: Promise<unknown>): Promise<string> {
  try {
    await sending;
  } catch (thrown) {
    return (thrown as Error).message;
  }
  throw new Error("it was not refused");
}

describe("M12: files that a tool gives", () => {
  const messages = result({ type: "text", text: "Here." }, PDF);

  it("go to those who take them", async () => {
    expect(await send("anthropic", messages)).toMatchObject({
      messages: [
        {},
        {},
        {
          content: [
            {
              type: "tool_result",
              content: [
                { type: "text", text: "Here." },
                { type: "document", source: { type: "base64", data: PDF.data } },
              ],
            },
          ],
        },
      ],
    });
    expect(await send("google", messages)).toMatchObject({
      contents: [
        {},
        {},
        {
          parts: [
            { functionResponse: { response: { output: "Here." } } },
            { inlineData: { mimeType: "application/pdf", data: PDF.data } },
          ],
        },
      ],
    });
    expect(await send("responses", messages)).toMatchObject({
      input: [
        {},
        {},
        {
          type: "function_call_output",
          output: [
            { type: "input_text", text: "Here." },
            { type: "input_file", file_data: `data:application/pdf;base64,${PDF.data}` },
          ],
        },
      ],
    });
  });

  it.each<[Vendor, string]>([
    ["openai", "openai: chat completions do not take files in the result of a tool"],
    ["ollama-local", "ollama-local: messages[2].content[1] (file) is not supported by ollama-chat"],
  ])("%s refuses them before sending", async (vendor, message) => {
    expect(await refusal(send(vendor, messages))).toBe(message);
  });
});

describe("M13: files at the provider, and addresses", () => {
  const file = { type: "file", fileId: "file-1", mediaType: "application/pdf" } as const;
  const image = { type: "image", fileId: "file-2" } as const;

  it.each<[Vendor, object]>([
    ["openai", { messages: [{ content: [{ type: "file", file: { file_id: "file-1" } }] }] }],
    ["responses", { input: [{ content: [{ type: "input_file", file_id: "file-1" }] }] }],
    [
      "anthropic",
      {
        messages: [
          { content: [{ type: "document", source: { type: "file", file_id: "file-1" } }] },
        ],
      },
    ],
  ])("a file by its id at %s", async (vendor, body) => {
    expect(await send(vendor, said(file))).toMatchObject(body);
  });

  it.each<[Vendor, object]>([
    ["responses", { input: [{ content: [{ type: "input_image", file_id: "file-2" }] }] }],
    [
      "anthropic",
      { messages: [{ content: [{ type: "image", source: { type: "file", file_id: "file-2" } }] }] },
    ],
  ])("an image by its id at %s", async (vendor, body) => {
    expect(await send(vendor, said(image))).toMatchObject(body);
  });

  it("Google Cloud's storage at Google, and nowhere else", async () => {
    const film = { type: "file", url: "gs://bucket/a.mp4", mediaType: "video/mp4" } as const;
    expect(await send("google", said(film))).toMatchObject({
      contents: [{ parts: [{ fileData: { mimeType: "video/mp4", fileUri: film.url } }] }],
    });
    const pdf = { type: "file", url: "gs://bucket/a.pdf", mediaType: "application/pdf" } as const;
    expect(await refusal(send("anthropic", said(pdf)))).toBe(
      "anthropic: messages[0].content[0].url must be http: or https:; bytes go into data",
    );
  });

  it.each<[Vendor, object, string]>([
    ["google", file, "fileId is not supported by gemini-generate-content; use url"],
    ["openai", image, "fileId is not supported by openai-chat; use url"],
    ["anthropic", { ...file, fileId: "" }, "fileId must be a text, not empty"],
  ])("%s refuses %j", async (vendor, part, message) => {
    expect(await refusal(send(vendor, said(part as never)))).toBe(
      `${vendor}: messages[0].content[0].${message}`,
    );
  });

  it("a part is given in one way", async () => {
    for (const part of [
      { ...file, data: "AAAA" },
      { ...file, fileId: undefined },
    ]) {
      expect(await refusal(send("anthropic", said(part as never)))).toBe(
        "anthropic: messages[0].content[0] must be given by one of data, url and fileId",
      );
    }
  });
});

describe("M14: sounds", () => {
  it.each([
    ["audio/wav", "wav"],
    ["audio/mpeg", "mp3"],
  ])("%s at OpenAI", async (mediaType, format) => {
    expect(await send("openai", said({ type: "file", data: "AAAA", mediaType }))).toMatchObject({
      messages: [{ content: [{ type: "input_audio", input_audio: { data: "AAAA", format } }] }],
    });
  });

  it("at Gemini", async () => {
    const sound = { type: "file", data: "AAAA", mediaType: "audio/ogg" } as const;
    expect(await send("google", said(sound))).toMatchObject({
      contents: [{ parts: [{ inlineData: { mimeType: "audio/ogg", data: "AAAA" } }] }],
    });
    expect(await refusal(send("openai", said(sound)))).toContain(
      "messages[0].content[0].mediaType audio/ogg is not supported by openai-chat; use application/pdf, audio/wav",
    );
  });
});
