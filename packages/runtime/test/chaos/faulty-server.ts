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

/** What decides over the fault of a case that several wires are asked for. */
export function seedOf(id: number, wire: number): number {
  return id + 1_000_003 * (wire + 1);
}

/** One of five is answered with a fault. */
export function isFaulty(id: number): boolean {
  return chance(id, 1, 5) === 0;
}

export interface Exchange {
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

/** As a server answers that is well. */
export function good({ socket, pieces, type }: Exchange): void {
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

/** One way in which a server, or what is between, fails or is odd. */
export interface Fault {
  /** As the docs call it. */
  readonly name: string;
  readonly answer: (exchange: Exchange) => void;
}

/** The last few answer well, in odd ways. */
export const faults: readonly Fault[] = [
  { name: "the connection is reset", answer: ({ socket }) => socket.resetAndDestroy() },
  { name: "the connection ends without a word", answer: ({ socket }) => socket.end() },
  { name: "what comes is not HTTP", answer: ({ socket }) => socket.end("nonsense\r\n\r\n") },
  {
    name: "the connection ends within the headers",
    answer: ({ socket }) => socket.end("HTTP/1.1 200 OK\r\ncontent-ty"),
  },
  {
    name: "500 with an error that holds the key",
    answer: ({ socket }) =>
      answer(socket, "500 No", '{"error":{"message":"sk-test-0123456789 no"}}'),
  },
  {
    name: "503 with `retry-after`",
    answer: ({ socket }) => answer(socket, "503 No", "", "retry-after: 0\r\n"),
  },
  {
    name: "429 with a page of 5,000 angles",
    answer: ({ socket }) =>
      answer(socket, "429 No", `<html>${"<".repeat(5000)}`, "retry-after: 0\r\n"),
  },
  {
    name: "401",
    answer: ({ socket }) => answer(socket, "401 No", '{"error":"Bearer sk-test-0123456789"}'),
  },
  {
    name: "307 to another port",
    answer: ({ socket }) => answer(socket, "307 No", "", "location: http://127.0.0.1:9/\r\n"),
  },
  { name: "200 with an empty body", answer: ({ socket }) => answer(socket, "200 OK", "") },
  {
    name: "200 with a page",
    answer: ({ socket }) => answer(socket, "200 OK", "<html>all is well</html>"),
  },
  {
    name: "200 with an error 5,000 levels deep",
    answer: ({ socket }) => answer(socket, "200 OK", DEEP + "]}".repeat(5000)),
  },
  {
    name: "200 with an error of code 500",
    answer: ({ socket }) => answer(socket, "200 OK", '{"error":{"message":"no","code":500}}'),
  },
  {
    name: "a body that is not gzip, and says so",
    answer: ({ socket }) => answer(socket, "200 OK", "not gzip", "content-encoding: gzip\r\n"),
  },
  { name: "204", answer: ({ socket }) => answer(socket, "204 No", "") },
  {
    name: "a chunk without a length",
    answer: ({ socket, type }) =>
      socket.end(`${head(type, "transfer-encoding: chunked\r\n")}\r\nzz\r\n`),
  },
  {
    name: "an event of half an object, then the end",
    answer: ({ socket, type }) =>
      answer(socket, "200 OK", ": ping\n\ndata: {\n\n", `content-type: ${type}\r\n`),
  },
  {
    name: "a terminator without an answer",
    answer: ({ socket, type }) =>
      answer(socket, "200 OK", "data: [DONE]\n\n", `content-type: ${type}\r\n`),
  },
  // Nothing more, and the connection stays open.
  { name: "silence", answer: () => {} },
  {
    name: "headers, then silence",
    answer: ({ socket, type }) => socket.write(`${head(type, "content-length: 99\r\n")}\r\n`),
  },
  { name: "half a body, then silence", answer: (exchange) => cut(exchange, () => {}) },
  {
    name: "half a body, then the end",
    answer: (exchange) => cut(exchange, (socket) => socket.end()),
  },
  {
    name: "half a body, then a reset",
    answer: (exchange) => cut(exchange, (socket) => socket.resetAndDestroy()),
  },
  {
    name: "a good answer, and another that nobody asked for",
    answer: (exchange) => {
      good(exchange);
      exchange.socket.write("HTTP/1.1 400 Nobody asked\r\n\r\n");
    },
  },
  {
    name: "a good answer that the end of the connection ends",
    answer: ({ socket, pieces, type }) => socket.end(`${head(type)}\r\n${pieces.join("")}`),
  },
  {
    name: "a good answer in chunks of one character",
    answer: ({ socket, pieces, type }) => {
      socket.write(`${head(type, "transfer-encoding: chunked\r\n")}\r\n`);
      for (const character of pieces.join("")) socket.write(chunked(character));
      socket.write("0\r\n\r\n");
    },
  },
];

/** What is to be answered to a request, in the words of its protocol. */
export function exchangeOf(
  socket: Socket,
  { protocol, whole, streamed }: Wire,
  words: readonly string[],
  isStream: boolean,
): Exchange {
  const events = protocol.framing === "sse" ? "text/event-stream" : "application/x-ndjson";
  return {
    socket,
    pieces: isStream ? streamed(words) : [whole(words.join(""))],
    type: isStream ? events : "application/json",
  };
}

/**
 * Answers each case as its number says: `{"case": 5, "wire": 0}` stands in the body. The wire may be the
 * path as well, `/w0`: then each wire has faults of its own.
 */
export function serveFaults(wires: readonly Wire[]): Promise<Loopback> {
  return serveRaw((socket, request) => {
    const id = Number(/"case":(\d+)/.exec(request)?.[1]);
    const path = /^POST \/w(\d)/.exec(request)?.[1];
    const number = Number(path ?? /"wire":(\d)/.exec(request)?.[1]);
    const wire = wires[number] as Wire;
    const seed = path === undefined ? id : seedOf(id, number);
    const isStream = /"streamed":true/.test(request);
    const fault = isFaulty(seed) ? faults[chance(seed, 2, faults.length)] : undefined;
    (fault?.answer ?? good)(exchangeOf(socket, wire, wordsOf(id), isStream));
  });
}
