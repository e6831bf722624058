import type { Transport } from "../../src/transport/transport.ts";
import type { Recording } from "../support/wire.ts";

/** What the body of a replayed answer ends with. */
export interface Ending {
  /** What reading fails with after the last piece; absent: the body ends. */
  readonly failure?: unknown;
}

/** Answers every request with a recorded status and headers, and a body in the given pieces. */
export function replay(
  { response }: Pick<Recording, "response">,
  pieces: readonly Uint8Array[],
  { failure }: Ending = {},
): Transport {
  return {
    send: () => {
      let next = 0;
      const read = () => {
        const piece = pieces[next];
        next += 1;
        if (piece === undefined && failure !== undefined) return Promise.reject(failure);
        return Promise.resolve(piece);
      };
      return Promise.resolve({
        // The codex tool has an exit code instead, which its transport tells in its own way.
        status: Math.max(response.status, 200),
        header: (name) => response.headers[name],
        read,
        async text() {
          const decoder = new TextDecoder();
          let text = "";
          for (let piece = await read(); piece !== undefined; piece = await read()) {
            text += decoder.decode(piece, { stream: true });
          }
          return text + decoder.decode();
        },
        close() {},
      });
    },
  };
}
