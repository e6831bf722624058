import type { Provider } from "@kei/registry/contract";
import type { Asked } from "../answer/reply-builder.ts";
import { type Failure, FailureError, KeiError } from "../chat/errors.ts";
import type { PartialReply } from "../chat/reply.ts";
import { classifyStatus } from "../failure/classify-status.ts";
import { must, writeJson } from "../failure/request-failures.ts";
import { transportFailure } from "../failure/transport-failure.ts";
import { unexpectedFailure } from "../failure/unexpected-failure.ts";
import type { Grant, Limiter, Spent } from "../limit/limiter.ts";
import { sharedLimiter } from "../limit/shared-limiters.ts";
import { createLoader, type Loader } from "../platform/load-part.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { isResponse, noResponse } from "../transport/check-response.ts";
import { sendUntil } from "../transport/lean-transport.ts";
import type { TransportRequest, TransportResponse } from "../transport/transport.ts";
import type { Spends } from "./ask-limiter.ts";
import { askForKey, authHeaders, authUrl, resolveKey } from "./auth.ts";
import { CallControl, sleep, waitFor, waitForPart } from "./call-control.ts";
import { type ApiKeySource, callHook, type Preview, type ReplyInfo } from "./options.ts";
import { createRedact, REDACTED, type Redact, redactCause, redactHeaders } from "./redact.ts";
import { retryDelay } from "./retry.ts";
import type { Settings } from "./settings.ts";

/** What reads answers that are failures by their status. */
export const loadHttpFailure = createLoader(() => import("./http-failure.ts"));

/** What asks limiters of the caller's, which may have budgets of tokens and money. */
export const loadAskLimiter = createLoader(() => import("./ask-limiter.ts"));

/** What all calls of a client have in common. */
export interface CallContext {
  readonly provider: Provider;
  readonly protocol: Protocol;
  readonly settings: Settings;
}

/** What one call sends. */
export interface CallRequest {
  /** As the caller named it. */
  readonly modelId: string | undefined;
  /** @default "POST" */
  readonly method?: "GET" | "POST";
  readonly url: string;
  /** Of a `GET` it is not sent. */
  readonly body: object;
  /** What the protocol adds, names in lower case; the client's own go over them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly stream: boolean;
  readonly signal: AbortSignal | undefined;
  /** What the answer is to; absent: nothing is known of what the body asks. */
  readonly asked?: Asked | undefined;
  /** What is known of the tokens that it takes; absent: it takes none. */
  readonly spends?: Spends | undefined;
}

/** One call: its attempts, its limits, and the errors that come of it. */
export class Call {
  readonly control: CallControl;
  /** Requests that went out. */
  attempts = 0;
  /** The provider's id of the request that was answered last. */
  requestId: string | undefined;
  /** What was answered last, for its headers. */
  response: TransportResponse | undefined;
  /** When its headers came, in milliseconds since 1970. */
  answeredAt = 0;
  /** When the call began, by the clock that only goes up. */
  readonly began: number;

  readonly #context: CallContext;
  readonly #request: CallRequest;
  readonly #body: string;
  #key: string | undefined;
  #limiter: Limiter | undefined;
  #grant: Grant | undefined;

  /**
   * @param control what ended the call while it was made ends it
   * @throws FailureError of code `config` when there is no key.
   */
  constructor(
    context: CallContext,
    request: CallRequest,
    control: CallControl = createControl(context.settings, request.signal),
  ) {
    const { provider, settings } = context;
    this.#context = context;
    this.#request = request;
    this.#body = request.method === "GET" ? "" : wellFormed(writeJson(request.body, "the request"));
    const { apiKey } = settings;
    const source = typeof apiKey === "function" ? apiKey : undefined;
    this.#key = source === undefined ? resolveKey(provider, apiKey as string) : undefined;
    this.#limiter =
      settings.limiter === undefined
        ? sharedLimiter(
            provider.id,
            source ?? this.#key ?? "",
            provider.rateLimitRpm,
            settings.clock,
          )
        : settings.limiter || undefined;
    this.control = control;
    this.began = settings.clock.now();
  }

