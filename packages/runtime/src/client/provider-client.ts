import type { Provider } from "@kei/registry";
import type { ReplyBuilder } from "../answer/reply-builder.ts";
import {
  Call,
  type CallContext,
  type CallRequest,
  describeRequest,
  toKeiError,
} from "../call/call.ts";
import { checkOptions } from "../call/check-options.ts";
import { mergeBody } from "../call/merge-body.ts";
import { type ClientOptions, callHook } from "../call/options.ts";
import { settingsOfCall } from "../call/settings.ts";
import type { CallOptions } from "../chat/call-options.ts";
import { FailureError, KeiError } from "../chat/errors.ts";
import type { Reply, Warning } from "../chat/reply.ts";
import type { ChatRequest } from "../chat/request.ts";
import { findCallCheck } from "../chat/typed-tool.ts";
import { badRequest } from "../failure/request-failures.ts";
import { transportFailure } from "../failure/transport-failure.ts";
import { unexpectedFailure } from "../failure/unexpected-failure.ts";
import { createLoader, type Loader } from "../platform/load-part.ts";
import { fields, isRecord, record, text, type UnknownRecord } from "../platform/records.ts";
import { unknownKey } from "../platform/unknown-key.ts";
import { prepareRequest } from "../prepare/prepare-request.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { AnswerStream } from "../stream/answer-stream.ts";
import { type CreateReader, loadReader } from "../stream/load-reader.ts";
import type { readValues } from "../stream/read-values.ts";
import { MAX_BODY_BYTES } from "../transport/read-body.ts";
import type { TransportResponse } from "../transport/transport.ts";
import type { Client, RawOptions } from "./client.ts";
import type { ListedModel } from "./list-models.ts";
import { type ModelCatalog, modelName, type ResolvedModel } from "./model-catalog.ts";
import type { Begun, Replies } from "./replies.ts";
import { createSpokenProtocols } from "./spoken-protocols.ts";

const SPACE = 0x20;

/** What makes replies of answers, but for what is the protocol's. */
export const loadReplies = createLoader(() => import("./replies.ts"));

const loadReadValues = createLoader(() => import("../stream/read-values.ts"));

const loadCountTokens = createLoader(() => import("./count-tokens.ts"));

const loadListModels = createLoader(() => import("./list-models.ts"));

const loadOutputReader = createLoader(() => import("../output/create-output-reader.ts"));

const CALL_OPTIONS: readonly string[] = [
  "headers",
  "timeouts",
  "retry",
  "signal",
] satisfies (keyof CallOptions)[];

/** One of the protocols of a client, with what reads its answers. */
interface Spoken extends CallContext {
  readonly loadAnswers: Loader<Replies>;
  readonly load: Loader<{ readonly createReader: CreateReader; readonly replies: Replies }>;
}

