import type { Provider } from "@kei/registry/contract";
import type { ReplyBuilder } from "../answer/reply-builder.ts";
import { Call, type CallRequest, describeRequest, toKeiError } from "../call/call.ts";
import { checkOptions } from "../call/check-options.ts";
import type { ClientOptions, Preview } from "../call/options.ts";
import { settingsOfCall } from "../call/settings.ts";
import type { CallOptions } from "../chat/call-options.ts";
import { FailureError, KeiError } from "../chat/errors.ts";
import type { Reply } from "../chat/reply.ts";
import type { ChatRequest } from "../chat/request.ts";
import { badRequest } from "../failure/request-failures.ts";
import { transportFailure } from "../failure/transport-failure.ts";
import { unexpectedFailure } from "../failure/unexpected-failure.ts";
import { callHook } from "../platform/call-hook.ts";
import { createLoader } from "../platform/load-part.ts";
import { fields, isRecord, record, type UnknownRecord } from "../platform/records.ts";
import { unknownKey } from "../platform/unknown-key.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { AnswerStream } from "../stream/answer-stream.ts";
import type { readValues } from "../stream/read-values.ts";
import { MAX_BODY_BYTES } from "../transport/read-body.ts";
import type { TransportResponse } from "../transport/transport.ts";
import type { Client, RawOptions } from "./client.ts";
import type { ListedModel } from "./list-models.ts";
import { type ModelCatalog, modelName } from "./model-catalog.ts";
import { createPrepareCall } from "./prepare-call.ts";
import type { Begun, Replies } from "./replies.ts";
import { createSpoken, type Spoken } from "./spoken.ts";
import { createSpokenProtocols, type SpokenProtocols } from "./spoken-protocols.ts";

const SPACE = 0x20;

const loadReadValues = createLoader(() => import("../stream/read-values.ts"));

const loadCountTokens = createLoader(() => import("./count-tokens.ts"));

const loadListModels = createLoader(() => import("./list-models.ts"));

const CALL_OPTIONS: readonly string[] = [
  "headers",
  "timeouts",
  "retry",
  "signal",
] satisfies (keyof CallOptions)[];

