import { loadWriteRequest } from "../../src/client/spoken.ts";
import type { Protocol, RequestSide } from "../../src/protocols/protocol.ts";
import { PROTOCOLS } from "./answer-sides.ts";

// At once, not with the first call: a clock of a test's own does not wait for files.
await Promise.all([loadWriteRequest(), ...PROTOCOLS.map((protocol) => protocol.loadRequests())]);

/** What writes the requests of a protocol. */
export function requestsOf<Body extends object>(protocol: Protocol<Body>): RequestSide<Body> {
  const { loaded } = protocol.loadRequests;
  if (loaded === undefined) throw new Error(`${protocol.name} was not loaded`);
  return loaded;
}
