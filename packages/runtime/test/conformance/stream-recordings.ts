import { type Recording, recordings } from "../support/wire.ts";
import { RECORDED_PROTOCOLS, recordedProtocol } from "./recorded-client.ts";
import { valueSpans } from "./value-spans.ts";

/** Names and recordings of all answers that came as a stream. */
export function streamRecordings(): readonly (readonly [string, Recording])[] {
  return RECORDED_PROTOCOLS.flatMap((protocol) => recordings(protocol))
    .filter((recording) => isStream(recording) && isFramed(recording))
    .map((recording) => [recording.name, recording]);
}

/**
 * Whether a recorded request asked for a stream: by its body or its path. Some have no request; then
 * their answer tells.
 */
export function isStream({ protocol, request, response }: Recording): boolean {
  const body = request.body as { readonly stream?: unknown } | null;
  if (body?.stream === true || request.path?.includes(":streamGenerateContent") === true)
    return true;
  return protocol.startsWith("codex") || /^(?:data|event):/.test(response.body);
}

/** Errors, and Gemini's lists, answer a request for a stream with one JSON body. */
function isFramed({ protocol, response }: Recording): boolean {
  if (recordedProtocol(protocol).framing === "sse") return /^(?:data|event)?:/.test(response.body);
  const [first] = valueSpans(response.body, "ndjson");
  return response.status < 400 && first?.text.startsWith("{") === true;
}
