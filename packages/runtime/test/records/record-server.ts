import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "@kei/registry";
import { serve } from "../support/loopback.ts";
import { isObject, type Json } from "./shape.ts";
import type { Script, ScriptedError, StrictWire } from "./strict-wire.ts";

/** A request as it arrived. */
export interface Arrived {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  readonly body: Json;
  readonly model: string;
  readonly stream: boolean;
}

/** A provider on this machine, which refuses whatever its documentation does not have. */
export interface RecordServer {
  /** The provider's endpoint, moved here: its path is kept. */
  readonly endpoint: string;
  readonly requests: readonly Arrived[];
  /** What was wrong with the requests; each of them was refused. */
  readonly problems: readonly string[];
  /** The next answer; the last one is given again and again. */
  answer(...answers: readonly (Script | ScriptedError)[]): void;
}

/** Headers that HTTP itself needs, and those that fetch and node:http add. */
const PLAIN_HEADERS = [
  "host",
  "connection",
  "content-type",
  "content-length",
  "accept",
  "accept-encoding",
  "accept-language",
  "sec-fetch-mode",
  "user-agent",
];

export async function serveRecord(
  provider: Provider,
  wire: StrictWire,
  key: string,
): Promise<RecordServer> {
  const requests: Arrived[] = [];
  const problems: string[] = [];
  const issued: Script[] = [];
  let answers: readonly (Script | ScriptedError)[] = [];
  const { pathname } = new URL(provider.endpoint);

  const answer = (arrived: Arrived, request: IncomingMessage, response: ServerResponse) => {
    const { model, stream } = arrived;
    const found = [
      ...checkHttp(request, arrived, wire.headers(key)),
      ...wire.check(arrived.body, { model, stream, issued }),
    ];
    const target = wire.target(pathname, model, stream);
    if (arrived.path !== target) found.push(`went to ${arrived.path}, not ${target}`);
    if (found.length > 0) {
      problems.push(...found);
      send(response, 400, wire.refusal(found.join("; ")));
      return;
    }
    const next = answers.length > 1 ? answers[0] : answers.at(-1);
    answers = answers.length > 1 ? answers.slice(1) : answers;
    if (next === undefined) {
      problems.push("no answer is left");
      send(response, 500, wire.refusal("no answer is left"));
      return;
    }
    if ("status" in next) {
      send(response, next.status, next.body, next.headers);
      return;
    }
    issued.push(next);
    if (wire.requestIdHeader !== undefined) response.setHeader(wire.requestIdHeader, "req_1");
    if (wire.closes) {
      response.shouldKeepAlive = false;
      response.useChunkedEncodingByDefault = false;
    }
    if (!stream) {
      send(response, 200, wire.answer(next, model));
      return;
    }
    response.writeHead(200, { "content-type": wire.streamType });
    writeInPieces(response, wire.chunks(next, model, arrived.body).join(""));
  };

  const server = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const body = parse(text);
      const path = request.url ?? "";
      const { model, stream } = wire.asked(body, path);
      const { headers } = request;
      const arrived = { path, headers, text, body, model: String(model), stream };
      requests.push(arrived);
      answer(arrived, request, response);
    });
  });
  return {
    endpoint: server.url + pathname,
    requests,
    problems,
    answer(...next) {
      answers = next;
    },
  };
}

function parse(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function checkHttp(
  { method, headers }: IncomingMessage,
  { text }: Arrived,
  own: Readonly<Record<string, string>>,
): string[] {
  const problems: string[] = [];
  if (method !== "POST") problems.push(`the method is ${method}`);
  if (!/^application\/json(; *charset=utf-8)?$/i.test(headers["content-type"] ?? "")) {
    problems.push(`content-type is ${headers["content-type"]}`);
  }
  if (headers["content-length"] !== String(Buffer.byteLength(text))) {
    problems.push(`content-length is ${headers["content-length"]}`);
  }
  for (const [name, value] of Object.entries(own)) {
    if (headers[name] !== value) problems.push(`the header ${name} is missing or wrong`);
  }
  for (const name of Object.keys(headers)) {
    if (!PLAIN_HEADERS.includes(name) && !Object.hasOwn(own, name)) {
      problems.push(`the header ${name} has no business here`);
    }
  }
  return problems;
}

function send(
  response: ServerResponse,
  status: number,
  body: Json | string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const type = typeof body === "string" ? "text/plain" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

/** Cut where no event ends, each piece sent for itself. */
function writeInPieces(response: ServerResponse, text: string): void {
  const bytes = Buffer.from(text);
  const size = Math.max(7, Math.ceil(bytes.length / 9));
  const write = (from: number): void => {
    if (from >= bytes.length) response.end();
    else response.write(bytes.subarray(from, from + size), () => write(from + size));
  };
  write(0);
}
