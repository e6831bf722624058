import http, { type IncomingMessage } from "node:http";
import type { Contestant } from "./contestant.ts";
import { FORMATS, type Format } from "./payloads.ts";
import { requestOf } from "./requests.ts";

/** The parts of answers that are read here, of all formats. */
interface Answer {
  readonly content: readonly [{ readonly text: string }];
  readonly choices: readonly [{ readonly message: { readonly content: string } }];
  readonly candidates: readonly [Candidate];
  readonly message: { readonly content: string };
}

interface Candidate {
  readonly content: { readonly parts: readonly [{ readonly text: string }] };
}

const textOf: Readonly<Record<Format, (answer: Answer) => string>> = {
  anthropic: (answer) => answer.content[0].text,
  openai: (answer) => answer.choices[0].message.content,
  google: (answer) => answer.candidates[0].content.parts[0].text,
  ollama: (answer) => answer.message.content,
};

/** The same of events. */
interface Delta {
  readonly type: string;
  readonly delta: { readonly text: string };
  readonly choices: readonly { readonly delta: { readonly content?: string } }[];
  readonly candidates: readonly [Candidate];
  readonly message: { readonly content: string };
}

const deltaOf: Readonly<Record<Format, (value: Delta) => string | undefined>> = {
  anthropic: (value) => (value.type === "content_block_delta" ? value.delta.text : undefined),
  openai: (value) => value.choices[0]?.delta.content,
  google: (value) => value.candidates[0].content.parts[0].text,
  ollama: (value) => value.message.content,
};

const ENDS: Readonly<Record<Format, string>> = {
  anthropic: "\n\n",
  openai: "\n\n",
  google: "\r\n\r\n",
  ollama: "\n",
};

/** The least that fetch can do: no checks, no errors, lines that end as expected. */
const bareFetch: Contestant = {
  name: "bare fetch",
  formats: FORMATS,
  packages: [],
  setUp(base, format) {
    const send = (stream: boolean) => {
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
        return textOf[format]((await response.json()) as Answer).length;
      },
      async stream(onText) {
        const response = await send(true);
        const decoder = new TextDecoder();
        let length = 0;
        let rest = "";
        for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
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
const bareHttp: Contestant = {
  name: "bare node:http",
  formats: FORMATS,
  packages: [],
  setUp(base, format) {
    const { hostname, port, pathname } = new URL(base);
    const agent = new http.Agent({ keepAlive: true });
    const send = (stream: boolean): Promise<IncomingMessage> =>
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
        const body = await new Promise<string>((resolve, reject) => {
          const chunks: Buffer[] = [];
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

export const bare: readonly Contestant[] = [bareFetch, bareHttp];
