import type { KeiErrorCode } from "../../src/chat/errors.ts";
import type { FinishReason, Usage } from "../../src/chat/reply.ts";

/** What a client has to make of a recorded exchange. */
export type Expectation = ExpectedReply | ExpectedError;

export interface ExpectedReply {
  readonly kind: "reply";
  readonly text: string;
  readonly toolCalls: readonly ExpectedCall[];
  /** Absent: none was shown. */
  readonly reasoning?: string;
  readonly refusal?: string;
  readonly finishReason: FinishReason;
  readonly usage?: Usage;
  /** Absent: no header has it, and nothing is expected. */
  readonly requestId?: string;
}

export interface ExpectedCall {
  /** Absent: the provider gave none, and any will do. */
  readonly id?: string;
  readonly name: string;
  readonly arguments: unknown;
  /** What the model wrote, when it is not JSON. */
  readonly invalidArguments?: string;
}

export interface ExpectedError {
  readonly kind: "error";
  readonly code: KeiErrorCode;
  /** Absent: the recording does not say which, and any will do. */
  readonly status?: number;
  readonly requestId?: string;
}
