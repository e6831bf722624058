import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { type Answers, answersOf } from "./provider-answers.ts";

/** A server on this machine that answers as providers do. */
export interface ProviderServer {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Answers `POST /<scenario>/<id>/<path of the provider's API>` as the scenario says, for pages of any
 * origin. `GET /arrived/<id>` and `GET /closed/<id>` answer `yes` once a request of that id was read,
 * and once its connection was closed before its answer was complete; `GET /count/<id>` says how many
 * requests of that id there were, and `GET /cut/<id>` breaks the connection of the one that is open.
 */
export async function startProviderServer(): Promise<ProviderServer> {
  const arrivals = createMilestones();
  const closings = createMilestones();
  const open = new Map<string, ServerResponse>();

  return await listen(async (request, response) => {
    const [, scenario = "", id = "", ...rest] = (request.url ?? "").split("/");
    allowPages(request, response);
    if (request.method === "OPTIONS") {
      response.writeHead(204).end();
    } else if (request.method === "GET") {
      if (scenario === "count") response.end(String(arrivals.count(id)));
      else if (scenario === "cut") {
        open.get(id)?.destroy();
        response.end();
      } else {
        await (scenario === "arrived" ? arrivals : closings).wait(id);
        response.end("yes");
      }
    } else {
      const body = await readBody(request);
      const again = arrivals.count(id) > 0;
      open.set(id, response);
      response.on("close", () => {
        open.delete(id);
        if (!response.writableFinished) closings.reach(id);
      });
      arrivals.reach(id);
      if (!knowsKey(request)) {
        response.writeHead(401).end(JSON.stringify({ error: { message: "no such key" } }));
        return;
      }
      const answers = answersOf(`/${rest.join("/")}`, body);
      await answer(scenario, again, body, answers, response);
    }
  });
}

/** Servers that pages may call say so for every header that they use. */
function allowPages(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.origin === undefined) return;
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("access-control-expose-headers", "*");
  response.setHeader(
    "access-control-allow-headers",
    request.headers["access-control-request-headers"] ?? "",
  );
}

/** In the header of the provider; local servers ask for none. */
function knowsKey({ url = "", headers }: IncomingMessage): boolean {
  if (url.includes("/api/chat")) return true;
  const key =
    headers["x-api-key"] ??
    headers.authorization?.replace(/^Bearer /, "") ??
    headers["x-goog-api-key"];
  return key === "sk-canary-runtimes";
}

async function answer(
  scenario: string,
  again: boolean,
  body: string,
  answers: Answers,
  response: ServerResponse,
): Promise<void> {
  const { contentType } = answers;
  switch (scenario) {
    case "hello":
      await write(answers.text(TEXT), contentType, response);
      break;
    case "tools":
      await write(answers.toolCall("weather", { city: "Århus" }), contentType, response);
      break;
    case "output":
      await write(answers.text('{"name":"Goethe","born":1749}'), contentType, response);
      break;
    case "image":
      await write(answers.text(hashOfImage(body)), contentType, response);
      break;
    case "flaky":
      if (again) await write(answers.text(TEXT), contentType, response);
      else fail(response, 529, "overloaded_error");
      break;
    case "limited":
      response.setHeader("retry-after", "7");
      response.setHeader("x-request-id", "req_1");
      fail(response, 429, "rate_limit_exceeded");
      break;
    case "gzip":
      response.writeHead(200, { "content-type": contentType, "content-encoding": "gzip" });
      response.end(gzipSync(answers.text(TEXT)));
      break;
    case "moved":
      response.writeHead(302, { location: "/hello/1/v1/messages" }).end();
      break;
    case "endless":
      response.writeHead(200, { "content-type": contentType });
      response.write(answers.beginning("Once"));
      break;
    case "broken":
      response.destroy();
      break;
    case "silent":
      break;
    default:
      throw new Error(`there is no scenario ${scenario}`);
  }
}

const TEXT = "Grüße, 世界 👋";

function fail(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ type: "error", error: { type, code: type, message: "no" } }));
}

/** In pieces of seven bytes: also characters are torn apart. */
async function write(text: string, contentType: string, response: ServerResponse): Promise<void> {
  const bytes = Buffer.from(text);
  response.writeHead(200, { "content-type": contentType });
  for (let start = 0; start < bytes.length && !response.destroyed; start += 7) {
    if (!response.write(bytes.subarray(start, start + 7))) await once(response, "drain");
    await new Promise(setImmediate);
  }
  response.end();
}

/** Of the only long base64 that is in the body. */
function hashOfImage(body: string): string {
  const [base64 = ""] = /[A-Za-z0-9+/]{1000,}={0,2}/.exec(body) ?? [];
  return createHash("sha256").update(Buffer.from(base64, "base64")).digest("hex");
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Things that happen, and those who wait for the first time. */
function createMilestones() {
  const counts = new Map<string, number>();
  const waiting = new Map<string, () => void>();
  const count = (id: string) => counts.get(id) ?? 0;
  return {
    count,
    reach(id: string) {
      counts.set(id, count(id) + 1);
      waiting.get(id)?.();
    },
    async wait(id: string) {
      if (count(id) === 0) await new Promise<void>((resolve) => waiting.set(id, resolve));
    },
  };
}

/** A server on a port that the system gives; what the listener throws ends the connection. */
export async function listen(
  listener: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void,
): Promise<ProviderServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ keepAliveTimeout: 600_000 }, async (request, response) => {
    try {
      await listener(request, response);
    } catch (error) {
      response.destroy();
      if (!request.destroyed) console.error(error);
    }
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
