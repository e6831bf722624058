import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FailureError } from "../../src/chat/errors.ts";
import { createFetchTransport } from "../../src/transport/fetch-transport.ts";
import { createNodeTransport } from "../../src/transport/node-transport.ts";
import {
  arrival,
  closed,
  never,
  post,
  readAll,
  rejection,
  serve,
  serveRaw,
} from "../support/loopback.ts";
import { selfSigned } from "../support/self-signed.ts";

describe.each([
  ["fetch", createFetchTransport],
  ["node", createNodeTransport],
] as const)("answers over %s", (_, createTransport) => {
  const transport = createTransport();
  const send = (url: string, body?: string) => transport.send(post(url, body), never());

  it("S22: sends the request as it is, with its length in bytes", async () => {
    const seen: unknown[] = [];
    const server = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        const { method, url, headers } = request;
        seen.push({ method, url, key: headers["x-api-key"], type: headers["content-type"] });
        seen.push(headers["content-length"], headers["transfer-encoding"]);
        seen.push(Buffer.concat(chunks).toString());
        response.end();
      });
    });
    const body = JSON.stringify({ text: "Grüße 👋" });
    const headers = { "content-type": "application/json", "x-api-key": "sk-canary-1" };
    const url = `${server.url}/v1/m%2Fx?alt=sse&q=%20`;
    await (await transport.send({ method: "POST", url, headers, body }, never())).text(100);
    expect(seen).toEqual([
      {
        method: "POST",
        url: "/v1/m%2Fx?alt=sse&q=%20",
        key: "sk-canary-1",
        type: "application/json",
      },
      String(Buffer.byteLength(body)),
      undefined,
      body,
    ]);
  });

  it.each([200, 201, 400, 401, 404, 411, 429, 500, 503, 529])(
    "gives status %i with its headers and body",
    async (status) => {
      const server = await serve((_request, response) => {
        response.writeHead(status, { "X-Request-Id": "req-1", "retry-after": "2" });
        response.end(`body of ${status}`);
      });
      const response = await send(server.url);
      expect(response.status).toBe(status);
      expect(response.header("x-request-id")).toBe("req-1");
      expect(response.header("retry-after")).toBe("2");
      for (const name of ["x-missing", "constructor", "__proto__", "toString"]) {
        expect(response.header(name)).toBeUndefined();
      }
      expect(await response.text(1000)).toBe(`body of ${status}`);
    },
  );

  it.each([300, 301, 302, 303, 307, 308])("X1: gives a %i as it is", async (status) => {
    const seen: (string | undefined)[] = [];
    const server = await serve((request, response) => {
      seen.push(request.url);
      response.writeHead(status, { location: "/elsewhere" }).end("moved");
    });
    const response = await send(`${server.url}/here`);
    expect(response.status).toBe(status);
    expect(response.header("location")).toBe("/elsewhere");
    response.close(false);
    expect(seen).toEqual(["/here"]);
  });

  it.each<[string, Uint8Array[], string]>([
    ["nothing", [], ""],
    ["one piece", [Buffer.from("Grüße")], "Grüße"],
    ["a byte order mark", [Buffer.from("\uFEFF{}")], "{}"],
    ["a byte order mark in pieces", [...Buffer.from("\uFEFF{}")].map((b) => Buffer.of(b)), "{}"],
    ["characters in pieces", [...Buffer.from("a👋é")].map((byte) => Buffer.of(byte)), "a👋é"],
    ["what is no UTF-8", [Buffer.of(0x61, 0xff, 0x62)], "a\uFFFDb"],
  ])("reads %s as text", async (_what, pieces, want) => {
    const server = await serve(async (request, response) => {
      request.resume();
      for (const piece of pieces) {
        await new Promise<unknown>((resolve) => response.write(piece, resolve));
      }
      response.end();
    });
    expect(await (await send(server.url)).text(1000)).toBe(want);
  });

  it("reads a body piece by piece, and says more than once that it is over", async () => {
    const { here, come } = arrival();
    const server = await serve(async (_request, response) => {
      response.write("first");
      await here;
      response.end("second");
    });
    const response = await send(server.url);
    expect(Buffer.from((await response.read()) ?? []).toString()).toBe("first");
    come();
    expect(String(await readAll(response))).toBe("second");
    expect(await response.read()).toBeUndefined();
    expect(await response.read()).toBeUndefined();
  });

  it("N12: tells of each piece of a body that is read whole", async () => {
    // The next piece is sent when the one before was told of.
    const told: string[] = [];
    let go: () => void = () => {};
    const server = await serve((_request, response) => {
      const pieces = ["a", "b", "c"];
      go = () => {
        const piece = pieces.shift();
        if (piece === undefined) response.end();
        else response.write(piece);
      };
      go();
    });
    const response = await send(server.url);
    const text = await response.text(100, (bytes) => {
      told.push(new TextDecoder().decode(bytes));
      go();
    });
    expect([text, told]).toEqual(["abc", ["a", "b", "c"]]);
  });

  it("reads a body of 32 MiB to the byte", async () => {
    const piece = Buffer.alloc(1024 * 1024, "0123456789abcdef");
    const server = await serve(async (_request, response) => {
      for (let count = 0; count < 32; count += 1) {
        if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve));
      }
      response.end();
    });
    const bytes = await readAll(await send(server.url));
    expect(bytes.length).toBe(32 * piece.length);
    expect(bytes.subarray(-piece.length).equals(piece)).toBe(true);
    const text = await (await send(server.url)).text(32 * piece.length);
    expect(text.length).toBe(32 * piece.length);
  });

  it.each([
    ["that states its length", true],
    ["that does not", false],
  ])("E6: refuses a body %s above the limit, and closes the connection", async (_what, stated) => {
    const server = await serve((_request, response) => {
      if (stated) response.setHeader("content-length", 1001);
      response.write("x".repeat(stated ? 10 : 1001));
    });
    const error = await rejection((await send(server.url)).text(1000));
    expect(error).toBeInstanceOf(FailureError);
    expect((error as FailureError).failure.code).toBe("protocol");
    await closed(server.connections[0]);
  });

  it("E6: takes a body of just the limit", async () => {
    const server = await serve((_request, response) => {
      response.end("x".repeat(1000));
    });
    expect(await (await send(server.url)).text(1000)).toHaveLength(1000);
  });

  it("a slow reader makes the server wait", async () => {
    const total = 64 * 1024 * 1024;
    let written = 0;
    const server = await serve(async (_request, response) => {
      const piece = Buffer.alloc(64 * 1024);
      for (; written < total; written += piece.length) {
        if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve));
      }
      response.end();
    });
    const response = await send(server.url);
    let size = (await response.read())?.length ?? 0;
    // The server goes on until all buffers between the two are full: until nothing moves any more.
    for (let before = -1; before !== written; ) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(written).toBeLessThan(total / 2);
    size += (await readAll(response)).length;
    expect(size).toBe(total);
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("decodes %s that nobody asked for", async (encoding, compress) => {
    const text = "Grüße ".repeat(10_000);
    const bytes = compress(text);
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": encoding, "content-length": bytes.length });
      response.end(bytes);
    });
    expect(await (await send(server.url)).text(1_000_000)).toBe(text);
    expect(String(await readAll(await send(server.url)))).toBe(text);
    // The limit counts what comes out, not what comes in.
    const error = await rejection((await send(server.url)).text(50_000));
    expect((error as FailureError).failure.code).toBe("protocol");
  });

  it("E6: does not count what is encoded", async () => {
    const bytes = gzipSync("a");
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-length": bytes.length });
      response.end(bytes);
    });
    expect(bytes.length).toBeGreaterThan(1);
    expect(await (await send(server.url)).text(1)).toBe("a");
  });

  it("gives what is encoded in a way that it does not know as it is", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "x-none-such" }).end("bytes");
    });
    expect(await (await send(server.url)).text(100)).toBe("bytes");
  });

  it("takes the answer that comes after hints", async () => {
    const server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n");
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    });
    const response = await send(server.url);
    expect(response.status).toBe(200);
    expect(await response.text(10)).toBe("ok");
  });
});