/** A checked request: what is sent, and what is needed to make a reply of the answer. */
interface Prepared {
  readonly context: Spoken;
  readonly request: CallRequest;
  /** What went over the wire: `extraBody` may name another than the request. */
  readonly model: ResolvedModel;
  readonly warnings: readonly Warning[];
  /** Adds to the warnings, and tells the hook. */
  readonly warn: (warning: Warning) => void;
}

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
  const guarded = <T>(action: () => T, model?: unknown): T => {
    try {
      return action();
    } catch (thrown) {
      throw early(thrown, model);
    }
  };
  const report = (error: KeiError): never => {
    callHook(options.hooks?.onError, error);
    throw error;
  };
  const speak = (context: CallContext): Spoken => {
    const { protocol, settings } = context;
    const loadAnswers = createLoader(async () => {
      const [{ Replies }, answers] = await Promise.all([loadReplies(), protocol.loadAnswers()]);
      return new Replies(answers, provider, catalog, settings.clock);
    });
    const load = createLoader(async () => {
      const [createReader, replies] = await Promise.all([
        loadReader(protocol.framing),
        loadAnswers(),
      ]);
      return { createReader, replies };
    });
    return { ...context, loadAnswers, load };
  };
  const spoken = guarded(() => {
    checkOptions(options, provider);
    return createSpokenProtocols(provider, protocols, options, speak);
  });

  const prepare = (request: ChatRequest, stream: boolean): Prepared => {
    if (!isRecord(request)) {
      throw new FailureError({ code: "bad-request", message: "the request must be an object" });
    }
    const model = catalog.resolve(request.model);
    const context = spoken.forModel(model.facts);
    const { protocol, settings } = context;
    const warnings: Warning[] = [];
    const warn = (warning: Warning) => {
      warnings.push(warning);
      settings.warn(warning);
    };
    catalog.warnIfEnding(model, settings.clock.date(), warn);
    const prepared = prepareRequest(
      request,
      model,
      protocol,
      context.provider,
      warn,
      settings.cache,
    );
    const { fields: own, extraBody } = prepared;
    const plain = protocol.body(prepared, stream);
    const more = own && extraBody ? mergeBody(own, extraBody) : (own ?? extraBody);
    const body = more === undefined ? plain : mergeBody(plain, more);
    const other = text(extraBody?.["model"]);
    return {
      context: { ...context, settings: settingsOfCall(settings, context.provider, request) },
      request: {
        modelId: model.id,
        url: protocol.url(settings.endpoint(model.id), model.id, stream),
        body,
        headers: protocol.headers?.(prepared),
        stream,
        signal: request.signal,
        asked: {
          provider: provider.id,
          model: model.id,
          protocol: protocol.name,
          messages: request.messages,
        },
      },
      model: other === "" ? model : { id: other, facts: catalog.find(other) },
      warnings,
      warn,
    };
  };

  /** The code that looks into schemas is loaded before anything is sent: without it nothing is paid for. */
  const begin = async (request: ChatRequest, stream: boolean): Promise<Begun & Prepared> => {
    try {
      const prepared = prepare(request, stream);
      const { output } = request;
      const readOutput =
        output && (await loadOutputReader()).createOutputReader(output, prepared.warn);
      const loadCheck = findCallCheck(request.tools);
      let sent = prepared.request;
      if (loadCheck !== undefined) {
        const { createCallCheck } = await loadCheck();
        const checkCalls = createCallCheck(request.tools ?? [], prepared.warn);
        sent = { ...sent, asked: sent.asked && { ...sent.asked, checkCalls } };
      }
      return { ...prepared, request: sent, readOutput, call: new Call(prepared.context, sent) };
    } catch (thrown) {
      throw early(thrown, request?.model);
    }
  };

  const stream = (request: ChatRequest) => {
    let begun: Begun;
    return new AnswerStream({
      hooks: options.hooks,
      hasRaw: request?.rawEvents === true,
      async open() {
        const { context, ...opened } = await begin(request, true);
        begun = opened;
        return { ...context, call: begun.call };
      },
      finish: (builder, { replies }) => replies.reply(begun, builder, undefined),
    });
  };

  const chat = async (request: ChatRequest): Promise<Reply<never>> => {
    if (protocols[0].streamOnly) return await stream(request).result();
    const begun = await begin(request, false).catch(report);
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
      return report(withPart(call.toError(thrown), builder));
    } finally {
      call.control.dispose();
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
    return await send(context, { modelId, url, body, stream: false, signal });
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
    try {
      const part = await loadCountTokens();
      return await part.countTokens(prepare(request, false), send);
    } catch (thrown) {
      if (thrown instanceof KeiError) throw thrown;
      return report(early(thrown, request?.model));
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
    chat,
    stream,
    preview: (request: ChatRequest, options: { readonly stream?: boolean } = {}) =>
      guarded(() => {
        checkKeysOf(options, ["stream"], "preview()");
        const { context, request: sent } = prepare(request, options.stream === true);
        return describeRequest(context, sent);
      }, request?.model),
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