  /** What it is sent in, and how its answer comes. */
  get way(): Pick<ReplyInfo, "protocol" | "isStream"> {
    return { protocol: this.#context.protocol.name, isStream: this.#request.stream };
  }

  /** Those of the client, with what the call has of its own. */
  get settings(): Settings {
    return this.#context.settings;
  }

  /** As it is sent. */
  get body(): object {
    return this.#request.body;
  }

  /** What the answer is to. */
  get asked(): Asked | undefined {
    return this.#request.asked;
  }

  /**
   * Sends the request until `read` has made something of an answer, or it is of no use to go on.
   * `read` gives what it has as soon as the caller may see it: from then on nothing is sent again.
   *
   * @param load what `read` needs; loaded while the first request is under way
   * @throws KeiError
   */
  async run<Part, T>(
    load: Loader<Part>,
    read: (response: TransportResponse, part: Part) => Promise<T>,
  ): Promise<T> {
    const { settings } = this.#context;
    const { control } = this;
    const source = typeof settings.apiKey === "function" ? settings.apiKey : undefined;
    let loading: Promise<Part> | undefined;
    /** A key was refused: the next one is another, or the last. */
    let isRenewed = false;
    // Long, but one: each asynchronous function inside another costs every call a kilobyte.
    for (;;) {
      const { attempts } = this;
      let isSending = false;
      try {
        const { ending } = control;
        if (ending.aborted) throw ending.reason;
        if (this.#limiter !== undefined) this.#grant = await this.#acquire(this.#limiter);
        if (source !== undefined) await this.#askForKey(source, isRenewed);
        const request = this.#wireRequest();
        const started = this.#beginAttempt();
        isSending = true;
        const sending = sendUntil(settings.transport, request, ending);
        if (load.loaded === undefined) {
          loading ??= load();
          void loadHttpFailure();
        }
        const response = await sending;
        if (!isResponse(response)) throw noResponse("transport", "a TransportResponse");
        isSending = false;
        control.free();
        this.#noteHeaders(response, started);
        if (response.status >= 200 && response.status < 300) {
          const part = load.loaded ?? (await this.#waitFor(loading ?? load(), response));
          return await read(response, part);
        }
        throw new FailureError(await this.#readFailure(response));
      } catch (thrown) {
        const error = this.toError(isSending ? transportFailure(thrown) : thrown);
        this.#settleFailure(error, this.attempts === attempts);
        const isRefused: boolean = source !== undefined && !isRenewed && error.status === 401;
        isRenewed ||= isRefused;
        // What nothing was sent for is the caller's: a limiter, a key.
        const isFinal = control.finished || this.attempts === attempts;
        const delay = isFinal
          ? undefined
          : isRefused
            ? 0
            : retryDelay(error, settings.retry, settings.random);
        if (delay === undefined) throw error;
        await this.#wait(delay, error);
      }
    }
  }

  /** Limiters may be the caller's, with a network of their own. */
  async #acquire(limiter: Limiter): Promise<Grant | undefined> {
    const { signal } = this.control;
    const { provider, settings } = this.#context;
    // Keys of a function change, and their account's limit stays.
    const key = typeof settings.apiKey === "function" ? undefined : this.#key;
    try {
      if (settings.limiter === undefined) {
        await limiter.acquire(signal);
        return undefined;
      }
      const { askLimiter } = loadAskLimiter.loaded ?? (await loadAskLimiter());
      return await askLimiter(limiter, provider, this.#request, this.#body, key, signal);
    } catch (thrown) {
      if (thrown instanceof FailureError || signal.aborted) throw thrown;
      const why = thrown instanceof Error ? `: ${thrown.message}` : "";
      throw new FailureError({
        code: "config",
        message: `the limiter failed${why}`,
        cause: thrown,
      });
    }
  }

  /** Tells the limiter what the attempt took, once; what is not said stays as it was estimated. */
  settle(spent: Spent): void {
    const grant = this.#grant;
    this.#grant = undefined;
    if (grant !== undefined) callHook((actual: Spent) => grant.settle(actual), spent);
  }

  /** Who is to be told what the answer took, if anybody is. */
  get limiter(): Limiter | undefined {
    return this.#grant && this.#limiter;
  }

  /** What was refused took nothing. Of what broke off it is not known. */
  #settleFailure({ code, status, retryAfterMs }: KeiError, isUnsent: boolean): void {
    if (this.#grant === undefined) return;
    const isTooMuch = code === "rate-limit" || code === "overloaded";
    if (isUnsent) this.settle({ requests: 0 });
    else if (isTooMuch || (status !== undefined && status >= 400)) {
      // Nobody waits longer than a call would: then each of them says how long.
      const waits = isTooMuch && (retryAfterMs ?? 0) <= this.settings.retry.maxDelayMs;
      this.settle({ tokens: 0, money: 0n, retryAfterMs: waits ? retryAfterMs : undefined });
    }
  }

  async #askForKey(source: ApiKeySource, renew: boolean): Promise<void> {
    const { keys, timeouts } = this.settings;
    const { control } = this;
    control.limit(timeouts.headersMs, "the option apiKey (timeouts.headersMs)");
    this.#key = await waitFor(askForKey(source, renew, keys), control.ending);
    control.free();
  }

  /** Waits for a part that is loading; without it nothing can be made of the answer. */
  async #waitFor<Part>(loading: Promise<Part>, response: TransportResponse): Promise<Part> {
    try {
      return await waitForPart(loading, this.control, this.settings.timeouts);
    } catch (thrown) {
      response.close(false);
      throw thrown;
    }
  }

  async #readFailure(response: TransportResponse): Promise<Failure> {
    const { protocol, settings } = this.#context;
    const loading = Promise.all([loadHttpFailure(), protocol.loadAnswers()]);
    const part = await this.#waitFor(loading, response).catch((thrown: unknown) => {
      if (this.control.ended !== undefined || !(thrown instanceof FailureError)) throw thrown;
      return thrown;
    });
    if (part instanceof FailureError) return this.#unreadFailure(response.status, part);
    const [{ readHttpFailure }, answers] = part;
    this.control.limit(
      settings.timeouts.firstEventMs,
      "the body of the error (timeouts.firstEventMs)",
    );
    return await readHttpFailure(response, this.requestId, answers, settings.clock, this.#redact());
  }

