import type { Ending } from "../platform/abort-callbacks.ts";
import type { LeanSignal } from "../platform/lean-signal.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";

type Send = (request: TransportRequest, signal: Ending) => Promise<TransportResponse>;

/** Of our own transports, what they send by. */
const SENDS = new WeakMap<Transport, Send>();

/** A transport that needs no more of its signal than what {@link LeanSignal} has. */
export function createLeanTransport(send: Send): Transport {
  const transport: Transport = { send };
  SENDS.set(transport, send);
  return transport;
}

/** Sends, by a signal where the transport is somebody else's. */
export function sendUntil(
  transport: Transport,
  request: TransportRequest,
  ending: LeanSignal,
): Promise<TransportResponse> {
  const send = SENDS.get(transport);
  return send === undefined ? transport.send(request, ending.signal) : send(request, ending);
}
