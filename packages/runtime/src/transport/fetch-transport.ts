import { type Ending, offAbort, onAbort } from "../platform/abort-callbacks.ts";
import { systemClock } from "../platform/clock.ts";
import { createLoader } from "../platform/load-part.ts";
import { noResponse } from "./check-response.ts";
import { createLeanTransport } from "./lean-transport.ts";
import { bodyFailure, DRAIN_MS, readText } from "./read-body.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";

/** What can say more of a connection that failed. */
export const loadNetworkFailure = createLoader(() => import("./network-failure.ts"));

/**
 * Requests over `fetch`, which every platform has.
 * @param customFetch @default `globalThis.fetch`, as it is at the time of each request
 */
export function createFetchTransport(customFetch?: typeof globalThis.fetch): Transport {
  const send = (
    { url, method, headers, body }: TransportRequest,
    signal: Ending,
  ): Promise<TransportResponse> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const fetch = customFetch ?? globalThis.fetch;
      // One for each request: fetch leaves its listeners on a signal until garbage is collected.
      const controller = new AbortController();
      // A fetch that was passed in may not heed its signal: nothing here waits for it to.
      let stop = () => reject(signal.reason);
      const abort = () => {
        release();
        controller.abort(signal.reason);
        stop();
      };
      const release = () => offAbort(signal, abort);
      onAbort(signal, abort);
      const onResponse = (response: Response) => {
        if (!isFetched(response)) {
          release();
          reject(noResponse("fetch", "a promise of a Response"));
          return;
        }
        const [exchange, cancel] = createResponse(response, controller, signal, release);
        stop = cancel;
        if (signal.aborted) stop();
        resolve(exchange);
      };
      const onError = (error: unknown) => {
        release();
        const remedy = customFetch === undefined ? REMEDY : undefined;
        // Offline that file may be out of reach as well: then the error says what it can.
        loadNetworkFailure().then(
          ({ connectFailure }) => reject(connectFailure(error, url, remedy)),
          () => reject(error),
        );
      };
      const init = {
        method,
        headers,
        body: method === "GET" ? null : body,
        redirect: "manual",
        signal: controller.signal,
      } as const;
      try {
        // What was passed in may give no promise.
        Promise.resolve(fetch(url, init)).then(onResponse, onError);
      } catch (error) {
        onError(error);
      }
    });
  return createLeanTransport(send);
}

/** Whether a fetch that was passed in gave a Response. That of node-fetch has a body of its own kind. */
function isFetched(response: Response | undefined): boolean {
  return (
    typeof response?.status === "number" &&
    typeof response.headers?.get === "function" &&
    (!response.body || typeof response.body.getReader === "function")
  );
}

/** What makes fetch follow proxy variables. */
const REMEDY = "set NODE_USE_ENV_PROXY=1 (Node 24 or later), or pass a `fetch` that follows it";

/** The answer, and what ends its body at once. */
function createResponse(
  response: Response,
  controller: AbortController,
  signal: Ending,
  release: () => void,
): [TransportResponse, () => void] {
  const reader = response.body?.getReader();
  let closed = false;
  let ended = false;

  const onRead = (result: { readonly done: boolean; readonly value?: Uint8Array | undefined }) => {
    if (closed || ended) return undefined;
    // Cancelled, which looks like an end.
    if (signal.aborted) throw signal.reason;
    if (!result.done) return result.value;
    ended = true;
    release();
    return undefined;
  };
  const onError = (error: unknown) => {
    if (closed) return undefined;
    release();
    throw signal.aborted ? signal.reason : bodyFailure(error);
  };

  const stop = () => {
    reader?.cancel().catch(() => {});
  };

  /** Lets the connection return to its pool, which it does when the body was read to its end. */
  async function drain(): Promise<void> {
    const timer = systemClock.setTimer(() => exchange.close(false), DRAIN_MS, false);
    try {
      while (reader !== undefined && !(await reader.read()).done);
      ended = true;
    } catch {
      // Nothing more was wanted.
    }
    systemClock.clearTimer(timer);
  }

  const exchange: TransportResponse = {
    // Browsers hide what a redirect says.
    status: response.type === "opaqueredirect" ? 302 : response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    read() {
      if (closed || reader === undefined) return ENDED;
      return reader.read().then(onRead, onError);
    },
    text: (maxBytes, onBytes) => readText(exchange, maxBytes, onBytes),
    close(reuse) {
      release();
      if (ended || (closed && reuse)) return;
      if (reuse) void drain();
      else {
        controller.abort();
        stop();
      }
      closed = true;
    },
  };
  if (reader === undefined) release();
  return [exchange, stop];
}

const ENDED: Promise<undefined> = Promise.resolve(undefined);
