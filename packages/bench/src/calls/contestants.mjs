// @ts-check
import http from "node:http";
import { PAYLOADS } from "./payloads.mjs";

/**
 * A client that is set up. Both give how long the text was that they got.
 *
 * @typedef {object} Peer
 * @property {() => Promise<number>} call
 * @property {(onText: () => void) => Promise<number>} stream
 */

/**
 * @typedef {object} ClientContestant
 * @property {string} name
 * @property {readonly Format[]} formats
 * @property {readonly string[]} packages What it imports, from where the worker runs.
 * @property {(load: (name: string) => Promise<any>, base: string, format: Format) => Promise<Peer>} setUp
 *
 * @typedef {import("./payloads.mjs").Format} Format
 */

const SYSTEM = "You are a helpful assistant.";
const PROMPT = "Tell me about the old clock.";
const MAX_TOKENS = 1024;
const KEY = "sk-bench-not-a-key";

/** @type {Readonly<Record<Format, string>>} */
const MODELS = {
  anthropic: "claude-haiku-4-5",
  openai: "gpt-5.4",
  google: "gemini-2.5-flash",
  ollama: "llama3.2",
};

const CHAT = [
  { role: "system", content: SYSTEM },
  { role: "user", content: PROMPT },
];

/** @type {Readonly<Record<Format, { headers: Record<string, string>, body: any }>>} */
const REQUESTS = {
  anthropic: {
    headers: { "x-api-key": KEY, "anthropic-version": "2023-06-01" },
    body: {
      model: MODELS.anthropic,
      max_tokens: MAX_TOKENS,
      messages: [{ role: "user", content: PROMPT }],
      system: SYSTEM,
    },
  },
  openai: {
    headers: { authorization: `Bearer ${KEY}` },
    body: { model: MODELS.openai, messages: CHAT, max_completion_tokens: MAX_TOKENS },
  },
  google: {
    headers: { "x-goog-api-key": KEY },
    body: {
      contents: [{ role: "user", parts: [{ text: PROMPT }] }],
      systemInstruction: { parts: [{ text: SYSTEM }] },
      generationConfig: { maxOutputTokens: MAX_TOKENS },
    },
  },
  ollama: {
    headers: {},
    body: { model: MODELS.ollama, messages: CHAT, options: { num_predict: MAX_TOKENS } },
  },
};

/**
 * @param {Format} format
 * @param {boolean} stream
 */
function requestOf(format, stream) {
  const { headers, body } = REQUESTS[format];
  const { path } = PAYLOADS[format];
  const isGoogle = format === "google";
  return {
    path: isGoogle && stream ? path.replace(":g", ":streamG").concat("?alt=sse") : path,
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    body: JSON.stringify(isGoogle ? body : { ...body, stream }),
  };
}

/** @type {Readonly<Record<Format, (answer: any) => string>>} */
const textOf = {
  anthropic: (answer) => answer.content[0].text,
  openai: (answer) => answer.choices[0].message.content,
  google: (answer) => answer.candidates[0].content.parts[0].text,
  ollama: (answer) => answer.message.content,
};

/** @type {Readonly<Record<Format, (value: any) => string | undefined>>} */
const deltaOf = {
  anthropic: (value) => (value.type === "content_block_delta" ? value.delta.text : undefined),
  openai: (value) => value.choices[0]?.delta.content,
  google: (value) => value.candidates[0].content.parts[0].text,
  ollama: (value) => value.message.content,
};

/** @type {Readonly<Record<Format, string>>} */
const ENDS = { anthropic: "\n\n", openai: "\n\n", google: "\r\n\r\n", ollama: "\n" };

/** @type {readonly Format[]} */
const ALL = ["anthropic", "openai", "google", "ollama"];

/** The least that fetch can do: no checks, no errors, lines that end as expected. */
const bareFetch = {
  name: "bare fetch",
  formats: ALL,
  packages: [],
  async setUp(_, base, format) {
    /** @param {boolean} stream */
    const send = (stream) => {
      const { path, headers, body } = requestOf(format, stream);
      return fetch(base + path, { method: "POST", headers, body });
    };
    const delta = deltaOf[format];
    const end = ENDS[format];
    const isLines = format === "ollama";
    return {
      async call() {
        const response = await send(false);
        if (!response.ok) throw new Error(`status ${response.status}`);
        return textOf[format](await response.json()).length;
      },
      async stream(onText) {
        const response = await send(true);
        const decoder = new TextDecoder();
        let length = 0;
        let rest = "";
        for await (const bytes of /** @type {any} */ (response.body)) {
          const text = rest + decoder.decode(bytes, { stream: true });
          let from = 0;
          for (let to = text.indexOf(end); to !== -1; to = text.indexOf(end, from)) {
            let start = from;
            from = to + end.length;
            if (!isLines) {
              // "event: …\n" before, "data: " always.
              if (text.charCodeAt(start) === 101) start = text.indexOf("\n", start) + 1;
              start += 6;
            }
            const json = text.slice(start, to);
            if (json === "[DONE]") continue;
            const word = delta(JSON.parse(json));
            if (word) {
              length += word.length;
              onText();
            }
          }
          rest = text.slice(from);
        }
        return length;
      },
    };
  },
};