describe.each([
  ["fetch", createFetchTransport],
  ["node", createNodeTransport],
] as const)("broken answers over %s", (_, createTransport) => {
  const transport = createTransport();
  const send = (url: string) => transport.send(post(url), never());

  const CUT = "the connection closed before the end of the answer";

  it.each<[string, string]>([
    ["in chunks", "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n"],
    ["inside a chunk", "transfer-encoding: chunked\r\n\r\nff\r\nhello"],
    ["with a length", "content-length: 100\r\n\r\nhello"],
  ])("S8: a body %s that ends too early is a failure", async (_what, rest) => {
    const server = await serveRaw((socket) => {
      socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n${rest}`);
    });
    const response = await send(server.url);
    expect(String(Buffer.from((await response.read()) ?? []))).toBe("hello");
    const error = await rejection(response.read());
    expect(error).toBeInstanceOf(FailureError);
    expect((error as FailureError).failure).toMatchObject({ code: "network", message: CUT });
    expect((error as FailureError).failure.cause).toBeInstanceOf(Error);
    // It stays one.
    expect(await rejection(response.read())).toBeInstanceOf(FailureError);
    const whole = await rejection((await send(server.url)).text(1000));
    expect((whole as FailureError).failure).toMatchObject({ code: "network", message: CUT });
  });

  it("S8: a reset inside a body is a failure", async () => {
    const server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello", () =>
        socket.resetAndDestroy(),
      );
    });
    // The reset may overtake all that went before it.
    const error = await rejection(send(server.url).then((response) => readAll(response)));
    expect((error as FailureError).failure.code).toBe("network");
  });

  it("S8: a body without a length ends with its connection", async () => {
    const server = await serveRaw((socket) => {
      socket.end("HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\nhello");
    });
    expect(await (await send(server.url)).text(100)).toBe("hello");
    expect(String(await readAll(await send(server.url)))).toBe("hello");
  });

  it("S8: a compressed body that is cut is a failure", async () => {
    const bytes = gzipSync(Buffer.alloc(100_000, "0123456789"));
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-length": bytes.length });
      response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    });
    const error = await rejection((await send(server.url)).text(1_000_000));
    expect((error as FailureError).failure.code).toBe("network");
  });

  it("a body that is not compressed as it says is a failure, and closes the connection", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.write("this is not gzip at all");
    });
    const error = await rejection((await send(server.url)).text(1000));
    expect((error as FailureError).failure.code).toBe("network");
    await closed(server.connections[0]);
  });

  it.each<[string, string]>([
    ["nothing", ""],
    ["half of the headers", "HTTP/1.1 200 OK\r\ncontent-"],
    ["what is no HTTP", "SSH-2.0-OpenSSH_9.6\r\n"],
    [
      "another protocol",
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    ],
  ])("R8: %s for an answer is a failure of the network", async (_what, bytes) => {
    let requests = 0;
    const server = await serveRaw((socket) => {
      requests += 1;
      socket.end(bytes);
    });
    const error = await rejection(send(`${server.url}/path?key=sk-canary-2`));
    expect(error).toBeInstanceOf(FailureError);
    const { code, message } = (error as FailureError).failure;
    expect(code).toBe("network");
    expect(message).toMatch(/^the connection to http:\/\/127\.0\.0\.1:\d+ failed/);
    expect(message).not.toContain("canary");
    expect(requests).toBe(1);
  });

  it("R8: a connection that is refused is a failure of the network", async () => {
    const server = await serve(() => {});
    await server.close();
    const error = await rejection(send(`${server.url}/path?key=sk-canary-3`));
    expect((error as FailureError).failure).toMatchObject({
      code: "network",
      message: `the connection to ${server.url} failed (ECONNREFUSED)`,
    });
    expect((error as FailureError).failure.cause).toBeInstanceOf(Error);
  });

  it("W8: a certificate that nobody vouches for is a failure for good", async () => {
    const server = createServer(selfSigned, () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const error = await rejection(send(`https://127.0.0.1:${port}/path`));
    expect((error as FailureError).failure).toMatchObject({
      code: "network",
      message: `the connection to https://127.0.0.1:${port} failed (DEPTH_ZERO_SELF_SIGNED_CERT)`,
      retryable: false,
    });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
