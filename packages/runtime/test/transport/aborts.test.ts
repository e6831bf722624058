import { getEventListeners } from "node:events";
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { createFetchTransport } from "../../src/transport/fetch-transport.ts";
import { createNodeTransport } from "../../src/transport/node-transport.ts";
import { idle } from "../support/fake-clock.ts";
import { arrival, closed, post, readAll, rejection, serve, serveRaw } from "../support/loopback.ts";

describe.each([
  ["fetch", createFetchTransport],
  ["node", createNodeTransport],
] as const)("aborts over %s", (_, createTransport) => {
  const transport = createTransport();

  const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

  const reasons: [string, unknown][] = [
    ["an error", new Error("enough")],
    ["a text", "enough"],
    ["null", null],
    ["0", 0],
  ];

  it.each(reasons)(
    "T5: sends nothing when the signal did abort before, with %s",
    async (_w, reason) => {
      let requests = 0;
      const server = await serve((_request, response) => {
        requests += 1;
        response.end();
      });
      const signal = AbortSignal.abort(reason);
      expect(await rejection(transport.send(post(server.url), signal))).toBe(reason);
      await (await transport.send(post(server.url), new AbortController().signal)).text(10);
      expect(requests).toBe(1);
      expect(listeners(signal)).toBe(0);
    },
  );

  it.each(reasons)("T5: ends the wait for headers at once, with %s", async (_what, reason) => {
    const { here, come } = arrival<Socket>();
    const server = await serve((request) => come(request.socket));
    const controller = new AbortController();
    const sending = rejection(transport.send(post(server.url), controller.signal));
    const socket = await here;
    controller.abort(reason);
    expect(await sending).toBe(reason);
    await closed(socket);
    expect(listeners(controller.signal)).toBe(0);
  });

  it("T5: the platform's own reason is one", async () => {
    const { here, come } = arrival();
    const server = await serve(() => come());
    const controller = new AbortController();
    const sending = rejection(transport.send(post(server.url), controller.signal));
    await here;
    controller.abort();
    const reason = await sending;
    expect(reason).toBe(controller.signal.reason);
    expect(reason).toMatchObject({ name: "AbortError" });
  });

  it.each(reasons)("T5: ends a read at once, with %s", async (_what, reason) => {
    const server = await serve((_request, response) => {
      response.write("first");
    });
    const controller = new AbortController();
    const response = await transport.send(post(server.url), controller.signal);
    await response.read();
    const reading = rejection(response.read());
    controller.abort(reason);
    expect(await reading).toBe(reason);
    expect(await rejection(response.read())).toBe(reason);
    await closed(server.connections[0]);
    expect(listeners(controller.signal)).toBe(0);
  });

  it("T5: ends a body that nobody reads at the moment", async () => {
    const server = await serve((_request, response) => {
      response.write("first");
    });
    const controller = new AbortController();
    const reason = new Error("enough");
    const response = await transport.send(post(server.url), controller.signal);
    controller.abort(reason);
    await closed(server.connections[0]);
    // Also what did arrive is not given out any more.
    expect(await rejection(response.read())).toBe(reason);
    expect(listeners(controller.signal)).toBe(0);
  });

  it("T5: gives out nothing any more that had arrived before", async () => {
    const server = await serveRaw((socket) => {
      socket.write(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n6\r\nsecond\r\n",
      );
    });
    const controller = new AbortController();
    const response = await transport.send(post(server.url), controller.signal);
    // Node's comes as it was sent, fetch may have put it together.
    expect(String(Buffer.from((await response.read()) ?? []))).toMatch(/^first/);
    controller.abort("enough");
    expect(await rejection(response.read())).toBe("enough");
    await closed(server.connections[0]);
  });

  it("C: ends a text that stalls halfway", async () => {
    const server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
    });
    const controller = new AbortController();
    const reason = new Error("enough");
    const response = await transport.send(post(server.url), controller.signal);
    const reading = rejection(response.text(1000));
    controller.abort(reason);
    expect(await reading).toBe(reason);
    await closed(server.connections[0]);
    expect(listeners(controller.signal)).toBe(0);
  });

  it("ends a compressed body", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.write(Buffer.of(0x1f, 0x8b, 8, 0));
    });
    const controller = new AbortController();
    const reason = new Error("enough");
    const response = await transport.send(post(server.url), controller.signal);
    const reading = rejection(response.read());
    controller.abort(reason);
    expect(await reading).toBe(reason);
    await closed(server.connections[0]);
    expect(listeners(controller.signal)).toBe(0);
  });

  it("an abort after the end changes nothing", async () => {
    const server = await serve((_request, response) => {
      response.end("whole");
    });
    const controller = new AbortController();
    const response = await transport.send(post(server.url), controller.signal);
    expect(await response.text(10)).toBe("whole");
    expect(listeners(controller.signal)).toBe(0);
    controller.abort();
    expect(await response.read()).toBeUndefined();
    await idle();
    await (await transport.send(post(server.url), new AbortController().signal)).text(10);
    expect(server.connections).toHaveLength(1);
  });

  it("T8: 1,000 calls on one signal leave no listener, and no warning", async () => {
    const warnings: string[] = [];
    const onWarning = (warning: Error) => warnings.push(warning.name);
    process.on("warning", onWarning);
    const server = await serve((request, response) => {
      const { url } = request;
      if (url === "/fail") request.socket.destroy();
      else response.end("answer");
    });
    const { signal } = new AbortController();
    const ways: ((index: number) => Promise<unknown>)[] = [
      async () => (await transport.send(post(server.url), signal)).text(100),
      async () => readAll(await transport.send(post(server.url), signal)),
      async () => (await transport.send(post(server.url), signal)).close(true),
      async () => (await transport.send(post(server.url), signal)).close(false),
      () => rejection(transport.send(post(`${server.url}/fail`), signal)),
    ];
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(Array.from({ length: 50 }, (_item, index) => ways[index % 5]?.(index)));
    }
    expect(listeners(signal)).toBe(0);
    // Warnings come in a turn of their own.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });
});
