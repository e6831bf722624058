import { graceOf, whyNoAnswer } from "../answer/answer-end.ts";
import { parseBody } from "../answer/json-body.ts";
import { ReplyBuilder } from "../answer/reply-builder.ts";
import type { Call } from "../call/call.ts";
import type { CallControl } from "../call/call-control.ts";
import type { Settings } from "../call/settings.ts";
import { FailureError } from "../chat/errors.ts";
import type { StreamEvent } from "../chat/stream-event.ts";
import { transportFailure } from "../failure/transport-failure.ts";
import { unexpectedFailure } from "../failure/unexpected-failure.ts";
import type { CreateFramer, Framer } from "../framing/framer.ts";
import { onAbort } from "../platform/abort-callbacks.ts";
import type { AnswerSide, Protocol, StreamDecoder } from "../protocols/protocol.ts";
import { MAX_BODY_BYTES } from "../transport/read-body.ts";
import type { TransportResponse } from "../transport/transport.ts";
import { RawEvents, tapDecoder } from "./tap-decoder.ts";

/** What a reader of any framing is made of: an answer, how to read it, and who takes the events. */
export type ReaderArguments = [
  response: TransportResponse,
  protocol: Protocol,
  answers: AnswerSide,
  call: Call,
  timeouts: Settings["timeouts"],
  emit: (event: StreamEvent) => void,
  /** What came over the wire is given out as well. */
  hasRaw: boolean,
];

/** Reads the streamed answer to one attempt, and decides whether it is whole. */
export class AnswerReader {
  readonly builder: ReplyBuilder;
  readonly #response: TransportResponse;
  readonly #protocol: Protocol;
  readonly #answers: AnswerSide;
  readonly #control: CallControl;
  readonly #timeouts: Settings["timeouts"];
  readonly #decoder: StreamDecoder;
  readonly #framer: Framer;
  readonly #raw: RawEvents | undefined;
  #emitted = false;
  #begun = false;
  #hasProgressed = false;
  /** What the limit that runs, or would, is for. */
  #phase: "first" | "idle" | "grace" | undefined;
  /** What is left of it, in milliseconds, while the caller looks at what came. */
  #leftMs = 0;
  #hasUsage = false;
  /** What came is with the caller, and there is more. */
  #isWaiting = false;

  constructor(
    createFramer: CreateFramer,
    ...[response, protocol, answers, call, timeouts, emit, hasRaw]: ReaderArguments
  ) {
    this.#response = response;
    this.#protocol = protocol;
    this.#answers = answers;
    this.#control = call.control;
    this.#timeouts = timeouts;
    const raw = hasRaw ? new RawEvents(emit) : undefined;
    this.#raw = raw;
    this.builder = new ReplyBuilder((event) => {
      this.#emitted = true;
      if (raw === undefined) emit(event);
      else raw.emit(event);
    }, call.asked);
    const decoder = answers.createDecoder(this.builder);
    this.#decoder =
      raw === undefined
        ? decoder
        : tapDecoder(decoder, (value, event) => {
            if (raw.add(value, event)) this.#emitted = true;
          });
    this.#framer = createFramer(this.#decoder);
  }

  /** The provider has begun what must not be done twice. */
  get hasBegun(): boolean {
    return this.#decoder.hasBegun?.() === true;
  }

  /**
   * Reads on until there is an event, or the end.
   *
   * @returns whether the answer is whole; then all is emitted, and the connection is given back.
   * @throws FailureError for anything but a whole answer. The connection is closed then.
   */
  async advance(): Promise<boolean> {
    this.#isWaiting = false;
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
          await this.#complete(this.#framer.isTerminated());
          return true;
        }
        if (!this.#begun && (await this.#isWholeBody(bytes))) return true;
        this.#framer.feed(bytes);
        if (this.#framer.isTerminated()) {
          await this.#complete(true);
          return true;
        }
        if (!this.#emitted) this.#limit(true);
      }
      this.#isWaiting = true;
      return false;
    } catch (thrown) {
      this.#response.close(false);
      this.#decoder.release?.();
      throw unexpectedFailure(thrown, "protocol");
    } finally {
      this.#leftMs = this.#control.free();
    }
  }

  /** What is cut after the reason to end may be what says: the end. Where there is such a thing. */
  #end(): void {
    try {
      this.#framer.end();
    } catch (thrown) {
      const isCut = thrown instanceof FailureError && thrown.failure.code === "truncated";
      if (!isCut || this.#protocol.marksEnd !== true || this.#phase !== "grace") throw thrown;
    }
  }

  /** Nobody wants the rest. */
  close(): void {
    this.#isWaiting = false;
    this.#response.close(false);
  }

  /** Tells when the call is ended while nobody asks for more: nobody else would hear of it. */
  watch(onEnded: (reason: unknown) => void): void {
    const { ending } = this.#control;
    onAbort(ending, () => {
      if (!this.#isWaiting) return;
      this.close();
      onEnded(ending.reason);
    });
  }

  /** Once silence may end the answer, that no more bytes come is the end as well. */
  #onBroken(thrown: unknown): void {
    if (this.#phase !== "grace" || this.#control.ended !== undefined)
      throw transportFailure(thrown);
  }

  /**
   * What has to come by when. Only what means something moves a limit: pings and warnings do not.
   * @param isRunning a limit runs already
   */
  #limit(isRunning: boolean): void {
    const { builder } = this;
    const { firstEventMs, idleMs } = this.#timeouts;
    const graceMs = graceOf(builder, this.#protocol.marksEnd === true, idleMs);
    const moves =
      builder.progressed ||
      (graceMs !== undefined && this.#hasUsage !== (builder.usage !== undefined));
    this.#hasProgressed ||= builder.progressed;
    builder.progressed = false;
    this.#hasUsage = builder.usage !== undefined;
    const phase = graceMs !== undefined ? "grace" : this.#hasProgressed ? "idle" : "first";
    const isSame = phase === this.#phase && !moves;
    if (isSame && isRunning) return;
    this.#phase = phase;
    const left = isSame ? this.#leftMs : undefined;
    if (phase === "grace") this.#control.limit(left ?? (graceMs as number));
    else if (phase === "idle") {
      this.#control.limit(left ?? idleMs, "the next event (timeouts.idleMs)", idleMs);
    } else {
      this.#control.limit(
        left ?? firstEventMs,
        "the first event (timeouts.firstEventMs)",
        firstEventMs,
      );
    }
  }

  /** All is read: how long the check of calls takes is no matter of a limit's. */
  #complete(terminated: boolean): Promise<void> | undefined {
    const failure = whyNoAnswer(this.builder, terminated);
    if (failure !== undefined) throw new FailureError(failure);
    const checking = this.builder.complete();
    if (checking !== undefined) this.#control.free();
    this.#response.close(true);
    return checking;
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
    const body = parseBody(await this.#readRest(bytes));
    this.#raw?.add(body);
    this.#answers.readReply(body, this.builder);
    await this.#complete(true);
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
