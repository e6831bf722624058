import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { arrival } from "../support/loopback.ts";
import type { Answer, Seen } from "./shape.ts";

/** How often a server is asked for nothing before an answer that has come counts as not taken. */
const TURNS = 10;

/** A server that plays answers to clients. */
export interface Stage {
  /**
   * @param type of the content
   * @param ask calls the server at an address; what it throws is a mistake of the test
   */
  play(answer: Answer, type: string, ask: (url: string) => Promise<Seen>): Promise<Seen>;
  close(): void;
}

/** One for all answers: servers and connections for each would take most of the time. */
export async function openStage(): Promise<Stage> {
  const players: ((response: ServerResponse) => Promise<void>)[] = [];
  const server = createServer({ keepAliveTimeout: 600_000 }, async (request, response) => {
    const number = Number(/^\/(\d+)\//.exec(request.url ?? "")?.[1]);
    for await (const _ of request);
    await players[number]?.(response);
    if (!players[number]) response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    async play(answer, type, ask) {
      const { here: sent, come: send } = arrival<ServerResponse>();
      const number = players.push(async (response) => {
        await write(answer, type, response);
        send(response);
      });
      const asked = ask(`${base}/${number - 1}`);
      if (answer.end !== "open") return await asked;
      const response = await sent;
      let seen: Seen | undefined;
      void asked.then((it) => {
        seen = it;
      });
      for (let turn = 0; turn < TURNS && seen === undefined; turn++) await fetch(base);
      if (seen !== undefined) return seen;
      response.end();
      return { ...(await asked), waits: true };
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function write(
  { status = 200, headers = {}, pieces, end = "close" }: Answer,
  type: string,
  response: ServerResponse,
): Promise<void> {
  response.on("error", () => {});
  response.writeHead(status, { "content-type": type, ...headers });
  for (const piece of pieces) {
    await new Promise((resolve) => response.write(piece, resolve));
    // So that it is read by itself, as a rule.
    await setImmediate();
  }
  if (end === "close") response.end();
  if (end === "break") response.destroy();
}
