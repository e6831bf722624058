import { createParser } from "eventsource-parser";
import { type Framer, MAX_VALUE_LENGTH, type ValueSink } from "./framer.ts";
import { parseValue, tooLarge } from "./json-value.ts";

/** Names of events that only keep a connection alive, whatever they hold. */
const NOISE: readonly (string | undefined)[] = ["ping", "keepalive", "keep-alive", "heartbeat"];

/** Server-sent events with JSON as their data, as the WHATWG standard has them but for six things. */
export function createSseFramer(sink: ValueSink): Framer {
  const text = new TextDecoder();
  let count = 0;
  let done = false;
  let ending = false;
  /** JSON between the events, where there should be none. */
  let stray = "";
  const push = (data: string, event: string | undefined) => {
    if (done || sink.isTerminated()) return;
    if (data.length < MAX_END && data.trim() === "[DONE]") {
      done = true;
      return;
    }
    const value = parseValue(data, count, ending, sink, event);
    if (value === undefined) done = true;
    else sink.push(value, event);
  };
  const parser = createParser({
    maxBufferSize: MAX_VALUE_LENGTH,
    onEvent({ data, event }) {
      // Gateways keep connections alive with empty data, or with a comment put into the data.
      if (done || sink.isTerminated() || data === "" || data.charCodeAt(0) === COLON) return;
      if (event !== undefined && NOISE.includes(event)) return;
      count += 1;
      if (data.length > MAX_VALUE_LENGTH) throw tooLarge(count, MAX_VALUE_LENGTH);
      for (const part of partsOf(data)) push(part, event);
    },
    onError(error) {
      if (error.type === "max-buffer-size-exceeded") throw tooLarge(count + 1, MAX_VALUE_LENGTH);
      const line = error.line?.trim() ?? "";
      // Gateways that put usage into events lose the `data:` of those around it: the reason, and the end.
      if (stray === "" && isBareEvent(line)) {
        count += 1;
        push(line, undefined);
        return;
      }
      if (stray === "" && !/^[[{]/.test(line)) return;
      if (stray.length < MAX_STRAY) stray += `${line}\n`;
    },
  });

  return {
    feed(bytes) {
      parser.feed(text.decode(bytes, { stream: true }));
    },
    end() {
      ending = true;
      // The standard drops an event without the empty line after it; providers end streams so.
      parser.feed(`${text.decode()}\n`);
      // A server that fails may write its error so (js-genai#461).
      if (!sink.hasReason?.() && /"error"/.test(stray) && isJson(stray)) push(stray, undefined);
      parser.feed("\n");
    },
    isTerminated() {
      return done || sink.isTerminated();
    },
  };
}

/**
 * The values of an event: one, over however many lines. Servers forget the blank line between two, and
 * gateways write an error behind half an event; then each line is one, or only the last.
 */
function partsOf(data: string): readonly string[] {
  if (!data.includes("\n") || isJson(data)) return [data];
  const lines = data.split("\n").filter((line) => line.trim() !== "");
  if (lines.every((line) => isJson(line) || line.trim() === "[DONE]")) return lines;
  const last = lines.at(-1) ?? "";
  // What is no error behind half an event makes it no better.
  return isJson(last) && /"error"/.test(last) ? [last] : [data];
}

/** Whether a line is an event that lost its `data:`. An error is looked at where the stream ends. */
function isBareEvent(line: string): boolean {
  return line === "[DONE]" || (line.startsWith("{") && !/"error"/.test(line) && isJson(line));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const COLON = 58;
/** As much as is read of any error. */
const MAX_STRAY = 65_536;
/** Room for `[DONE]` with blanks around it. */
const MAX_END = 16;