/** @throws KeiError of code `config` for a wrong option. */
export function createProviderClient(
  provider: Provider,
  catalog: ModelCatalog,
  protocols: readonly [Protocol, ...Protocol[]],
  options: ClientOptions,
): Client {
  /** What fails before there is a call. */
  const early = (thrown: unknown, model: unknown): KeiError =>
    toKeiError(unexpectedFailure(thrown, "bad-request").failure, {
      provider,
      model: modelName(model),
    });
  /** @param begun of `chat` and `stream`: what it took */
  const tell = (error: KeiError, begun?: Begun, builder?: ReplyBuilder, replies?: Replies) => {
    const { onError } = begun?.call.settings.hooks ?? options.hooks ?? {};
    if (onError === undefined) return;
    const failed = begun && (replies?.failed(begun, builder) ?? begun.call.info(begun.model.id));
    callHook((each: KeiError) => onError(each, failed), error);
  };
  const report = (...told: Parameters<typeof tell>): never => {
    tell(...told);
    throw told[0];
  };
  let spoken: SpokenProtocols<Spoken>;
  try {
    checkOptions(options, provider);
    spoken = createSpokenProtocols(provider, protocols, options, (context) =>
      createSpoken(context, provider, catalog),
    );
  } catch (thrown) {
    throw early(thrown, undefined);
  }

  const prepare = createPrepareCall(spoken, catalog, early);

  // Written out, here and on the way of every call: to a spread V8 adds each further field by a class of
  // its own, anew each time, and only a full collection takes those away.
  const begin = (request: ChatRequest, stream: boolean) =>
    prepare(
      request,
      stream,
      ({ context, request: sent, control, model, warnings, readOutput }) => ({
        context,
        call: new Call(context, sent, control),
        model,
        warnings,
        readOutput,
      }),
      true,
    );

  /** For what makes no call of it. */
  const write = (request: ChatRequest, stream: boolean) =>
    prepare(request, stream, (prepared) => {
      prepared.control.dispose();
      return prepared;
    });

  const stream = (request: ChatRequest) => {
    let begun: Begun | undefined;
    return new AnswerStream({
      onError: (error, builder, part) => tell(error, begun, builder, part?.replies),
      hasRaw: request?.rawEvents === true,
      async open() {
        const opened = await begin(request, true);
        begun = opened;
        const { protocol, settings, load } = opened.context;
        return { call: opened.call, protocol, settings, load };
      },
      finish: (builder, { replies }) => replies.reply(begun as Begun, builder, undefined),
      settle: (builder, { replies }) => replies.settle(begun as Begun, builder),
    });
  };

  const chat = async (request: ChatRequest): Promise<Reply<never>> => {
    if (protocols[0].streamOnly) return await stream(request).result();
    const begun = await begin(request, false).catch((error) => report(error));
    const { call, context } = begun;
    let builder: ReplyBuilder | undefined;
    try {
      const [body, replies] = await call.run(context.loadAnswers, (response, replies) =>
        readText(call, response, async (text) => {
          const body = replies.parse(text);
          builder = replies.createBuilder(call.asked);
          await replies.read(body, builder);
          return [body, replies] as const;
        }),
      );
      return await replies.reply(begun, builder as ReplyBuilder, body);
    } catch (thrown) {
      const error = withPart(call.toError(thrown), builder);
      return report(error, begun, builder, context.loadAnswers.loaded);
    } finally {
      call.control.dispose();
      if (builder !== undefined) context.loadAnswers.loaded?.settle(begun, builder);
    }
  };

  const raw = async (body: object, options: RawOptions = {}): Promise<unknown> => {
    const { model, signal } = fields(options) as RawOptions;
    const modelId = model ?? modelName(record(body)?.["model"]);
    let context: Spoken;
    let url: string;
    try {
      checkRawBody(body);
      checkKeysOf(options, ["model", ...CALL_OPTIONS], "raw()");
      context = spoken.forBody(body, catalog.find(modelId ?? ""));
      const { protocol, settings } = context;
      url = protocol.url(settings.endpoint(modelId), modelId ?? "", false);
      context = { ...context, settings: settingsOfCall(settings, context.provider, options) };
    } catch (thrown) {
      return report(early(thrown, modelId));
    }
    const spends = { facts: catalog.find(modelId ?? ""), maxOutputTokens: undefined };
    return await send(context, { modelId, url, body, stream: false, signal, spends });
  };

  /** The body of an answer, whatever it is. */
  const send = async (context: Spoken, request: CallRequest): Promise<unknown> => {
    let call: Call;
    let read: typeof readValues | undefined;
    try {
      if (context.protocol.streamOnly) read = (await loadReadValues()).readValues;
      call = new Call(context, request);
    } catch (thrown) {
      return report(early(thrown, request.modelId));
    }
    if (read !== undefined) return await read(context, call);
    try {
      return await call.run(context.loadAnswers, (response, { parse }) =>
        readText(call, response, parse),
      );
    } catch (thrown) {
      return report(call.toError(thrown));
    } finally {
      call.control.dispose();
    }
  };

  const countTokens = async (request: ChatRequest): Promise<number> => {
    const written = await write(request, false).catch((error) => report(error));
    try {
      const part = await loadCountTokens();
      return await part.countTokens(written, send);
    } catch (thrown) {
      if (thrown instanceof KeiError) throw thrown;
      return report(early(thrown, request?.model));
    }
  };

  const preview = async (
    request: ChatRequest,
    options: { readonly stream?: boolean } = {},
  ): Promise<Preview> => {
    try {
      checkKeysOf(options, ["stream"], "preview()");
      const { context, request: sent } = await write(request, options.stream === true);
      return describeRequest(context, sent);
    } catch (thrown) {
      throw thrown instanceof KeiError ? thrown : early(thrown, request?.model);
    }
  };

  const models = async (own: CallOptions = {}): Promise<readonly ListedModel[]> => {
    try {
      checkKeysOf(own, CALL_OPTIONS, "models()");
      const context = spoken.forModel(undefined);
      const settings = settingsOfCall(context.settings, context.provider, own);
      const part = await loadListModels();
      return await part.listModels({ ...context, settings }, own.signal, catalog.find, send);
    } catch (thrown) {
      if (thrown instanceof KeiError) throw thrown;
      return report(early(thrown, undefined));
    }
  };

  const readText = <T>(
    call: Call,
    response: TransportResponse,
    read: (text: string) => T | Promise<T>,
  ): Promise<T> => {
    const wait = () =>
      call.control.limit(
        call.settings.timeouts.firstEventMs,
        "the body of the answer (timeouts.firstEventMs)",
      );
    wait();
    // Each piece of it moves the limit: an answer may be long, and sent again it would be paid again.
    // Blanks are what keeps a connection alive.
    const onBytes = (bytes: Uint8Array) => {
      if (bytes.some((byte) => byte > SPACE)) wait();
    };
    return response.text(MAX_BODY_BYTES, onBytes).then(read, (thrown: unknown) => {
      response.close(false);
      throw transportFailure(thrown);
    });
  };

  return {
    provider,
    knownModels: catalog.models,
    chat,
    stream,
    preview,
    countTokens,
    models,
    raw,
  } as Client;
}

/** An answer that failed may have a part. */
function withPart(error: KeiError, builder: ReplyBuilder | undefined): KeiError {
  if (error.partial || builder === undefined || builder.isEmpty) return error;
  const { message, cause } = error;
  return new KeiError({ ...error, message, cause, partialReply: builder.parts() });
}

/** @throws FailureError for options that nobody reads, with what was probably meant */
function checkKeysOf(options: unknown, keys: readonly string[], of: string): void {
  if (!isRecord(options)) throw badRequest(`the options of ${of} must be an object`);
  const unknown = unknownKey(options, keys, `there are ${keys.join(" and ")}`);
  if (unknown !== undefined) {
    throw badRequest(`${unknown.key} is not an option of ${of}: ${unknown.hint}`);
  }
}

function checkRawBody(body: unknown): asserts body is UnknownRecord {
  if (!isRecord(body)) {
    throw new FailureError({ code: "bad-request", message: "the body must be an object" });
  }
  if (body["stream"] === true) {
    throw new FailureError({
      code: "bad-request",
      message: "raw() gives whole bodies: leave stream out, or use stream()",
    });
  }
}
