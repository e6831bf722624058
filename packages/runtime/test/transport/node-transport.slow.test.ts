import http, { type ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FailureError } from "../../src/chat/errors.ts";
import { createNodeTransport } from "../../src/transport/node-transport.ts";
import { idle } from "../support/fake-clock.ts";
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
import { runChild } from "../support/run-child.ts";
import { completion, failure, hello, testClient } from "../support/test-client.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

describe("createNodeTransport", () => {
  it("W5: sends once what the server has read, though a kept connection breaks then", async () => {
    const requests: string[] = [];
    const server = await serveRaw((socket, request, connection) => {
      requests.push(`${connection} ${request.split("\r\n\r\n")[1]}`);
      // The second request on a connection is read, and its connection reset.
      if (requests.filter((it) => it.startsWith(`${connection} `)).length > 1) {
        socket.resetAndDestroy();
      } else socket.write(OK);
    });
    const transport = createNodeTransport();
    const first = await transport.send(post(server.url, "first"), never());
    expect(await first.text(10)).toBe("ok");
    await idle();
    const error = await rejection(transport.send(post(server.url, "second"), never()));
    expect((error as FailureError).failure).toMatchObject({
      code: "network",
      message: `the connection to ${server.url} failed (ECONNRESET)`,
    });
    expect(requests).toEqual(["0 first", "0 second"]);
  });

  it("W5: what is sent once more is counted, and within retry.max", async () => {
    const bodies: number[] = [];
    const server = await serveRaw((socket, request, connection) => {
      bodies.push(connection);
      const body = completion("Hi");
      const kept = bodies.filter((it) => it === connection).length === 1;
      if (!kept) socket.resetAndDestroy();
      else socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      expect(request).toContain("POST /");
    });
    const transport = createNodeTransport();
    const options = { transport, endpoint: `${server.url}/v1` };
    const once = testClient({ ...options, retry: { max: 0 } });
    await once.chat(hello);
    await idle();
    expect(await failure(once.chat(hello))).toMatchObject({
      code: "network",
      retryable: true,
      attempts: 1,
    });
    expect(bodies).toEqual([0, 0]);
    const retries: number[] = [];
    const hooks = { onRetry: ({ attempt }: { attempt: number }) => retries.push(attempt) };
    const twice = testClient({ ...options, retry: { max: 1, backoffMs: 0 }, hooks });
    await twice.chat(hello);
    await idle();
    await twice.chat(hello);
    expect(bodies).toEqual([0, 0, 1, 1, 2]);
    expect(retries).toEqual([1]);
  });

  it("W5: sends anew what never went out, since the kept connection had ended before", async () => {
    const requests: string[] = [];
    const sockets: Socket[] = [];
    const server = await serveRaw((socket, request, connection) => {
      requests.push(`${connection} ${request.split("\r\n\r\n")[1]}`);
      sockets.push(socket);
      socket.write(OK);
    });
    const transport = createNodeTransport();
    for (const body of ["first", "second", "third"]) {
      const response = await transport.send(post(server.url, body), never());
      expect(await response.text(10)).toBe("ok");
      await idle();
      // Not waited for: the next request takes the connection before anybody has heard of it.
      sockets.at(-1)?.destroy();
    }
    expect(requests).toEqual(["0 first", "1 second", "2 third"]);
  });

  it("R8: sends nothing again that failed on a connection of its own", async () => {
    let requests = 0;
    const server = await serveRaw((socket) => {
      requests += 1;
      socket.resetAndDestroy();
    });
    await rejection(createNodeTransport().send(post(server.url), never()));
    expect(requests).toBe(1);
  });

  it("an abort ends what is sent over another connection as well", async () => {
    const { here, come } = arrival<Socket>();
    let kept: Socket | undefined;
    const server = await serveRaw((socket, request) => {
      if (!request.endsWith("first")) {
        come(socket);
        return;
      }
      kept = socket;
      socket.write(OK);
    });
    const transport = createNodeTransport();
    await (await transport.send(post(server.url, "first"), never())).text(10);
    await idle();
    kept?.destroy();
    const controller = new AbortController();
    const sending = rejection(transport.send(post(server.url, "second"), controller.signal));
    const socket = await here;
    controller.abort("enough");
    expect(await sending).toBe("enough");
    await closed(socket);
  });

  it("S22: states the right length, whatever the headers say", async () => {
    const server = await serve((request, response) => {
      response.end(request.headers["content-length"]);
    });
    const { method, url, body } = post(server.url, "äöü");
    const headers = { "content-length": "999" };
    const response = await createNodeTransport().send({ method, url, headers, body }, never());
    expect(await response.text(10)).toBe("6");
    const empty = await createNodeTransport().send(post(server.url, ""), never());
    expect(await empty.text(10)).toBe("0");
  });

  it("asks for no compression", async () => {
    const server = await serve((request, response) => {
      response.end(String(request.headers["accept-encoding"]));
    });
    const response = await createNodeTransport().send(post(server.url), never());
    expect(await response.text(100)).toBe("undefined");
  });

  it("takes the answer that comes after leave to go on", async () => {
    const server = await serveRaw((socket) => {
      socket.write(`HTTP/1.1 100 Continue\r\n\r\n${OK}`);
    });
    expect(await (await createNodeTransport().send(post(server.url), never())).text(10)).toBe("ok");
  });

  it("reads many pieces in few", async () => {
    const server = await serve((_request, response) => {
      for (let piece = 0; piece < 1000; piece += 1) response.write(`data: ${piece}\n\n`);
      response.end();
    });
    const response = await createNodeTransport().send(post(server.url), never());
    let reads = 0;
    let text = "";
    for (;;) {
      const chunk = await response.read();
      if (chunk === undefined) break;
      reads += 1;
      text += Buffer.from(chunk).toString();
      await idle();
    }
    expect(text.split("\n\n")).toHaveLength(1001);
    expect(reads).toBeLessThan(200);
  });

  it("keeps to the most connections that it may have", async () => {
    // Answers two at a time, so that fewer do not pass.
    const open: ServerResponse[] = [];
    let most = 0;
    const server = await serve((_request, response) => {
      open.push(response);
      most = Math.max(most, open.length);
      if (open.length < 2) return;
      setImmediate(() => {
        for (const waiting of open.splice(0)) waiting.end("ok");
      });
    });
    const transport = createNodeTransport({ maxSockets: 2 });
    await Promise.all(
      Array.from({ length: 20 }, async () =>
        (await transport.send(post(server.url), never())).text(10),
      ),
    );
    expect(most).toBe(2);
    expect(server.connections).toHaveLength(2);
  });

  it("an abort while it waits for a free connection sends nothing", async () => {
    const { here, come } = arrival();
    const seen: (string | undefined)[] = [];
    const server = await serve(async (request, response) => {
      seen.push(request.url);
      if (request.url === "/first") await here;
      response.end("ok");
    });
    const transport = createNodeTransport({ maxSockets: 1 });
    const first = transport.send(post(`${server.url}/first`), never());
    const controller = new AbortController();
    const second = rejection(transport.send(post(`${server.url}/second`), controller.signal));
    controller.abort("enough");
    expect(await second).toBe("enough");
    come();
    expect(await (await first).text(10)).toBe("ok");
    await idle();
    const third = await transport.send(post(`${server.url}/third`), never());
    expect(await third.text(10)).toBe("ok");
    expect(seen).toEqual(["/first", "/third"]);
  });

  it("goes through the agent that is passed in", async () => {
    const server = await serve((_request, response) => {
      response.end("ok");
    });
    const httpAgent = new http.Agent({ keepAlive: true });
    const create = vi.spyOn(httpAgent, "createConnection" as never);
    const response = await createNodeTransport({ httpAgent }).send(post(server.url), never());
    expect(await response.text(10)).toBe("ok");
    expect(create).toHaveBeenCalledTimes(1);
    httpAgent.destroy();
  });

  it("speaks TLS to https: URLs", async () => {
    // With a key that both know beforehand there is no need of a certificate.
    const psk = Buffer.from("0123456789abcdef");
    const tls = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const;
    const server = https.createServer({ ...tls, pskCallback: () => psk }, (request, response) => {
      response.end(`${request.method} ${request.url}`);
    });
    let connections = 0;
    server.on("secureConnection", () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/path`;
    const httpsAgent = new https.Agent({
      ...tls,
      keepAlive: true,
      pskCallback: () => ({ psk, identity: "kei" }),
      checkServerIdentity: () => undefined,
    });
    const transport = createNodeTransport({ httpsAgent });
    for (let call = 0; call < 3; call += 1) {
      const response = await transport.send(post(url), never());
      expect(String(await readAll(response))).toBe("POST /path");
      await idle();
    }
    expect(connections).toBe(1);
    httpsAgent.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("W8: https: to a server that has none is a failure of the network, for good", async () => {
    const server = await serve(() => {});
    const url = server.url.replace("http:", "https:");
    const error = await rejection(createNodeTransport().send(post(url), never()));
    expect(error).toBeInstanceOf(FailureError);
    expect((error as FailureError).failure).toMatchObject({ code: "network", retryable: false });
  });

  it("X11, K: says that proxy variables are not followed", async () => {
    vi.stubEnv("http_proxy", "http://sk-canary-4:secret@127.0.0.1:1");
    const server = await serve(() => {});
    await server.close();
    const url = server.url.replace("127.0.0.1", "0.0.0.0");
    const own = await rejection(createNodeTransport().send(post(url), never()));
    expect((own as FailureError).message).toMatch(
      /failed \(E[A-Z]+\); http_proxy is set, but not followed: set NODE_USE_ENV_PROXY=1/,
    );
    expect((own as FailureError).message).not.toContain("canary");
    const httpAgent = new http.Agent();
    const passed = await rejection(createNodeTransport({ httpAgent }).send(post(url), never()));
    expect((passed as FailureError).message).not.toContain("proxy");
  });

  it("lets the process end as soon as nothing is asked", async () => {
    const server = await serve((request, response) => {
      response.write("first");
      if (request.url !== "/endless") response.end("last");
    });
    const module = new URL("../../src/node.ts", import.meta.url);
    const { code, stdout, stderr, elapsedMs } = await runChild(
      module,
      `const { signal } = new AbortController();
       const send = (path) => module.createNodeTransport().send(
         { method: "POST", url: "${server.url}" + path, headers: {}, body: "{}" }, signal);
       console.log(await (await send("/")).text(100));
       const endless = await send("/endless");
       await endless.read();
       endless.close(true);
       console.log("done");`,
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "firstlast\ndone\n", stderr: "" });
    expect(elapsedMs).toBeLessThan(20_000);
    // The server would have kept it for ten minutes.
    for (const socket of server.connections) await closed(socket);
  });
});
