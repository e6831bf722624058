import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FORMATS, type Format, PAYLOADS } from "./payloads.ts";

/**
 * A provider of all four formats on loopback, in a process of its own so that a contestant's CPU time
 * is the contestant's. The path says how to stream, before the provider's own path:
 *
 * - `/slab/20000/…`: 20,000 events in writes of 64 KiB, which costs mostly parsing;
 * - `/each/20000/…`: every event as an HTTP chunk of its own;
 * - `/first/8/…`: the first event at once, the rest 3 ms later.
 */

const SLAB_BYTES = 64 * 1024;
const REST_AFTER_MS = 3;

/** Writes between which the loop turns, so that all chunks of a stream do not become one packet. */
const BURST = 64;

const streams = new Map<string, readonly Buffer[]>();

function piecesOf(format: Format, mode: string, events: number): readonly Buffer[] {
  const key = `${format} ${mode} ${events}`;
  const known = streams.get(key);
  if (known !== undefined) return known;
  const { head, event, tail } = PAYLOADS[format];
  const texts = [...head, ...Array.from({ length: events }, (_, i) => event(i)), ...tail];
  let pieces = texts.map((text) => Buffer.from(text));
  if (mode === "slab") {
    const whole = Buffer.concat(pieces);
    pieces = [];
    for (let at = 0; at < whole.length; at += SLAB_BYTES) {
      pieces.push(whole.subarray(at, at + SLAB_BYTES));
    }
  } else if (mode === "first") {
    const first = head.length + 1;
    pieces = [Buffer.concat(pieces.slice(0, first)), Buffer.concat(pieces.slice(first))];
  }
  streams.set(key, pieces);
  return pieces;
}

const bodies = new Map(
  FORMATS.map((format) => [format, Buffer.from(JSON.stringify(PAYLOADS[format].body))]),
);

const server = createServer((request, response) => {
  const url = String(request.url);
  const format = FORMATS.find((name) => PAYLOADS[name].matches.test(url));
  let body = "";
  request.setEncoding("latin1");
  request.on("data", (piece) => {
    body += piece;
  });
  request.on("end", () => {
    if (format === undefined) {
      response.writeHead(404).end(`no provider at ${url}`);
      return;
    }
    const { headers, type } = PAYLOADS[format];
    if (!url.includes(":stream") && !/"stream":\s*true/.test(body)) {
      const answer = bodies.get(format) as Buffer;
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": answer.length,
        ...headers,
      });
      response.end(answer);
      return;
    }
    const [, mode = "slab", events] = url.split("/");
    const pieces = piecesOf(format, mode, Number(events));
    response.writeHead(200, { "content-type": type, "cache-control": "no-cache", ...headers });
    if (mode === "first") {
      const [first, rest] = pieces;
      response.write(first);
      setTimeout(() => response.end(rest), REST_AFTER_MS);
    } else write(response, pieces, 0);
  });
});

function write(response: ServerResponse, pieces: readonly Buffer[], from: number): void {
  for (let i = from; i < pieces.length; i++) {
    if (!response.write(pieces[i])) {
      response.once("drain", () => write(response, pieces, i + 1));
      return;
    }
    if ((i + 1) % BURST === 0) {
      setImmediate(() => write(response, pieces, i + 1));
      return;
    }
  }
  response.end();
}

server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.once("disconnect", () => process.exit());
