import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  SharedV4Warning,
} from "@ai-sdk/provider";
import type { Model } from "@kei/registry/contract";
import { lifecycleOf } from "@kei/registry/lifecycle";
import {
  forLibraries,
  KeiError,
  type PartEvent,
  type StreamEvent,
  type Warning,
} from "@kei/runtime/core";
import { StreamParts } from "../answer/stream-parts.ts";
import { toGenerateResult } from "../answer/to-generate-result.ts";
import type { AnyReply } from "../answer/to-metadata.ts";
import { toWarning } from "../answer/to-warning.ts";
import { toSdkError } from "../errors/sdk-error.ts";
import type { AnyOptions } from "../request/any-options.ts";
import { askWithout } from "../request/ask-without.ts";
import { readOptions } from "../request/read-options.ts";
import { type AnyRequest, toRequest } from "../request/to-request.ts";

/** An answer as it is written. */
interface Answering extends AsyncIterable<StreamEvent | PartEvent> {
  result(): Promise<AnyReply>;
}

/** Who answers: the model of a client, or those of a profile. */
export interface Answerer {
  readonly facts: Model | undefined;
  /** By which references to files and options may name the provider. */
  readonly names: readonly string[];
  /** The provider's endpoint, or what stands for it. */
  readonly url: string;
  /** Failures are tried again below: the AI SDK is not to multiply that. */
  readonly isRetried: boolean;
  chat(request: AnyRequest): Promise<AnyReply>;
  stream(request: AnyRequest): Answering;
}

export interface ModelParts extends Pick<LanguageModelV4, "provider" | "modelId"> {
  readonly options: AnyOptions;
  load(): Promise<Answerer>;
  /** Files that are read by their address. @default none */
  readonly readableUrls?: (() => Promise<Record<string, RegExp[]>>) | undefined;
}

/** A model of the AI SDK over who answers. Nothing is loaded before its first call. */
export function createSdkModel({
  provider,
  modelId,
  options,
  load,
  readableUrls = async () => ({}),
}: ModelParts): LanguageModelV4 {
  let urls: Promise<Record<string, RegExp[]>> | undefined;

  /** @throws what the AI SDK knows as its own */
  const run = async <T>(
    call: LanguageModelV4CallOptions,
    ask: (answerer: Answerer, request: AnyRequest) => Promise<T>,
  ): Promise<{ value: T; warnings: SharedV4Warning[]; toError: (thrown: unknown) => unknown }> => {
    let toError = (thrown: unknown) => toSdkError(thrown, { url: "", modelId, canRetry: false });
    try {
      const answerer = await load();
      const { facts, names, url, isRetried } = answerer;
      const warnings: SharedV4Warning[] = [];
      const warn = (warning: SharedV4Warning) => void warnings.push(warning);
      const given = readOptions(options, call.providerOptions, names, warn);
      const canRetry = !isRetried && given.retry === undefined;
      toError = (thrown) => toSdkError(thrown, { url, modelId, canRetry });
      const request = toRequest(call, given, { names, facts }, warn);
      // One layer of retries: that of the AI SDK, unless somebody asks for Kei's.
      const once = canRetry ? { ...request, retry: { max: 0 } } : request;
      let said: SharedV4Warning[] = [];
      const value = await askWithout(
        once,
        (setting) => Object.hasOwn(given, setting),
        warn,
        (asked) => {
          said = [];
          const onWarning = (warning: Warning) => void said.push(...warningOf(warning));
          return ask(answerer, { ...asked, [forLibraries]: { onWarning } } as AnyRequest);
        },
      );
      warnOfEnd(facts, warn);
      return { value, warnings: [...warnings, ...said], toError };
    } catch (thrown) {
      throw toError(thrown);
    }
  };

  return {
    specificationVersion: "v4",
    provider,
    modelId,
    // Asked for with every call, and the same for all of them.
    get supportedUrls() {
      // What fails fails the call as well, with an error of the AI SDK's.
      urls ??= readableUrls().catch(() => ({}));
      return urls;
    },
    async doGenerate(call) {
      const at = Date.now();
      const { value, warnings } = await run(call, (answerer, request) => answerer.chat(request));
      return toGenerateResult(value, at, warnings);
    },
    async doStream(call) {
      const at = Date.now();
      // Up to its first event a failure is one of the call, which can be tried again.
      const { value, warnings, toError } = await run(call, async (answerer, request) => {
        const answer = answerer.stream(request);
        const events = answer[Symbol.asyncIterator]();
        const early: SharedV4Warning[] = [];
        for (;;) {
          const first = await events.next();
          if (first.done || first.value.type !== "warning") return { answer, events, early, first };
          early.push(...warningOf(first.value.warning));
        }
      });
      const { answer, events, early, first } = value;
      const parts = new StreamParts(modelId, at);
      let next: typeof first | undefined = first;
      const step = async (): Promise<LanguageModelV4StreamPart[]> => {
        const { done, value } = next ?? (await events.next());
        next = undefined;
        return done ? parts.finish(await answer.result()) : parts.of(value);
      };
      const stream = new ReadableStream<LanguageModelV4StreamPart>({
        start(controller) {
          for (const part of parts.start([...warnings, ...early])) controller.enqueue(part);
        },
        async pull(controller) {
          try {
            for (;;) {
              const told = await step();
              for (const part of told) controller.enqueue(part);
              if (told.at(-1)?.type === "finish") return controller.close();
              if (told.length > 0) return;
            }
          } catch (thrown) {
            const error = toError(thrown);
            const partial = thrown instanceof KeiError ? thrown.partialReply : undefined;
            if (thrown instanceof KeiError && thrown.code === "aborted") {
              return controller.error(error);
            }
            for (const part of parts.fail(error, partial)) controller.enqueue(part);
            controller.close();
          }
        },
        async cancel() {
          await events.return?.();
        },
      });
      return { stream };
    },
  };
}

function warningOf(warning: Warning): SharedV4Warning[] {
  // Said below of every call, not of the first alone.
  if (warning.code === "deprecated-model") return [];
  const own = toWarning(warning);
  return own === undefined ? [] : [own];
}

/** A model that is not to be chosen any more. */
function warnOfEnd(facts: Model | undefined, warn: (warning: SharedV4Warning) => void): void {
  if (facts === undefined) return;
  const life = lifecycleOf(facts, new Date());
  if (life.state === "live") return;
  const when = life.state === "retiring" ? `retires on ${life.retiresAt}` : `is ${life.state}`;
  const instead = facts.replacedBy === undefined ? "" : `: use ${facts.replacedBy}`;
  warn({ type: "deprecated", setting: "model", message: `${facts.ref} ${when}${instead}` });
}