/** The least that node:http can do; of streams, without looking into them. */
const bareHttp = {
  name: "bare node:http",
  formats: ALL,
  packages: [],
  async setUp(_, base, format) {
    const { hostname, port, pathname } = new URL(base);
    const agent = new http.Agent({ keepAlive: true });
    /**
     * @param {boolean} stream
     * @returns {Promise<import("node:http").IncomingMessage>}
     */
    const send = (stream) =>
      new Promise((resolve, reject) => {
        const { path, headers, body } = requestOf(format, stream);
        const request = http.request(
          {
            hostname,
            port,
            path: pathname + path,
            method: "POST",
            agent,
            headers: { ...headers, "content-length": Buffer.byteLength(body) },
          },
          resolve,
        );
        request.on("error", reject);
        request.end(body);
      });
    return {
      async call() {
        const response = await send(false);
        const body = await new Promise((resolve, reject) => {
          /** @type {Buffer[]} */
          const chunks = [];
          response.on("data", (chunk) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => resolve(Buffer.concat(chunks).toString()));
        });
        return textOf[format](JSON.parse(body)).length;
      },
      stream() {
        throw new Error("is not compared");
      },
    };
  },
};

/**
 * @param {string} name
 * @param {(load: (name: string) => Promise<any>) => Promise<object>} transportOptions
 * @returns {ClientContestant}
 */
const kei = (name, transportOptions) => ({
  name,
  formats: ALL,
  packages: [],
  async setUp(load, base, format) {
    const provider = format === "ollama" ? "ollama-local" : format;
    const factory = (await load(`@kei/runtime/${provider}`))[
      format === "ollama" ? "ollamaLocal" : format
    ];
    const { path } = PAYLOADS[format];
    const client = factory({
      endpoint: base + (format === "google" ? "/v1beta/models" : path),
      apiKey: KEY,
      // The provider's own limit would be reached at once.
      limiter: false,
      ...(await transportOptions(load)),
    });
    const request = {
      model: { unsafeModel: MODELS[format] },
      system: SYSTEM,
      messages: [{ role: "user", content: PROMPT }],
      maxOutputTokens: MAX_TOKENS,
    };
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
});

const keiFetch = kei("kei over fetch", async () => ({}));

const keiNode = kei("kei over node:http", async (load) => ({
  transport: (await load("@kei/runtime/node")).createNodeTransport(),
}));

/** @type {ClientContestant} */
const anthropicSdk = {
  name: "@anthropic-ai/sdk",
  formats: ["anthropic"],
  packages: ["@anthropic-ai/sdk"],
  async setUp(load, base) {
    const { default: Anthropic } = await load("@anthropic-ai/sdk");
    const client = new Anthropic({ baseURL: base, apiKey: KEY, maxRetries: 0 });
    const { body } = REQUESTS.anthropic;
    return {
      call: async () => (await client.messages.create(body)).content[0].text.length,
      stream: async (onText) =>
        await countTexts(
          await client.messages.create({ ...body, stream: true }),
          deltaOf.anthropic,
          onText,
        ),
    };
  },
};

/** @type {ClientContestant} */
const openaiSdk = {
  name: "openai",
  formats: ["openai"],
  packages: ["openai"],
  async setUp(load, base) {
    const { default: OpenAI } = await load("openai");
    const client = new OpenAI({ baseURL: `${base}/v1`, apiKey: KEY, maxRetries: 0 });
    const { body } = REQUESTS.openai;
    return {
      call: async () =>
        (await client.chat.completions.create(body)).choices[0].message.content.length,
      stream: async (onText) =>
        await countTexts(
          await client.chat.completions.create({ ...body, stream: true }),
          deltaOf.openai,
          onText,
        ),
    };
  },
};

/** @type {ClientContestant} */
const googleSdk = {
  name: "@google/genai",
  formats: ["google"],
  packages: ["@google/genai"],
  async setUp(load, base) {
    const { GoogleGenAI } = await load("@google/genai");
    const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: base } });
    const request = {
      model: MODELS.google,
      contents: PROMPT,
      config: { systemInstruction: SYSTEM, maxOutputTokens: MAX_TOKENS },
    };
    return {
      call: async () => (await client.models.generateContent(request)).text.length,
      stream: async (onText) =>
        await countTexts(
          await client.models.generateContentStream(request),
          ({ text }) => text,
          onText,
        ),
    };
  },
};

/** @type {ClientContestant} */
const ollamaSdk = {
  name: "ollama",
  formats: ["ollama"],
  packages: ["ollama"],
  async setUp(load, base) {
    const { Ollama } = await load("ollama");
    const client = new Ollama({ host: base });
    const { body } = REQUESTS.ollama;
    return {
      call: async () => (await client.chat(body)).message.content.length,
      stream: async (onText) =>
        await countTexts(await client.chat({ ...body, stream: true }), deltaOf.ollama, onText),
    };
  },
};

/** @type {ClientContestant} */
const aiSdk = {
  name: "AI SDK",
  formats: ["anthropic", "openai"],
  packages: ["ai", "@ai-sdk/anthropic", "@ai-sdk/openai"],
  async setUp(load, base, format) {
    const { generateText, streamText } = await load("ai");
    const options = { baseURL: `${base}/v1`, apiKey: KEY };
    const model =
      format === "anthropic"
        ? (await load("@ai-sdk/anthropic")).createAnthropic(options)(MODELS.anthropic)
        : (await load("@ai-sdk/openai")).createOpenAI(options).chat(MODELS.openai);
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

/**
 * @template Value
 * @param {AsyncIterable<Value>} values
 * @param {(value: Value) => string | undefined} text
 * @param {() => void} onText
 */
async function countTexts(values, text, onText) {
  let length = 0;
  for await (const value of values) {
    const word = text(value);
    if (!word) continue;
    length += word.length;
    onText();
  }
  return length;
}

/** @type {readonly ClientContestant[]} */
export const CONTESTANTS = [
  /** @type {ClientContestant} */ (bareFetch),
  /** @type {ClientContestant} */ (bareHttp),
  keiFetch,
  keiNode,
  anthropicSdk,
  openaiSdk,
  googleSdk,
  ollamaSdk,
  aiSdk,
];
