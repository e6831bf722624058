import type { Provider } from "@kei/registry/contract";
import { whyNoAnswer } from "../answer/answer-end.ts";
import { type BillContext, buildReply, costOfUsage, setOutput } from "../answer/build-reply.ts";
import { parseBody } from "../answer/json-body.ts";
import { type Asked, ReplyBuilder } from "../answer/reply-builder.ts";
import { type Call, loadAskLimiter } from "../call/call.ts";
import { withReceived } from "../call/estimate-tokens.ts";
import type { FailedCall } from "../call/options.ts";
import { readRateLimit } from "../call/rate-limit.ts";
import { FailureError } from "../chat/errors.ts";
import type { Reply, Usage, Warning } from "../chat/reply.ts";
import type { OutputReader } from "../output/create-output-reader.ts";
import { callHook } from "../platform/call-hook.ts";
import type { Clock } from "../platform/clock.ts";
import type { AnswerSide } from "../protocols/protocol.ts";
import type { ModelCatalog, ResolvedModel } from "./model-catalog.ts";

/** A call that was begun, and what is needed to make a reply of its answer. */
export interface Begun {
  readonly call: Call;
  /** What went over the wire: `extraBody` may name another than the request. */
  readonly model: ResolvedModel;
  readonly warnings: readonly Warning[];
  /** Absent: no schema was asked for. */
  readonly readOutput: OutputReader | undefined;
}

/**
 * Makes replies of answers, for one client. It and all that it needs are loaded while the first request
 * is under way.
 */
export class Replies {
  readonly answers: AnswerSide;
  readonly #provider: Provider;
  readonly #findModel: ModelCatalog["find"];
  readonly #clock: Clock;

  constructor(answers: AnswerSide, provider: Provider, { find }: ModelCatalog, clock: Clock) {
    this.answers = answers;
    this.#provider = provider;
    this.#findModel = find;
    this.#clock = clock;
  }

  /** The value of a whole body. @throws FailureError */
  parse(text: string): unknown {
    return parseBody(text);
  }

  /** What a whole answer is read into. */
  createBuilder(asked: Asked | undefined): ReplyBuilder {
    return new ReplyBuilder(undefined, asked);
  }

  /**
   * Reads a whole answer.
   *
   * @returns a promise when its calls are checked first
   * @throws FailureError when it is none
   */
  read(body: unknown, builder: ReplyBuilder): Promise<void> | undefined {
    this.answers.readReply(body, builder);
    const failure = whyNoAnswer(builder, true);
    if (failure !== undefined) throw new FailureError(failure);
    return builder.complete();
  }

  /** @throws KeiError when the answer does not follow the schema that was asked for. */
  async reply(begun: Begun, builder: ReplyBuilder, raw: unknown): Promise<Reply<never>> {
    const { model, readOutput, warnings, call } = begun;
    const reply = buildReply(builder, this.#billingOf(model, call), {
      requestId: call.requestId,
      rateLimit: call.response && readRateLimit(call.response, call.answeredAt),
      raw,
      warnings,
    });
    if (readOutput !== undefined) {
      try {
        setOutput(reply, await readOutput(builder.finishReason, reply));
      } catch (thrown) {
        throw call.toError(thrown, builder.parts());
      }
    }
    const { onReply } = call.settings.hooks;
    if (onReply !== undefined) callHook(onReply, Object.assign({}, call.info(model.id), { reply }));
    return reply;
  }

  /** What is known of a call that failed. */
  failed({ call, model }: Begun, builder: ReplyBuilder | undefined): FailedCall {
    const info = call.info(model.id);
    const usage = builder?.usage;
    if (builder === undefined || usage === undefined) return info;
    const counted = withReceived(usage, receivedOf(builder));
    return { ...info, usage, cost: costOfUsage(builder, counted, this.#billingOf(model, call)) };
  }

  /** Tells the limiter what an answer took, as far as it came. */
  settle({ call, model }: Begun, builder: ReplyBuilder): void {
    const { limiter } = call;
    const part = loadAskLimiter.loaded;
    if (limiter === undefined || part === undefined) return;
    const received = receivedOf(builder);
    const cost = (usage: Usage) => costOfUsage(builder, usage, this.#billingOf(model, call));
    call.settle(part.spentOf(limiter, this.#provider, model.id, builder.usage, cost, received));
  }

  #billingOf({ id, facts }: ResolvedModel, call: Call): BillContext {
    return {
      provider: this.#provider,
      modelId: id,
      facts,
      findModel: this.#findModel,
      sent: call.body,
      at: this.#clock.date(),
    };
  }
}

/** Characters of an answer that has no end: nobody may have counted them. */
function receivedOf({ finishReason, textLength }: ReplyBuilder): number | undefined {
  return finishReason === undefined ? textLength : undefined;
}
