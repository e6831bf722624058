import http from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { Readable } from "node:stream";
import { type Ending, offAbort, onAbort } from "../platform/abort-callbacks.ts";
import { createLeanTransport } from "./lean-transport.ts";
import { connectFailure } from "./network-failure.ts";
import { decode } from "./node-decode.ts";
import { createNodeResponse, headerOf } from "./node-response.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";

export interface NodeTransportOptions {
  /** For `http:` URLs: with settings of its own, or a proxy's. @default one for the process */
  readonly httpAgent?: http.Agent | undefined;
  /** For `https:` URLs. @default one for the process */
  readonly httpsAgent?: HttpsAgent | undefined;
  /** Most connections to one host at a time, where no agent is passed. @default unlimited */
  readonly maxSockets?: number | undefined;
}

/** How long a connection that nobody uses is kept, where the server does not say. */
const IDLE_MS = 60_000;

/**
 * Requests over node:http and node:https, for less than half of what fetch costs. Connections are
 * kept for later requests; while nothing is asked they do not keep the process alive. Proxy
 * variables are followed as by Node's own agents: with `NODE_USE_ENV_PROXY=1`, from Node 24 on.
 */
export function createNodeTransport(options: NodeTransportOptions = {}): Transport {
  const { httpAgent, httpsAgent, maxSockets } = options;
  const agents: Agents = maxSockets === undefined ? SHARED : new Map();
  const send = async (request: TransportRequest, signal: Ending) => {
    const { protocol, host, hostname, port, pathname, search } = new URL(request.url);
    const secure = protocol === "https:";
    // Loaded for the first request that needs it: it takes longer than all the rest.
    if (secure) https ??= (await import("node:https")).default;
    const module = secure && https !== undefined ? https : http;
    const passedIn = secure ? httpsAgent : httpAgent;
    return exchange(request, signal, module, passedIn === undefined, {
      protocol,
      // An IPv6 address has brackets in a URL only.
      hostname: hostname.startsWith("[") ? hostname.slice(1, -1) : hostname,
      port,
      path: pathname + search,
      method: request.method,
      headers: headerList(request, host),
      agent: passedIn ?? agentOf(module, agents, maxSockets),
    });
  };
  return createLeanTransport(send);
}

/**
 * Headers as a list go out as they are: Node spares itself a table of them, a tenth of a call. Then
 * nothing is added to them: neither the host, nor the length, which some servers want (mlx_lm answers
 * 411 without); what a caller's headers say of it may be wrong.
 */
function headerList({ method, headers, body }: TransportRequest, host: string): string[] {
  const list = ["host", headers["host"] ?? host];
  if (method !== "GET") list.push("content-length", String(Buffer.byteLength(body)));
  for (const name in headers) {
    if (name !== "host" && name !== "content-length") list.push(name, headers[name] as string);
  }
  return list;
}

type Module = Pick<typeof http, "request" | "Agent" | "globalAgent">;
type Agents = Map<Module, http.Agent>;

const SHARED: Agents = new Map();
let https: Module | undefined;

function agentOf(module: Module, agents: Agents, maxSockets = Infinity): http.Agent {
  let agent = agents.get(module);
  if (agent === undefined) {
    const options = { keepAlive: true, maxSockets, timeout: IDLE_MS, proxyEnv: proxyEnv(module) };
    agent = new module.Agent(options);
    agents.set(module, agent);
  }
  return agent;
}

/** What Node's own agent follows of the environment; absent: nothing. */
function proxyEnv(module: Module): unknown {
  const { options } = module.globalAgent as { options?: { readonly proxyEnv?: unknown } };
  return options?.proxyEnv;
}

function exchange(
  { url, body }: TransportRequest,
  signal: Ending,
  module: Module,
  ownAgent: boolean,
  options: http.RequestOptions,
): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    let answered = false;
    let current: http.ClientRequest;
    let stop = () => reject(signal.reason);
    const abort = () => {
      release();
      // Deno takes a kept connection that ends for a stale one, and would send the request again
      // (denoland/deno#36786).
      current.reusedSocket = false;
      current.destroy();
      stop();
    };
    const release = () => offAbort(signal, abort);

    /** `again`: may go over another connection, once. */
    const send = (again: boolean) => {
      const request = module.request(options);
      current = request;
      let isWritten = false;
      request.on("response", (response) => {
        answered = true;
        const answer = (decoded: Readable) => {
          const [exchange, cancel] = createNodeResponse(
            request,
            response,
            decoded,
            signal,
            release,
          );
          stop = cancel;
          resolve(exchange);
        };
        const encoding = headerOf(response, "content-encoding");
        if (encoding === undefined) answer(response);
        else void decode(response, encoding).then(answer);
      });
      const onFailure = (error?: unknown) => {
        if (answered || request !== current || signal.aborted) return;
        // Of what was written nobody knows whether the server has read it: the call above counts what
        // goes out twice, and says so.
        if (again && !isWritten) {
          send(false);
          return;
        }
        release();
        const remedy = ownAgent && proxyEnv(module) === undefined ? REMEDY : undefined;
        reject(connectFailure(error, url, remedy));
      };
      request.on("error", onFailure);
      // The only sign of some ends: of an answer that wants to change the protocol.
      request.on("close", onFailure);
      const write = () => {
        isWritten = true;
        request.end(body);
      };
      if (request.reusedSocket && TELLS_OF_ENDS) afterNews(write);
      else write();
    };

    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    send(true);
    onAbort(signal, abort);
  });
}

/** Deno's `node:http` tells of the end of a kept connection only once something is written to it. */
const TELLS_OF_ENDS = !("Deno" in globalThis);

/**
 * Once the process has heard what came before now: mostly that the server has closed a kept connection, as
 * while the process slept. What is done between two looks at the network comes after the first of them.
 */
function afterNews(action: () => void): void {
  setImmediate(() => setImmediate(action));
}

const REMEDY = "set NODE_USE_ENV_PROXY=1 (Node 24 or later), or pass an agent that follows it";
