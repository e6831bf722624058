import type { Socket } from "node:net";
import { type Loopback, serveRaw } from "../support/loopback.ts";
import type { Wire } from "./wires.ts";

/** What a case answers when all goes well: some words, which are its own. */
export function wordsOf(id: number): readonly string[] {
  return [`case ${id} `, "says ", `so ${"x".repeat(id % 97)}`];
}

/** A number from 0 on and below `below`, the same for the same case and purpose. */
export function chance(id: number, purpose: number, below: number): number {
  let mixed = Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
}

/** One of five is answered with a fault. */
export function isFaulty(id: number): boolean {
  return chance(id, 1, 5) === 0;
}

interface Exchange {
  readonly socket: Socket;
  /** The body of a good answer, in pieces. */
  readonly pieces: readonly string[];
  readonly type: string;
}

const OK = "HTTP/1.1 200 OK\r\n";

function head(type: string, more = ""): string {
  return `${OK}content-type: ${type}\r\n${more}`;
}

function answer(socket: Socket, status: string, body: string, more = ""): void {
  const length = Buffer.byteLength(body);
  socket.write(`HTTP/1.1 ${status}\r\ncontent-length: ${length}\r\n${more}\r\n${body}`);
}

function chunked(piece: string): string {
  return `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`;
}

function good({ socket, pieces, type }: Exchange): void {
  socket.write(`${head(type, "transfer-encoding: chunked\r\n")}\r\n`);
  for (const piece of pieces) socket.write(chunked(piece));
  socket.write("0\r\n\r\n");
}

/** All of an answer but its end, which `end` makes. */
function cut({ socket, pieces, type }: Exchange, end: (socket: Socket) => void): void {
  const text = pieces.join("");
  socket.write(`${head(type, `content-length: ${text.length + 10}\r\n`)}\r\n`);
  socket.write(text.slice(0, text.length / 2), () => end(socket));
}

const DEEP = `${'{"error":['.repeat(5000)}`;

/** The ways in which servers and what is between fail; the last few answer well, in odd ways. */
const faults: readonly ((exchange: Exchange) => void)[] = [
  ({ socket }) => socket.resetAndDestroy(),
  ({ socket }) => socket.end(),
  ({ socket }) => socket.end("nonsense\r\n\r\n"),
  ({ socket }) => socket.end("HTTP/1.1 200 OK\r\ncontent-ty"),
  ({ socket }) => answer(socket, "500 No", '{"error":{"message":"sk-test-0123456789 no"}}'),
  ({ socket }) => answer(socket, "503 No", "", "retry-after: 0\r\n"),
  ({ socket }) => answer(socket, "429 No", `<html>${"<".repeat(5000)}`, "retry-after: 0\r\n"),
  ({ socket }) => answer(socket, "401 No", '{"error":"Bearer sk-test-0123456789"}'),
  ({ socket }) => answer(socket, "307 No", "", "location: http://127.0.0.1:9/\r\n"),
  ({ socket }) => answer(socket, "200 OK", ""),
  ({ socket }) => answer(socket, "200 OK", "<html>all is well</html>"),
  ({ socket }) => answer(socket, "200 OK", DEEP + "]}".repeat(5000)),
  ({ socket }) => answer(socket, "200 OK", '{"error":{"message":"no","code":500}}'),
  ({ socket }) => answer(socket, "200 OK", "not gzip", "content-encoding: gzip\r\n"),
  ({ socket }) => answer(socket, "204 No", ""),
  ({ socket, type }) => socket.end(`${head(type, "transfer-encoding: chunked\r\n")}\r\nzz\r\n`),
  ({ socket, type }) =>
    answer(socket, "200 OK", ": ping\n\ndata: {\n\n", `content-type: ${type}\r\n`),
  ({ socket, type }) => answer(socket, "200 OK", "data: [DONE]\n\n", `content-type: ${type}\r\n`),
  // Nothing more, and the connection stays open.
  () => {},
  ({ socket, type }) => socket.write(`${head(type, "content-length: 99\r\n")}\r\n`),
  (exchange) => cut(exchange, () => {}),
  (exchange) => cut(exchange, (socket) => socket.end()),
  (exchange) => cut(exchange, (socket) => socket.resetAndDestroy()),
  // Good answers.
  (exchange) => {
    good(exchange);
    exchange.socket.write("HTTP/1.1 400 Nobody asked\r\n\r\n");
  },
  ({ socket, pieces, type }) => socket.end(`${head(type)}\r\n${pieces.join("")}`),
  ({ socket, pieces, type }) => {
    socket.write(`${head(type, "transfer-encoding: chunked\r\n")}\r\n`);
    for (const character of pieces.join("")) socket.write(chunked(character));
    socket.write("0\r\n\r\n");
  },
];

/** Answers each case as its number says: `{"case": 5, "wire": 0}` stands in the body. */
export function serveFaults(wires: readonly Wire[]): Promise<Loopback> {
  return serveRaw((socket, request) => {
    const id = Number(/"case":(\d+)/.exec(request)?.[1]);
    const wire = wires[Number(/"wire":(\d)/.exec(request)?.[1])] as Wire;
    const isStream = /"streamed":true/.test(request);
    const words = wordsOf(id);
    const exchange: Exchange = {
      socket,
      pieces: isStream ? wire.streamed(words) : [wire.whole(words.join(""))],
      type: !isStream
        ? "application/json"
        : wire.protocol.framing === "sse"
          ? "text/event-stream"
          : "application/x-ndjson",
    };
    const fault = isFaulty(id) ? faults[chance(id, 2, faults.length)] : undefined;
    (fault ?? good)(exchange);
  });
}