  /** What an error status means where the file is missing that reads what is said with it. */
  #unreadFailure(status: number, { failure }: FailureError): Failure {
    const code = classifyStatus(status);
    return {
      ...failure,
      code,
      status,
      message: `status ${status} (${code}), and nothing is known of what was said with it: ${failure.message}`,
    };
  }

  async #wait(delayMs: number, error: KeiError): Promise<void> {
    const { clock, hooks } = this.#context.settings;
    callHook(hooks.onRetry, { attempt: this.attempts, delayMs, error });
    this.control.nextAttempt();
    try {
      if (delayMs > 0) await sleep(delayMs, clock, this.control.ending);
    } catch (thrown) {
      throw this.toError(thrown);
    }
  }

  /** When it began. */
  #beginAttempt(): number {
    const { clock, hooks, timeouts } = this.#context.settings;
    this.attempts += 1;
    if (hooks.beforeRequest !== undefined) {
      const info = describeRequest(this.#context, this.#request);
      callHook(hooks.beforeRequest, { attempt: this.attempts, ...info });
    }
    this.control.limit(timeouts.headersMs, "the headers of the answer (timeouts.headersMs)");
    return clock.now();
  }

  #noteHeaders(response: TransportResponse, started: number): void {
    const { provider, protocol, settings } = this.#context;
    const { clock, hooks } = settings;
    this.requestId = readRequestId(response, protocol);
    this.response = response;
    this.answeredAt = clock.date();
    if (hooks.afterResponse === undefined) return;
    callHook(hooks.afterResponse, {
      attempt: this.attempts,
      provider: provider.id,
      model: this.#request.modelId,
      status: response.status,
      requestId: this.requestId && this.#redact()(this.requestId),
      elapsedMs: clock.now() - started,
    });
  }

  #wireRequest(): TransportRequest {
    const { provider, settings } = this.#context;
    const { method = "POST", url, headers: added, stream } = this.#request;
    const key = this.#key;
    // Not spread: of an object that is a spread, V8 makes a class anew for each field that is added to
    // it, in each call.
    const headers = Object.assign(
      {},
      added,
      settings.headers(),
      { accept: acceptHeader(stream) },
      key !== undefined && authHeaders(provider, key),
    );
    return {
      method,
      url: key === undefined ? url : authUrl(provider, url, key),
      headers,
      body: this.#body,
    };
  }

  /**
   * What was thrown on the way, as the caller gets it. Why the call was ended counts more than what
   * failed because of it.
   */
  toError(thrown: unknown, partialReply?: PartialReply): KeiError {
    if (thrown instanceof KeiError) return thrown;
    const failure = this.control.ended ?? unexpectedFailure(thrown, "protocol").failure;
    return toKeiError(failure, {
      provider: this.#context.provider,
      model: this.#request.modelId,
      attempts: this.attempts,
      requestId: this.requestId,
      partialReply,
      redact: this.#redact(),
    });
  }

  /** Made for each error anew: most calls have none. */
  #redact(): Redact {
    const { provider, settings } = this.#context;
    const known = [provider.id, this.#request.modelId];
    const keys = this.#key === undefined ? settings.keys : [...settings.keys, this.#key];
    return createRedact({ keys: [...keys], headers: settings.secrets, known });
  }
}

