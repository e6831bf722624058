import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { createFetchTransport } from "../../src/transport/fetch-transport.ts";
import { createNodeTransport } from "../../src/transport/node-transport.ts";
import { idle } from "../support/fake-clock.ts";
import { arrival, closed, never, post, readAll, serve } from "../support/loopback.ts";

describe.each([
  ["fetch", createFetchTransport],
  ["node", createNodeTransport],
] as const)("connections over %s", (_, createTransport) => {
  const transport = createTransport();
  const send = (url: string, body?: string) => transport.send(post(url, body), never());

  it("uses a connection again after each way to read a body", async () => {
    const server = await serve((_request, response) => {
      response.end("answer");
    });
    for (let call = 0; call < 5; call += 1) {
      expect(await (await send(server.url)).text(100)).toBe("answer");
      await idle();
      await readAll(await send(server.url));
      await idle();
    }
    expect(server.connections).toHaveLength(1);
  });

  it("many requests at once get each its own answer", async () => {
    const server = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += String(chunk);
      });
      request.on("end", () => response.end(`${request.url} ${body}`));
    });
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_item, index) => {
        const response = await send(`${server.url}/${index}`, `body ${index}`);
        return index % 2 === 0 ? response.text(100) : String(await readAll(response));
      }),
    );
    expect(answers).toEqual(answers.map((_answer, index) => `/${index} body ${index}`));
  });

  it("T9: close(true) keeps a connection whose answer ends soon", async () => {
    const { here, come } = arrival();
    const server = await serve(async (request, response) => {
      if (request.url === "/next") {
        response.end("next");
        return;
      }
      response.write("data: [DONE]\n\n");
      await here;
      response.end(": bye\n\n");
    });
    const response = await send(server.url);
    await response.read();
    response.close(true);
    response.close(true);
    come();
    expect(await response.read()).toBeUndefined();
    // Until its end has come back the connection is not free, so a request may still make a new one.
    for (;;) {
      const before = server.connections.length;
      await (await send(`${server.url}/next`)).text(100);
      if (server.connections.length === before) break;
    }
    expect(server.connections[0]?.closed).toBe(false);
  });

  it("T9: close(true) closes a connection whose answer does not end", async () => {
    const server = await serve((_request, response) => {
      response.write("data: [DONE]\n\n");
    });
    const response = await send(server.url);
    await response.read();
    const started = performance.now();
    response.close(true);
    await closed(server.connections[0]);
    expect(performance.now() - started).toBeGreaterThan(150);
  });

  it("close(true) of a body that was not read lets the connection live", async () => {
    const server = await serve((_request, response) => {
      response.end("answer");
    });
    for (let call = 0; call < 5; call += 1) {
      const response = await send(server.url);
      response.close(true);
    }
    await (await send(server.url)).text(100);
    expect(server.connections.some((socket) => socket.closed)).toBe(false);
  });

  it("T7: close(false) closes the connection now, whoever reads", async () => {
    const server = await serve((_request, response) => {
      response.write("data: 1\n\n");
    });
    const response = await send(server.url);
    await response.read();
    const reading = response.read();
    response.close(false);
    response.close(false);
    response.close(true);
    expect(await reading).toBeUndefined();
    expect(await response.read()).toBeUndefined();
    await closed(server.connections[0]);
  });

  it("T7: close(false) overrules an earlier close(true)", async () => {
    const { here, come } = arrival<Socket>();
    const server = await serve((request, response) => {
      response.write("data: 1\n\n");
      come(request.socket);
    });
    const response = await send(server.url);
    await response.read();
    response.close(true);
    response.close(false);
    await closed(await here);
  });

  it("close after the end does no harm to the next request on the connection", async () => {
    const { here, come } = arrival();
    const server = await serve(async (request, response) => {
      response.write("first");
      if (request.url === "/next") await here;
      response.end("last");
    });
    const first = await send(server.url);
    await readAll(first);
    await idle();
    const second = await send(`${server.url}/next`);
    await second.read();
    first.close(false);
    first.close(true);
    come();
    expect(String(await readAll(second))).toBe("last");
    expect(server.connections).toHaveLength(1);
  });

  it("makes a new connection after the server closed an idle one", async () => {
    const server = await serve((_request, response) => {
      response.end("answer");
    });
    for (let call = 0; call < 3; call += 1) {
      expect(await (await send(server.url)).text(100)).toBe("answer");
      const socket = server.connections[call];
      socket?.end();
      await closed(socket);
    }
    expect(server.connections).toHaveLength(3);
  });

  it("reaches a server that comes up again at the same address", async () => {
    const first = await serve((_request, response) => {
      response.end("first");
    });
    expect(await (await send(first.url)).text(100)).toBe("first");
    await first.close();
    const second = createServer((_request, response) => {
      response.end("second");
    });
    const { port } = new URL(first.url);
    await new Promise<void>((resolve) => second.listen(Number(port), "127.0.0.1", resolve));
    expect((second.address() as AddressInfo).port).toBe(Number(port));
    expect(await (await send(first.url)).text(100)).toBe("second");
    second.closeAllConnections();
    await new Promise((resolve) => second.close(resolve));
  });
});
