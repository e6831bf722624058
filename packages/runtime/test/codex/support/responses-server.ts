import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request of codex to its provider. */
export interface ResponsesRequest {
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: checked by what is expected of it
  readonly body: any;
}

/** How one request is answered. */
export type Script = (response: ServerResponse) => void;

export interface ResponsesServer {
  readonly url: string;
  readonly requests: ResponsesRequest[];
  /** Answers for the next requests, in order; the last one stays. */
  scripts: Script[];
  close(): Promise<void>;
}

/** OpenAI's Responses endpoint on the loopback, as far as codex asks for it. */
export async function createResponsesServer(): Promise<ResponsesServer> {
  const requests: ResponsesRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method !== "POST" || request.url !== "/v1/responses") {
      response.writeHead(404).end();
      return;
    }
    requests.push({
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString("utf8")),
    });
    const { scripts } = result;
    const script = scripts.length > 1 ? scripts.shift() : scripts[0];
    script?.(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const result: ResponsesServer = {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    scripts: [],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return result;
}

/** An error status with a body. */
export const status =
  (code: number, body: unknown): Script =>
  (response) => {
    response.writeHead(code, { "content-type": "application/json", "x-request-id": "req_abc" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

/** A stream of events; `open` leaves it open. */
export const events =
  (list: readonly { readonly type: string }[], open = false): Script =>
  (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const event of list) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    if (!open) response.end();
  };

export const created = { type: "response.created", response: { id: "resp_1" } };

export const message = (text: string) => ({
  type: "response.output_item.done",
  item: {
    type: "message",
    role: "assistant",
    id: "msg_1",
    content: [{ type: "output_text", text }],
  },
});

export const reasoning = (text: string) => ({
  type: "response.output_item.done",
  item: { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text }] },
});

export const completed = {
  type: "response.completed",
  response: {
    id: "resp_1",
    usage: {
      input_tokens: 1200,
      input_tokens_details: { cached_tokens: 200 },
      output_tokens: 34,
      output_tokens_details: { reasoning_tokens: 12 },
      total_tokens: 1234,
    },
  },
};

export const incomplete = (reason: string) => ({
  type: "response.incomplete",
  response: { id: "resp_1", incomplete_details: { reason } },
});

export const responseFailed = (code: string, text: string) => ({
  type: "response.failed",
  response: { id: "resp_1", error: { code, message: text } },
});
