import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { KeiError } from "../../src/chat/errors.ts";
import type { Client } from "../../src/client/client.ts";
import { createClient } from "../../src/create-client.ts";
import { clients } from "../../src/gen/index.gen.ts";
import { createNodeTransport } from "../../src/node.ts";
import { idle } from "../support/fake-clock.ts";
import { arrival, closed, type Loopback, serve } from "../support/loopback.ts";
import { strictAnthropic } from "./strict-anthropic.ts";
import { strictGemini } from "./strict-gemini.ts";
import { strictOllama } from "./strict-ollama.ts";
import { OPENAI, strictOpenai } from "./strict-openai.ts";
import type { Script, StrictWire } from "./strict-wire.ts";

const providers = [
  ["anthropic", strictAnthropic, "claude-sonnet-4-6"],
  ["openai", strictOpenai(OPENAI), "gpt-4.1"],
  // Its streams have no terminator of their own; gateways end them as OpenAI's are.
  ["google", withDone(strictGemini), "gemini-3.5-flash"],
  ["ollama-local", strictOllama, "gpt-oss:20b"],
] as const;

const transports = [
  ["fetch", () => ({})],
  ["node:http", () => ({ transport: createNodeTransport() })],
] as const;

const matrix = providers.flatMap(([id, wire, model]) =>
  transports.map(([name, transport]) => ({ id, wire, model, name, transport })),
);

const script: Script = { text: "Hello there, how are you?", usage: { input: 12, output: 6 } };

describe.each(matrix)("the socket of $id over $name", ({ id, wire, model, transport }) => {
  type Answer = (response: ServerResponse, stream: boolean) => void;

  /** A server that answers as `answer` says, and a client of it with all its time limits off. */
  const start = async (answer: Answer) => {
    const server = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        const body = JSON.parse(Buffer.concat(chunks).toString());
        answer(response, wire.asked(body, request.url ?? "").stream);
      });
    });
    const { endpoint, auth } = clients[id].provider;
    const { pathname } = new URL(endpoint);
    const client = createClient(id, {
      endpoint: server.url + pathname,
      ...(auth.in !== "none" && { apiKey: "sk-canary-sockets" }),
      limiter: false,
      timeouts: { headersMs: 0, firstEventMs: 0, idleMs: 0, totalMs: 0 },
      ...transport(),
    }) as unknown as Client;
    return { server, client };
  };
  const request = { model, messages: [{ role: "user", content: "Hello" }] } as const;
  const pieces = wire.chunks(script, model);

  /** Everything up to the terminator and with it; the connection stays as it is. */
  const neverEnds: Answer = (response) => {
    response.writeHead(200, { "content-type": wire.streamType });
    for (const piece of pieces) response.write(piece);
  };
  /** The first of the text, and nothing after it. */
  const stalls: Answer = (response) => {
    response.writeHead(200, { "content-type": wire.streamType });
    const text = pieces.findIndex((piece) => piece.includes("Hello"));
    for (const piece of pieces.slice(0, text + 1)) response.write(piece);
  };
  const whole: Answer = (response, stream) => {
    const type = stream ? wire.streamType : "application/json";
    response.writeHead(200, { "content-type": type });
    response.end(stream ? pieces.join("") : JSON.stringify(wire.answer(script, model)));
  };

  it("T9: the answer is over at its terminator, and a connection that stays open is closed", async () => {
    let ended = 0;
    const { server, client } = await start((response, stream) => {
      neverEnds(response, stream);
      ended = performance.now();
    });
    const reply = await client.stream(request).result();
    // 100 ms are promised; a busy machine may take longer, waiting for an end would take for ever.
    expect(performance.now() - ended).toBeLessThan(1000);
    expect(reply).toMatchObject({ text: script.text, finishReason: "stop" });
    await allClosed(server);
  }, 10_000);

  it("T9: the loop is over as well", async () => {
    const { server, client } = await start(neverEnds);
    let text = "";
    for await (const event of client.stream(request)) if (event.type === "text") text += event.text;
    expect(text).toBe(script.text);
    await allClosed(server);
  }, 10_000);

  it("T7: leaving the loop closes the connection", async () => {
    const { server, client } = await start(stalls);
    const stream = client.stream(request);
    for await (const event of stream) {
      expect(event.type).toBe("text");
      break;
    }
    await allClosed(server);
    await expect(stream.result()).rejects.toMatchObject({ code: "aborted", partial: true });
  }, 10_000);

  it("T7: leaving the loop while more is sent closes the connection", async () => {
    const gone = arrival();
    const { client } = await start((response) => {
      stalls(response, true);
      // More than any buffer on the way holds: the server is stopped, or told.
      const more = () => {
        while (
          response.write(wire.streamType.includes("event") ? `: ${filler}\n\n` : " ".repeat(9))
        );
        response.once("drain", more);
      };
      response.on("close", () => gone.come(undefined));
      more();
    });
    for await (const _ of client.stream(request)) break;
    await gone.here;
  }, 10_000);

  it("T5, T6: an abort in the middle closes the connection and throws", async () => {
    const { server, client } = await start(stalls);
    const controller = new AbortController();
    const reason = new Error("enough");
    const read = async () => {
      for await (const event of client.stream({ ...request, signal: controller.signal })) {
        if (event.type === "text") controller.abort(reason);
      }
    };
    const thrown = await read().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(KeiError);
    expect(thrown).toMatchObject({ code: "aborted", partial: true, retryable: false });
    expect((thrown as KeiError).cause).toBe(reason);
    await allClosed(server);
  }, 10_000);

  it.each(["chat", "stream"] as const)(
    "T5: an abort before the answer ends %s",
    async (way) => {
      const arrived = arrival();
      const { server, client } = await start(() => arrived.come(undefined));
      const controller = new AbortController();
      const call = { ...request, signal: controller.signal };
      const answer = way === "chat" ? client.chat(call) : client.stream(call).result();
      const thrown = answer.catch((error: unknown) => error);
      await arrived.here;
      controller.abort();
      expect(await thrown).toMatchObject({ code: "aborted", partial: false, attempts: 1 });
      await allClosed(server);
    },
    10_000,
  );

  it("keeps the connection for the next call when the answer was whole", async () => {
    const { server, client } = await start(whole);
    for (const way of ["chat", "stream", "chat", "stream", "stream", "chat"]) {
      const stream = client.stream(request);
      const reply = await (way === "chat" ? client.chat(request) : stream.result());
      expect(reply.text).toBe(script.text);
      // Fetch lets go of a connection a turn after it gave the last byte.
      await idle();
    }
    expect(server.connections).toHaveLength(1);
    expect(server.connections[0]?.destroyed).toBe(false);
  }, 10_000);
});

const filler = "keep-alive ".repeat(1000);

async function allClosed({ connections }: Loopback): Promise<void> {
  expect(connections.length).toBeGreaterThan(0);
  await Promise.all(connections.map(closed));
}

function withDone(wire: StrictWire): StrictWire {
  return {
    ...wire,
    chunks: (script, model) => [...wire.chunks(script, model), "data: [DONE]\n\n"],
  };
}
