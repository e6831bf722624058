import type { Contestant } from "./contestant.ts";
import { countTexts } from "./contestant.ts";
import { BODIES, KEY, MAX_TOKENS, MODELS, PROMPT, SYSTEM } from "./requests.ts";

const anthropicSdk: Contestant = {
  name: "@anthropic-ai/sdk",
  formats: ["anthropic"],
  packages: [],
  async setUp(base) {
    const { Anthropic } = await import("@anthropic-ai/sdk");
    const client = new Anthropic({ baseURL: base, apiKey: KEY, maxRetries: 0 });
    return {
      async call() {
        const [block] = (await client.messages.create(BODIES.anthropic)).content;
        return block?.type === "text" ? block.text.length : 0;
      },
      async stream(onText) {
        const events = await client.messages.create({ ...BODIES.anthropic, stream: true });
        return await countTexts(
          events,
          (event) =>
            event.type === "content_block_delta" && event.delta.type === "text_delta"
              ? event.delta.text
              : undefined,
          onText,
        );
      },
    };
  },
};

const openaiSdk: Contestant = {
  name: "openai",
  formats: ["openai"],
  packages: [],
  async setUp(base) {
    const { OpenAI } = await import("openai");
    const client = new OpenAI({ baseURL: `${base}/v1`, apiKey: KEY, maxRetries: 0 });
    return {
      async call() {
        const [choice] = (await client.chat.completions.create(BODIES.openai)).choices;
        return choice?.message.content?.length ?? 0;
      },
      async stream(onText) {
        const chunks = await client.chat.completions.create({ ...BODIES.openai, stream: true });
        return await countTexts(chunks, ({ choices }) => choices[0]?.delta.content, onText);
      },
    };
  },
};

const googleSdk: Contestant = {
  name: "@google/genai",
  formats: ["google"],
  packages: [],
  async setUp(base) {
    const { GoogleGenAI } = await import("@google/genai");
    const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: base } });
    const request = {
      model: MODELS.google,
      contents: PROMPT,
      config: { systemInstruction: SYSTEM, maxOutputTokens: MAX_TOKENS },
    };
    return {
      call: async () => (await client.models.generateContent(request)).text?.length ?? 0,
      async stream(onText) {
        const answers = await client.models.generateContentStream(request);
        return await countTexts(answers, ({ text }) => text, onText);
      },
    };
  },
};

const ollamaSdk: Contestant = {
  name: "ollama",
  formats: ["ollama"],
  packages: [],
  async setUp(base) {
    const { Ollama } = await import("ollama");
    const client = new Ollama({ host: base });
    return {
      call: async () => (await client.chat(BODIES.ollama)).message.content.length,
      async stream(onText) {
        const answers = await client.chat({ ...BODIES.ollama, stream: true });
        return await countTexts(answers, ({ message }) => message.content, onText);
      },
    };
  },
};

/** What is used of the AI SDK here. Its packages are no dependencies of this one. */
interface AiSdk {
  generateText(request: object): Promise<{ readonly text: string }>;
  streamText(request: object): { readonly textStream: AsyncIterable<string> };
}

interface AiSdkProviders {
  createAnthropic(options: object): (model: string) => object;
  createOpenAI(options: object): { chat(model: string): object };
}

const aiSdk: Contestant = {
  name: "AI SDK",
  formats: ["anthropic", "openai"],
  packages: ["ai", "@ai-sdk/anthropic", "@ai-sdk/openai"],
  async setUp(base, format, load) {
    const { generateText, streamText } = (await load("ai")) as AiSdk;
    const providers = (await load(`@ai-sdk/${format}`)) as AiSdkProviders;
    const options = { baseURL: `${base}/v1`, apiKey: KEY };
    const model =
      format === "anthropic"
        ? providers.createAnthropic(options)(MODELS.anthropic)
        : providers.createOpenAI(options).chat(MODELS.openai);
    Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
    const request = {
      model,
      messages: [{ role: "user", content: PROMPT }],
      maxOutputTokens: MAX_TOKENS,
      maxRetries: 0,
    };
    return {
      call: async () => (await generateText(request)).text.length,
      stream: (onText) => countTexts(streamText(request).textStream, (text) => text, onText),
    };
  },
};

/** What others call providers with. */
export const sdks: readonly Contestant[] = [anthropicSdk, openaiSdk, googleSdk, ollamaSdk, aiSdk];