/**
 * What ends a call with these settings.
 *
 * @throws FailureError of code `bad-request` for what is no signal
 */
export function createControl(settings: Settings, signal: AbortSignal | undefined): CallControl {
  if (signal !== undefined && typeof signal?.aborted !== "boolean") {
    throw must("signal", "an AbortSignal");
  }
  return new CallControl(settings.clock, signal, settings.timeouts.totalMs);
}

/** The provider's id of the request, as its headers have it. */
function readRequestId(response: TransportResponse, protocol: Protocol): string | undefined {
  for (const name of protocol.requestIdHeaders) {
    const value = response.header(name);
    if (value !== undefined && value !== "") return value;
  }
  return undefined;
}

/** @param redact absent: there is no secret yet that could be in it */
export function toKeiError(
  failure: Failure,
  context: {
    readonly provider: Provider;
    readonly model: string | undefined;
    readonly attempts?: number;
    readonly requestId?: string | undefined;
    readonly partialReply?: PartialReply | undefined;
    readonly redact?: Redact;
  },
): KeiError {
  const { provider, redact = NO_SECRETS } = context;
  const { code, cause } = failure;
  const requestId = failure.requestId ?? context.requestId;
  return new KeiError({
    ...failure,
    message: `${provider.id}: ${redact(failure.message, true)}`,
    // The caller's own reason is theirs; any other may quote the request.
    cause: code === "aborted" ? cause : redactCause(cause, redact),
    requestId: requestId && redact(requestId),
    provider: provider.id,
    model: context.model,
    attempts: context.attempts,
    partialReply: context.partialReply,
  });
}

const NO_SECRETS = createRedact({ keys: [], headers: {}, known: [] });

function acceptHeader(stream: boolean): string {
  return stream ? "text/event-stream, application/json" : "application/json";
}

/**
 * JSON without halves of characters, as models leave them when they are cut: no provider takes them.
 * `JSON.stringify` escapes them, and nothing else so.
 */
function wellFormed(json: string): string {
  if (!json.includes("\\ud")) return json;
  return json.replace(/\\(?:ud[89a-f][\da-f]{2}|.)/g, (escaped) =>
    escaped.startsWith("\\ud") ? "\ufffd" : escaped,
  );
}

/** A request as it may be shown. */
export function describeRequest(
  { provider, settings }: CallContext,
  { modelId, method = "POST", url, headers, body, stream }: CallRequest,
): Preview {
  return {
    provider: provider.id,
    model: modelId,
    method,
    url: provider.auth.in === "query" ? `${authUrl(provider, url, "")}${REDACTED}` : url,
    headers: {
      ...headers,
      ...redactHeaders(settings.headers(), provider.apiVersion?.header.toLowerCase()),
      accept: acceptHeader(stream),
      ...redactHeaders(authHeaders(provider, ""), undefined),
    },
    body,
  };
}
