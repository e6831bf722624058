import type { ClientRequest, IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { Ending } from "../platform/abort-callbacks.ts";
import { announcesMore, bodyFailure, DRAIN_MS, tooLarge } from "./read-body.ts";
import type { TransportResponse } from "./transport.ts";

/** Bytes that wait for a slow reader before the server is made to wait. */
const HIGH_WATER = 256 * 1024;

/**
 * An answer of node:http, and what ends its body at once when the signal aborts.
 * @param body what is read of `response`, decoded
 * @param release called when the signal does not matter any more
 */
export function createNodeResponse(
  request: ClientRequest,
  response: IncomingMessage,
  body: Readable,
  signal: Ending,
  release: () => void,
): [TransportResponse, () => void] {
  let chunks: Buffer[] = [];
  let size = 0;
  let started = false;
  let ended = false;
  let closed = false;
  let failure: { readonly error: unknown } | undefined;
  let reader: Waiting | undefined;
  /** Who waits for the whole body: for a small one, a promise for each piece costs more than the body. */
  let whole: WaitingForAll | undefined;
  let timer: NodeJS.Timeout | undefined;

  const onData = (chunk: Buffer) => {
    if (closed || failure !== undefined) return;
    if (reader !== undefined) {
      const { resolve } = reader;
      reader = undefined;
      resolve(chunk);
      return;
    }
    chunks.push(chunk);
    size += chunk.length;
    if (whole === undefined) {
      if (size >= HIGH_WATER) body.pause();
      return;
    }
    whole.onBytes?.(chunk);
    if (size > whole.maxBytes) {
      const { reject, maxBytes } = whole;
      whole = undefined;
      reject(tooLarge(exchange, maxBytes));
    }
  };

  const takeText = () => {
    const text = textOf(chunks, size);
    chunks = [];
    size = 0;
    return text;
  };

  const onEnd = () => {
    ended = true;
    release();
    clearTimeout(timer);
    reader?.resolve(undefined);
    reader = undefined;
    whole?.resolve(takeText());
  };

  /** @param abort the signal did it */
  const fail = (cause: unknown, abort: boolean) => {
    // Errors take time to make: not one for the `close` that every request ends with.
    if (ended || failure !== undefined) return;
    const error = abort ? cause : bodyFailure(cause);
    failure = { error };
    release();
    clearTimeout(timer);
    reader?.reject(error);
    reader = undefined;
    whole?.reject(error);
  };

  const onBroken = (cause?: unknown) => fail(cause, false);

  const stop = () => {
    chunks = [];
    size = 0;
    fail(signal.reason, true);
  };

  const start = () => {
    if (started) return;
    started = true;
    body.on("data", onData);
  };

  body.on("end", onEnd);
  body.on("error", onBroken);
  body.on("close", onBroken);

  const exchange: TransportResponse = {
    status: response.statusCode ?? 0,
    header: (name) => headerOf(response, name),
    read() {
      if (closed) return ENDED;
      if (size > 0) {
        const chunk = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size);
        if (size >= HIGH_WATER) body.resume();
        chunks = [];
        size = 0;
        return Promise.resolve(chunk);
      }
      if (ended) return ENDED;
      if (failure !== undefined) return Promise.reject(failure.error);
      start();
      return new Promise((resolve, reject) => {
        reader = { resolve, reject };
      });
    },
    text(maxBytes, onBytes) {
      if (announcesMore(exchange, maxBytes)) return Promise.reject(tooLarge(exchange, maxBytes));
      if (ended || closed) return Promise.resolve(takeText());
      if (failure !== undefined) return Promise.reject(failure.error);
      start();
      return new Promise((resolve, reject) => {
        whole = { resolve, reject, maxBytes, onBytes };
      });
    },
    close(reuse) {
      const again = closed;
      closed = true;
      release();
      chunks = [];
      size = 0;
      reader?.resolve(undefined);
      reader = undefined;
      // A body that was read to its end has given its connection back; it may be another's by now.
      if (ended || failure !== undefined) return;
      if (!reuse) request.destroy();
      else if (!again) {
        body.resume();
        timer = setTimeout(() => request.destroy(), DRAIN_MS);
        timer.unref();
      }
    },
  };
  return [exchange, stop];
}

/** Looked for in the raw ones: `headers` makes an object of all of them when it is first asked for. */
export function headerOf(response: IncomingMessage, name: string): string | undefined {
  const { rawHeaders } = response;
  let found: string | undefined;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const header = rawHeaders[i] as string;
    if (header.length !== name.length || header.toLowerCase() !== name) continue;
    if (found !== undefined) {
      // What several mean depends on the header; Node knows.
      const value = response.headers[name];
      return typeof value === "string" ? value : undefined;
    }
    found = rawHeaders[i + 1];
  }
  return found;
}

/** Drops a byte order mark, as a decoder would. */
function textOf(chunks: readonly Buffer[], size: number): string {
  const text = (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size))?.toString() ?? "";
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

const BYTE_ORDER_MARK = 0xfeff;

interface WaitingForAll {
  readonly maxBytes: number;
  readonly onBytes: ((bytes: Uint8Array) => void) | undefined;
  resolve(text: string): void;
  reject(error: unknown): void;
}

interface Waiting {
  resolve(chunk: Buffer | undefined): void;
  reject(error: unknown): void;
}

const ENDED: Promise<undefined> = Promise.resolve(undefined);
