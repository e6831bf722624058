import { createServer, type RequestListener, type Server } from "node:http";
import {
  type AddressInfo,
  createServer as createRawServer,
  type Server as RawServer,
  type Socket,
} from "node:net";
import { afterEach } from "vitest";
import type { TransportRequest, TransportResponse } from "../../src/transport/transport.ts";

/** A server of a test on this machine, closed when the test is over. */
export interface Loopback {
  readonly url: string;
  /** All connections that were ever made, in order. After an abort fetch may make one for nothing. */
  readonly connections: Socket[];
  close(): Promise<void>;
}

const open: Loopback[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** An HTTP server that keeps connections for as long as the test runs. */
export function serve(listener: RequestListener): Promise<Loopback> {
  const server = createServer({ keepAliveTimeout: 600_000 }, listener);
  return listen(server);
}

/** A server that says what it likes: `onRequest` gets each request's bytes once its body is there. */
export function serveRaw(
  onRequest: (socket: Socket, request: string, connection: number) => void,
): Promise<Loopback> {
  let count = 0;
  const server = createRawServer((socket) => {
    const connection = count;
    count += 1;
    let text = "";
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (end < 0 || text.length < end + 4 + length) return;
      const request = text;
      text = "";
      onRequest(socket, request, connection);
    });
  });
  return listen(server);
}

async function listen(server: Server | RawServer): Promise<Loopback> {
  const connections: Socket[] = [];
  server.on("connection", (socket: Socket) => connections.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const loopback: Loopback = {
    url: `http://127.0.0.1:${port}`,
    connections,
    async close() {
      for (const socket of connections) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
  open.push(loopback);
  return loopback;
}

/** Until the other end has closed a connection, and this one too. */
export function closed(socket: Socket | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket === undefined) reject(new Error("there is no connection"));
    else if (socket.closed) resolve();
    else socket.once("close", () => resolve());
  });
}

/** A value that comes from elsewhere, as from a server's listener. */
export function arrival<T = void>(): { readonly here: Promise<T>; come(value: T): void } {
  let come: (value: T) => void = () => {};
  const here = new Promise<T>((resolve) => {
    come = resolve;
  });
  return { here, come: (value) => come(value) };
}

export function post(url: string, body = "{}"): TransportRequest {
  return { method: "POST", url, headers: { "content-type": "application/json" }, body };
}

/** A signal that never aborts. */
export function never(): AbortSignal {
  return new AbortController().signal;
}

/** Reads a body with `read`, as bytes. */
export async function readAll(response: TransportResponse): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = await response.read();
    if (chunk === undefined) return Buffer.concat(chunks);
    chunks.push(chunk);
  }
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not reject");
}
