import type { Call } from "../call/call.ts";
import type { Settings } from "../call/settings.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { AnswerStream } from "./answer-stream.ts";

/**
 * The values of a stream as they came, for `raw` of a protocol that has nothing else. They are read as
 * an answer is, so that its failures are found.
 *
 * @throws KeiError
 */
export async function readValues(
  protocol: Protocol,
  settings: Settings,
  call: Call,
): Promise<unknown[]> {
  let values: unknown[] = [];
  const recording: Protocol = {
    ...protocol,
    createDecoder(builder) {
      const decoder = protocol.createDecoder(builder);
      // Every attempt has a decoder of its own.
      values = [];
      return {
        push(value, event) {
          values.push(value);
          decoder.push(value, event);
        },
        get terminated() {
          return decoder.terminated;
        },
        get reasoned() {
          return decoder.reasoned === true;
        },
        get begun() {
          return decoder.begun === true;
        },
        oversized: decoder.oversized ?? "fail",
      };
    },
  };
  const finish = () => Promise.resolve(undefined as never);
  const open = () => Promise.resolve(call);
  await new AnswerStream({ protocol: recording, settings, open, finish }).result();
  return values;
}
