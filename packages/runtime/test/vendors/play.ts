import type { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { arrival, serve } from "../support/loopback.ts";
import type { Answer, Seen } from "./shape.ts";

/** How often a server is asked for nothing before an answer that has come counts as not taken. */
const TURNS = 10;

/**
 * Plays an answer to a client.
 *
 * @param ask calls the server at an address; what it throws is a mistake of the test
 */
export async function play(
  { status = 200, headers = {}, pieces, end = "close" }: Answer,
  type: string,
  ask: (url: string) => Promise<Seen>,
): Promise<Seen> {
  const { here: sent, come: send } = arrival<ServerResponse>();
  const server = await serve(async (request, response) => {
    request.resume();
    response.on("error", () => {});
    if (request.method === "GET") return response.end();
    response.writeHead(status, { "content-type": type, ...headers });
    for (const piece of pieces) {
      await new Promise((resolve) => response.write(piece, resolve));
      // So that it is read by itself, as a rule.
      await setImmediate();
    }
    if (end === "close") response.end();
    if (end === "break") response.destroy();
    send(response);
  });
  const asked = ask(server.url);
  if (end !== "open") return await asked;
  const response = await sent;
  let seen: Seen | undefined;
  void asked.then((it) => {
    seen = it;
  });
  for (let turn = 0; turn < TURNS && seen === undefined; turn++) await fetch(server.url);
  if (seen !== undefined) return seen;
  response.end();
  return { ...(await asked), waits: true };
}
