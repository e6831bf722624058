import type { Provider } from "@kei/registry";
import { AnswerStream } from "./answer-stream.ts";
import { buildReply } from "./build-reply.ts";
import {
  Call,
  type CallContext,
  type CallRequest,
  callHook,
  describeRequest,
  toKeiError,
} from "./call.ts";
import type { Client, RawOptions } from "./client.ts";
import { FailureError, KeiError } from "./errors.ts";
import { parseBody } from "./json-body.ts";
import { mergeBody } from "./merge-body.ts";
import type { ModelCatalog, ResolvedModel } from "./model-catalog.ts";
import type { ClientOptions } from "./options.ts";
import type { OutputSchema } from "./output/output-schema.ts";
import { prepareRequest } from "./prepare/prepare-request.ts";
import type { Protocol } from "./protocols/protocol.ts";
import type { Reply, Warning } from "./reply.ts";
import { ReplyBuilder } from "./reply-builder.ts";
import type { ChatRequest, UnsafeModel } from "./request.ts";
import { resolveSettings } from "./settings.ts";
import { MAX_BODY_BYTES } from "./stream/answer-reader.ts";
import { readValues } from "./stream/read-values.ts";
import type { TransportResponse } from "./transport/transport.ts";
import { transportFailure } from "./transport-failure.ts";

/** A checked request: what is sent, and what is needed to make a reply of the answer. */
interface Prepared {
  readonly request: CallRequest;
  readonly model: ResolvedModel;
  readonly output: OutputSchema | undefined;
  readonly warnings: readonly Warning[];
}

/** @throws KeiError of code `config` for a wrong option. */
export function createProviderClient(
  provider: Provider,
  catalog: ModelCatalog,
  protocol: Protocol,
  options: ClientOptions,
): Client {
  /** What fails before there is a call. */
  const guarded = <T>(action: () => T, model?: unknown): T => {
    try {
      return action();
    } catch (thrown) {
      if (!(thrown instanceof FailureError)) throw thrown;
      throw toKeiError(thrown.failure, { provider, model: nameOf(model) });
    }
  };
  const settings = guarded(() => resolveSettings(provider, protocol, options));
  const context: CallContext = { provider, protocol, settings };

  const prepare = (request: ChatRequest, stream: boolean): Prepared => {
    if (typeof request !== "object" || request === null) {
      throw new FailureError({ code: "bad-request", message: "the request must be an object" });
    }
    const model = catalog.resolve(request.model);
    const warnings: Warning[] = [];
    const warn = (warning: Warning) => {
      warnings.push(warning);
      callHook(settings.warn, warning);
    };
    catalog.warnIfDeprecated(model, warn);
    const prepared = prepareRequest(request, model, protocol, provider, warn);
    const body = protocol.body(prepared, stream);
    const { extraBody } = request;
    return {
      request: {
        modelId: model.id,
        url: protocol.url(settings.endpoint, model.id, stream),
        body: extraBody === undefined ? body : mergeBody(body, extraBody),
        stream,
        signal: request.signal,
      },
      model,
      output: request.output,
      warnings,
    };
  };

  const replyOf = (
    { model, output, warnings }: Prepared,
    builder: ReplyBuilder,
    call: Call,
    raw: unknown,
  ): Promise<Reply<never>> =>
    buildReply(builder, {
      provider,
      modelId: model.id,
      facts: model.facts,
      output,
      requestId: call.requestId,
      raw,
      warnings,
    });

  const stream = (request: ChatRequest) => {
    let prepared: Prepared;
    return new AnswerStream({
      protocol,
      settings,
      open: () =>
        guarded(() => {
          prepared = prepare(request, true);
          return new Call(context, prepared.request);
        }, request?.model),
      finish: (builder, call) => replyOf(prepared, builder, call, undefined),
    });
  };

  const chat = async (request: ChatRequest): Promise<Reply<never>> => {
    if (protocol.streamOnly === true) return await stream(request).result();
    const prepared = guarded(() => prepare(request, false), request?.model);
    return await run(prepared.request, async (call) => {
      const [builder, body] = await call.run(async (response) => {
        const answer = await readJson(call, response);
        const reply = new ReplyBuilder();
        protocol.readReply(answer, reply);
        if (reply.isEmpty && reply.finishReason === undefined) {
          throw new FailureError({ code: "protocol", message: "the body holds no answer" });
        }
        return [reply, answer];
      });
      builder.complete();
      try {
        return await replyOf(prepared, builder, call, body);
      } catch (thrown) {
        throw call.toError(thrown, builder.parts());
      }
    });
  };

  const raw = async (body: object, { model, signal }: RawOptions = {}): Promise<unknown> => {
    const request = guarded((): CallRequest => {
      const modelId = model ?? nameOf((body as { model?: unknown } | undefined)?.model);
      checkRawBody(body);
      return {
        modelId,
        url: protocol.url(settings.endpoint, modelId ?? "", false),
        body,
        stream: false,
        signal,
      };
    });
    if (protocol.streamOnly === true) {
      const open = () => guarded(() => new Call(context, request), request.modelId);
      return await readValues(protocol, settings, open);
    }
    return await run(request, (call) => call.run((response) => readJson(call, response)));
  };

  /** One call from its beginning to its end. */
  const run = async <T>(request: CallRequest, action: (call: Call) => Promise<T>): Promise<T> => {
    const call = guarded(() => new Call(context, request), request.modelId);
    try {
      return await action(call);
    } catch (thrown) {
      if (thrown instanceof KeiError) callHook(settings.hooks.onError, thrown);
      throw thrown;
    } finally {
      call.control.dispose();
    }
  };

  const readJson = async (call: Call, response: TransportResponse): Promise<unknown> => {
    call.control.limit(settings.timeouts.firstEventMs, "the body of the answer took longer");
    try {
      const text = await response.text(MAX_BODY_BYTES);
      return parseBody(text);
    } catch (thrown) {
      response.close(false);
      throw transportFailure(thrown);
    } finally {
      call.control.free();
    }
  };

  return {
    provider,
    chat,
    stream,
    request: (request: ChatRequest, { stream: isStream = false } = {}) =>
      guarded(() => describeRequest(context, prepare(request, isStream).request), request?.model),
    raw,
  } as Client;
}

function checkRawBody(body: unknown): void {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new FailureError({ code: "bad-request", message: "the body must be an object" });
  }
  if ((body as { stream?: unknown }).stream === true) {
    throw new FailureError({
      code: "bad-request",
      message: "raw() gives whole bodies: leave stream out, or use stream()",
    });
  }
}

function nameOf(model: unknown): string | undefined {
  if (typeof model === "string") return model;
  const unsafe = (model as Partial<UnsafeModel> | null | undefined)?.unsafeModel;
  return typeof unsafe === "string" ? unsafe : undefined;
}
