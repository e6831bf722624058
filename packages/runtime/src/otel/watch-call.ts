import { context, isSpanContextValid, type Span, SpanKind } from "@opentelemetry/api";
import type { CallHooks, CallStart, TraceHeaders } from "../call/options.ts";
import type { KeiError } from "../chat/errors.ts";
import type { Usage } from "../chat/reply.ts";
import type { StreamEvent } from "../chat/stream-event.ts";
import { inputContent, outputContent } from "./messages.ts";
import type { Fields } from "./names.ts";
import { costFields, finishReason, replyFields, usageFields } from "./reply-fields.ts";
import { callFields, requestFields } from "./request-fields.ts";
import { type Means, Watch } from "./watch.ts";

/** Events that are a part of an answer. */
const CHUNKS: ReadonlySet<StreamEvent["type"]> = new Set([
  "text",
  "reasoning",
  "refusal",
  "tool-call-delta",
  "tool-call",
  "image",
  "file",
]);

/** A span of one call, with all its attempts, and what is measured of it. */
export function watchCall(call: CallStart, means: Means): CallHooks {
  const { clock, instruments, content, messagesHaveReasons } = means;
  const common = callFields(call);
  const name = `${common.operation} ${call.model}`;
  const watch = new Watch(means, name, SpanKind.CLIENT, { ...common, ...requestFields(call) });
  if (content && watch.span.isRecording()) watch.note(inputContent(call.request));
  const between: number[] = [];
  let firstMs: number | undefined;
  let last = 0;

  const end = (error: KeiError | undefined, usage: Usage | undefined, known: Fields) => {
    const counts = usageFields(usage);
    const fields: Fields = { ...known, ...counts };
    const errorType = error?.code;
    const timeToFirstChunk = firstMs && firstMs / 1000;
    watch.end(error, { ...fields, errorType, timeToFirstChunk }, (seconds) => {
      const of = { ...common, responseModel: fields.responseModel };
      instruments.record("duration", seconds, { ...of, errorType });
      if (timeToFirstChunk !== undefined) {
        instruments.record("timeToFirstChunk", timeToFirstChunk, of);
      }
      for (const ms of between) instruments.record("timePerChunk", ms / 1000, of);
      instruments.recordUsage(counts, of, errorType);
      instruments.recordCost(fields, of);
    });
  };

  return {
    around: (send) => context.with(watch.context, send, undefined, traceOf(watch.span)),
    onRetry({ attempt, delayMs, error }) {
      const retried = { errorType: error.code, attempts: attempt, retryDelay: delayMs };
      watch.event("kei.retry", retried);
    },
    ...(call.isStream && {
      onEvent({ type }) {
        if (!CHUNKS.has(type)) return;
        const at = clock.now();
        if (firstMs === undefined) firstMs = watch.elapsedMs;
        else between.push(at - last);
        last = at;
      },
    }),
    onReply({ reply, attempts }) {
      const reason = messagesHaveReasons ? finishReason(reply) : undefined;
      const words = content && watch.span.isRecording() && outputContent(reply, reason);
      end(undefined, reply.usage, { ...replyFields(reply, call), attempts, ...words });
    },
    onError(error, failed) {
      const { partialReply, attempts, requestId } = error;
      const reason = messagesHaveReasons ? "error" : undefined;
      const words = content && partialReply && outputContent(partialReply, reason);
      end(error, failed?.usage, {
        ...costFields(failed?.cost),
        // One was to come as soon as something was sent.
        finishReasons: attempts > 0 ? ["error"] : undefined,
        attempts,
        requestId,
        ...words,
      });
    },
  };
}

/** As W3C Trace Context has it. */
function traceOf(span: Span): TraceHeaders {
  const of = span.spanContext();
  if (!isSpanContextValid(of)) return {};
  const flags = of.traceFlags.toString(16).padStart(2, "0");
  const tracestate = of.traceState?.serialize();
  return { traceparent: `00-${of.traceId}-${of.spanId}-${flags}`, tracestate };
}
