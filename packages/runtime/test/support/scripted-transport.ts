import type {
  Transport,
  TransportRequest,
  TransportResponse,
} from "../../src/transport/transport.ts";

/** An answer in the order in which it happens. */
export interface ScriptedAnswer {
  /** @default 200 */
  readonly status?: number;
  /** @default a content type */
  readonly headers?: Readonly<Record<string, string>>;
  /** Pieces of the body; `"stall"` waits for ever, an error breaks the connection. */
  readonly body?: string | readonly (string | Uint8Array | Error | typeof stall)[];
}

/** Nothing more comes, and the connection stays open. */
export const stall = Symbol("stall");

export interface ScriptedTransport extends Transport {
  /** What was sent. */
  readonly requests: TransportRequest[];
  /** What the answers' connections were closed with; `undefined` while open. */
  readonly closed: (boolean | undefined)[];
}

/** Answers each request with the next line of the script; `stall` never gives headers. */
export function scriptedTransport(
  ...script: readonly (ScriptedAnswer | Error | typeof stall)[]
): ScriptedTransport {
  const requests: TransportRequest[] = [];
  const closed: (boolean | undefined)[] = [];
  return {
    requests,
    closed,
    async send(request, signal) {
      signal.throwIfAborted();
      const line = script[requests.length];
      requests.push(request);
      const number = closed.push(undefined) - 1;
      if (line === undefined) throw new Error(`request ${requests.length} was not expected`);
      if (line instanceof Error) throw line;
      if (line === stall) return await aborted(signal);
      return answer(line, signal, (reuse) => {
        closed[number] ??= reuse;
      });
    },
  };
}

function answer(
  { status = 200, headers = {}, body = "" }: ScriptedAnswer,
  signal: AbortSignal,
  onClose: (reuse: boolean) => void,
): TransportResponse {
  const pieces = (typeof body === "string" ? [body] : body).filter((piece) => piece !== "");
  let next = 0;
  const read = async () => {
    signal.throwIfAborted();
    const piece = pieces[next];
    next += 1;
    if (piece instanceof Error) throw piece;
    if (piece === stall) return await aborted(signal);
    return typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
  };
  return {
    status,
    header: (name) => headers[name],
    read,
    async text(_, onBytes) {
      const decoder = new TextDecoder();
      let text = "";
      for (let bytes = await read(); bytes !== undefined; bytes = await read()) {
        onBytes?.(bytes);
        text += decoder.decode(bytes, { stream: true });
      }
      return text + decoder.decode();
    },
    close: onClose,
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
