import { callHook } from "../platform/call-hook.ts";
import type { LeanSignal } from "../platform/lean-signal.ts";
import { createLeanTransport, sendUntil } from "../transport/lean-transport.ts";
import type { Transport, TransportRequest } from "../transport/transport.ts";
import type { CallHooks, TraceHeaders } from "./options.ts";
import { runAround } from "./run-around.ts";
import type { Settings } from "./settings.ts";

/** The settings of a call: hooks that it has of its own are told after those of the client. */
export function withOwnHooks(settings: Settings): Settings {
  if (settings.ownHooks === undefined) return settings;
  const { around, ...own } = settings.ownHooks;
  const hooks = Object.assign({} as Record<string, unknown>, settings.hooks);
  for (const [name, hook] of Object.entries(own)) {
    const both = [hooks[name], hook] as (((...told: unknown[]) => void) | undefined)[];
    hooks[name] = (...told: unknown[]) => {
      for (const each of both) callHook(() => each?.(...told), undefined);
    };
  }
  return { ...settings, hooks, transport: aroundTransport(settings, around) };
}

function aroundTransport(
  { transport, isOwnEndpoint }: Settings,
  around: CallHooks["around"],
): Transport {
  if (around === undefined) return transport;
  return createLeanTransport((request, ending) =>
    runAround(around, (trace) =>
      // A call has no other kind of signal.
      sendUntil(transport, isOwnEndpoint ? traced(request, trace) : request, ending as LeanSignal),
    ),
  );
}

/** W3C Trace Context; a state may have 512 characters. */
const TRACE_HEADERS = ["traceparent", "tracestate"] as const;
const TRACE_VALUE = /^[\x20-\x7e]{1,512}$/;

/** A request with the trace that it is part of. What the caller says of it goes first. */
function traced(request: TransportRequest, trace: TraceHeaders = {}): TransportRequest {
  const headers: Record<string, string> = {};
  for (const name of TRACE_HEADERS) {
    const value = trace[name];
    if (typeof value === "string" && TRACE_VALUE.test(value)) headers[name] = value;
  }
  return { ...request, headers: Object.assign(headers, request.headers) };
}
