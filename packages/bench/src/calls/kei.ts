import type { ChatRequest, ClientOptions, Reply, StreamEvent } from "@kei/runtime";
import type { Contestant } from "./contestant.ts";
import { FORMATS, type Format, PAYLOADS } from "./payloads.ts";
import { KEY, MAX_TOKENS, MODELS, PROMPT, SYSTEM } from "./requests.ts";

/** What is used of a client here, whichever provider it is of. */
interface Client {
  chat(request: Request): Promise<Reply>;
  stream(request: Request): AsyncIterable<StreamEvent>;
}

/** Of a model that no list has. */
type Request = ChatRequest<never, undefined, undefined>;

type Create = (options: ClientOptions) => Client;

/** A client's module is loaded by who measures it, and by nobody else. */
const LOADERS: Readonly<Record<Format, () => Promise<Create>>> = {
  anthropic: async () => (await import("@kei/runtime/anthropic")).anthropic,
  openai: async () => (await import("@kei/runtime/openai")).openai,
  google: async () => (await import("@kei/runtime/google")).google,
  ollama: async () => (await import("@kei/runtime/ollama-local")).ollamaLocal,
};

function contestant(name: string, transport: () => Promise<ClientOptions>): Contestant {
  return {
    name,
    formats: FORMATS,
    packages: [],
    async setUp(base, format) {
      const create = await LOADERS[format]();
      const { path } = PAYLOADS[format];
      const client = create({
        endpoint: base + (format === "google" ? "/v1beta/models" : path),
        ...(format !== "ollama" && { apiKey: KEY }),
        // The provider's own limit would be reached at once.
        limiter: false,
        ...(await transport()),
      });
      const request = {
        model: { unsafeModel: MODELS[format] },
        system: SYSTEM,
        messages: [{ role: "user", content: PROMPT }],
        maxOutputTokens: MAX_TOKENS,
      } as const;
      return {
        call: async () => (await client.chat(request)).text.length,
        async stream(onText) {
          let length = 0;
          for await (const event of client.stream(request)) {
            if (event.type !== "text") continue;
            length += event.text.length;
            onText();
          }
          return length;
        },
      };
    },
  };
}

export const kei: readonly Contestant[] = [
  contestant("kei over fetch", async () => ({})),
  contestant("kei over node:http", async () => ({
    transport: (await import("@kei/runtime/node")).createNodeTransport(),
  })),
];
