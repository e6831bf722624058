import { MAX_BODY_BYTES, parseBody } from "../answer/json-body.ts";
import { ReplyBuilder } from "../answer/reply-builder.ts";
import type { Call } from "../call/call.ts";
import type { CallControl } from "../call/call-control.ts";
import type { Settings } from "../call/settings.ts";
import { FailureError } from "../chat/errors.ts";
import type { StreamEvent } from "../chat/stream-event.ts";
import { transportFailure } from "../failure/transport-failure.ts";
import type { CreateFramer, Framer } from "../framing/framer.ts";
import type { Protocol, StreamDecoder } from "../protocols/protocol.ts";
import type { TransportResponse } from "../transport/transport.ts";

/** After a reason to end but no terminator: how long the rest, such as the usage, may take. */
const LINGER_MS = 1000;

/** What a reader of any framing is made of: an answer, how to read it, and who takes the events. */
export type ReaderArguments = [
  response: TransportResponse,
  protocol: Protocol,
  call: Call,
  timeouts: Settings["timeouts"],
  emit: (event: StreamEvent) => void,
];

/** Reads the streamed answer to one attempt, and decides whether it is whole. */
export class AnswerReader {
  readonly builder: ReplyBuilder;
  readonly #response: TransportResponse;
  readonly #protocol: Protocol;
  readonly #control: CallControl;
  readonly #timeouts: Settings["timeouts"];
  readonly #decoder: StreamDecoder;
  readonly #framer: Framer;
  #emitted = false;
  #begun = false;
  #hasProgressed = false;

  constructor(
    createFramer: CreateFramer,
    ...[response, protocol, call, timeouts, emit]: ReaderArguments
  ) {
    this.#response = response;
    this.#protocol = protocol;
    this.#control = call.control;
    this.#timeouts = timeouts;
    this.builder = new ReplyBuilder((event) => {
      this.#emitted = true;
      emit(event);
    }, call.asked);
    this.#decoder = protocol.createDecoder(this.builder);
    this.#framer = createFramer(this.#decoder);
  }

  /** The provider has begun what must not be done twice. */
  get hasBegun(): boolean {
    return this.#decoder.begun === true;
  }

  /**
   * Reads on until there is an event, or the end.
   *
   * @returns whether the answer is whole; then all is emitted, and the connection is given back.
   * @throws FailureError for anything but a whole answer. The connection is closed then.
   */
  async advance(): Promise<boolean> {
    this.#emitted = false;
    this.#limit(false);
    try {
      while (!this.#emitted) {
        let bytes: Uint8Array | undefined;
        try {
          bytes = await this.#response.read();
        } catch (thrown) {
          this.#onBroken(thrown);
        }
        if (bytes === undefined) {
          this.#end();
          this.#complete(this.#framer.terminated);
          return true;
        }
        if (!this.#begun && (await this.#isWholeBody(bytes))) return true;
        this.#framer.feed(bytes);
        if (this.#framer.terminated) {
          this.#complete(true);
          return true;
        }
        if (!this.#emitted) this.#limit(true);
      }
      return false;
    } catch (thrown) {
      this.#response.close(false);
      throw thrown;
    } finally {
      this.#control.free();
    }
  }

  /** What is cut after the reason to end may be what says: the end. Where there is such a thing. */
  #end(): void {
    try {
      this.#framer.end();
    } catch (thrown) {
      const isCut = thrown instanceof FailureError && thrown.failure.code === "truncated";
      const hasEnded = this.#protocol.marksEnd === true && this.builder.finishReason !== undefined;
      if (!isCut || !hasEnded) throw thrown;
    }
  }

  /** Nobody wants the rest. */
  close(): void {
    this.#response.close(false);
  }

  /** Once there is a reason to end, that no more bytes come is the end as well. */
  #onBroken(thrown: unknown): void {
    if (this.builder.finishReason === undefined || this.#control.ended !== undefined) {
      throw transportFailure(thrown);
    }
  }

  /**
   * What has to come by when. Only what means something moves a limit that runs; pings do not.
   * @param isRunning a limit runs already
   */
  #limit(isRunning: boolean): void {
    const { builder } = this;
    if (builder.finishReason !== undefined) {
      this.#control.limit(LINGER_MS);
      return;
    }
    if (isRunning && !builder.progressed) return;
    this.#hasProgressed ||= builder.progressed;
    builder.progressed = false;
    if (this.#hasProgressed) {
      this.#control.limit(this.#timeouts.idleMs, "the next event (timeouts.idleMs)");
    } else {
      this.#control.limit(this.#timeouts.firstEventMs, "the first event (timeouts.firstEventMs)");
    }
  }

  #complete(terminated: boolean): void {
    const { builder } = this;
    if (builder.finishReason === undefined && (!terminated || builder.isEmpty)) {
      throw new FailureError(
        terminated
          ? { code: "protocol", message: "the stream ended without an answer", retryable: true }
          : { code: "truncated", message: "the stream was cut before its end" },
      );
    }
    builder.complete();
    this.#response.close(true);
  }

  /**
   * Whether the answer is no stream but one JSON body, as from servers that do not stream, or do not
   * for errors; then it was read. A page of HTML is a failure.
   */
  async #isWholeBody(bytes: Uint8Array): Promise<boolean> {
    const first = bytes.find((byte) => byte > SPACE && byte < BOM_MIN);
    if (first === undefined) return false;
    this.#begun = true;
    if (first === LESS_THAN) {
      throw new FailureError({
        code: "protocol",
        message: "the answer is not a stream but HTML or XML: check the option endpoint",
      });
    }
    if (this.#protocol.framing === "ndjson" || (first !== BRACE && first !== BRACKET)) return false;
    this.#protocol.readReply(parseBody(await this.#readRest(bytes)), this.builder);
    this.#complete(true);
    return true;
  }

  async #readRest(first: Uint8Array): Promise<string> {
    const decoder = new TextDecoder();
    let text = decoder.decode(first, { stream: true });
    try {
      for (;;) {
        const bytes = await this.#response.read();
        if (bytes === undefined) return text + decoder.decode();
        text += decoder.decode(bytes, { stream: true });
        if (text.length > MAX_BODY_BYTES) {
          throw new FailureError({ code: "protocol", message: "the answer is larger than 64 MiB" });
        }
      }
    } catch (thrown) {
      throw transportFailure(thrown);
    }
  }
}

const SPACE = 0x20;
const LESS_THAN = 0x3c;
const BRACKET = 0x5b;
const BRACE = 0x7b;
/** The bytes of a byte order mark, and of nothing else that a stream begins with, are from here on. */
const BOM_MIN = 0xbb;
