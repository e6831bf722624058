import type { Call, CallContext } from "../call/call.ts";
import type { KeiError } from "../chat/errors.ts";
import { callHook } from "../platform/call-hook.ts";
import { createLoader, type Loader } from "../platform/load-part.ts";
import type { AnswerSide } from "../protocols/protocol.ts";
import { AnswerStream, type StreamPart } from "./answer-stream.ts";
import { tapDecoder } from "./tap-decoder.ts";

/**
 * The values of a stream as they came, for `raw` of a protocol that has nothing else. They are read as
 * an answer is, so that its failures are found.
 *
 * @throws KeiError
 */
export async function readValues(
  { protocol, settings, load }: CallContext & { readonly load: Loader<StreamPart> },
  call: Call,
): Promise<unknown[]> {
  let values: unknown[] = [];
  const recording = (answers: AnswerSide): AnswerSide => ({
    ...answers,
    createDecoder(builder) {
      // Every attempt has a decoder of its own.
      values = [];
      return tapDecoder(answers.createDecoder(builder), (value) => values.push(value));
    },
  });
  const loadRecording = createLoader(async (): Promise<StreamPart> => {
    const { createReader, replies } = await load();
    return { createReader, replies: { answers: recording(replies.answers) } };
  });
  const finish = () => Promise.resolve(undefined as never);
  const open = () => Promise.resolve({ call, protocol, settings, load: loadRecording });
  const onError = (error: KeiError) => callHook(settings.hooks.onError, error);
  await new AnswerStream({ onError, open, finish }).result();
  return values;
}
