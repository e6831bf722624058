import { type Framer, MAX_VALUE_LENGTH, type ValueSink } from "./framer.ts";
import { parseValue, tooLarge } from "./json-value.ts";

/**
 * A JSON value per line. Lines end at `\n` and nowhere else: a line may hold U+2028 as it is. Pieces
 * of a line are joined when it is whole, so that a long one in small pieces takes linear time.
 */
export function createNdjsonFramer(sink: ValueSink): Framer {
  const text = new TextDecoder();
  let pieces: string[] = [];
  let length = 0;
  let count = 0;
  // Inside a line that is left out, up to its end.
  let skipping = false;
  let done = false;

  const line = (json: string, cut: boolean) => {
    if (done || sink.isTerminated() || json === "" || json === "\r" || json.trim() === "") return;
    if (isOversized(json.length)) return;
    count += 1;
    const value = parseValue(json, count, cut, sink);
    if (value === undefined) done = true;
    else sink.push(value, undefined);
  };

  /** Whether to leave out what is so long; where that is not wanted it fails. */
  const isOversized = (size: number): boolean => {
    if (size <= MAX_VALUE_LENGTH) return false;
    if (sink.oversized !== "skip") throw tooLarge(count + 1, MAX_VALUE_LENGTH);
    return true;
  };

  const feedText = (chunk: string) => {
    let start = 0;
    for (let end = chunk.indexOf("\n"); end !== -1; end = chunk.indexOf("\n", start)) {
      const rest = chunk.slice(start, end);
      if (skipping) skipping = false;
      else if (pieces.length === 0) line(rest, false);
      else {
        const whole = pieces.join("") + rest;
        pieces = [];
        length = 0;
        line(whole, false);
      }
      start = end + 1;
    }
    if (start === chunk.length || skipping) return;
    const rest = start === 0 ? chunk : chunk.slice(start);
    pieces.push(rest);
    length += rest.length;
    if (!isOversized(length)) return;
    skipping = true;
    pieces = [];
    length = 0;
  };

  return {
    feed(bytes) {
      feedText(text.decode(bytes, { stream: true }));
    },
    end() {
      feedText(text.decode());
      line(pieces.join(""), true);
    },
    isTerminated() {
      return done || sink.isTerminated();
    },
  };
}
