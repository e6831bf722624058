import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FilePart,
  LanguageModelV4Prompt,
  LanguageModelV4ToolResultOutput,
  SharedV4FileData,
  SharedV4Warning,
} from "@ai-sdk/provider";
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  LanguageModelV3GenerateResult,
  LanguageModelV3Prompt,
  LanguageModelV3StreamPart,
  LanguageModelV3ToolResultOutput,
  SharedV3Warning,
} from "provider3";

/**
 * A model for AI SDK 6. It has no parts for what only a model's author understands: they go as empty thoughts.
 * Where the text of an answer in JSON is more than the JSON, the JSON is the text. How much a model thinks is
 * an option of Kei's own.
 */
export function asV3(model: LanguageModelV4): LanguageModelV3 {
  const { provider, modelId } = model;
  return {
    specificationVersion: "v3",
    provider,
    modelId,
    get supportedUrls() {
      return model.supportedUrls;
    },
    async doGenerate(options) {
      const {
        content,
        structuredOutputText,
        finishReason,
        warnings,
        request: _,
        ...rest
      } = await model.doGenerate(toV4(options));
      return {
        ...rest,
        warnings: warnings.map(toV3Warning),
        finishReason: toV3Reason(finishReason),
        content: withOutput(content.flatMap(toV3Content), structuredOutputText),
        // Its JSON is not read-only, and is the same.
      } as LanguageModelV3GenerateResult;
    },
    async doStream(options) {
      const { stream } = await model.doStream(toV4(options));
      let count = 0;
      const parts = new TransformStream<StreamPart, LanguageModelV3StreamPart>({
        transform(part, controller) {
          count += 1;
          for (const each of toV3Parts(part, `opaque-${count}`)) controller.enqueue(each);
        },
      });
      return { stream: stream.pipeThrough(parts) };
    },
  };
}

type StreamPart =
  Awaited<ReturnType<LanguageModelV4["doStream"]>>["stream"] extends ReadableStream<infer Part>
    ? Part
    : never;

type Reason = Extract<StreamPart, { readonly type: "finish" }>["finishReason"];

function toV3Reason({ unified, raw }: Reason) {
  return { unified: unified === "interrupted" ? ("other" as const) : unified, raw };
}

function toV3Warning(warning: SharedV4Warning): SharedV3Warning {
  return warning.type === "deprecated" ? { type: "other", message: warning.message } : warning;
}

/** @param id of a block that no other of the stream has */
function toV3Parts(part: StreamPart, id: string): LanguageModelV3StreamPart[] {
  switch (part.type) {
    case "custom": {
      const { providerMetadata } = part;
      const metadata = providerMetadata && { providerMetadata };
      return [
        { type: "reasoning-start", id },
        { type: "reasoning-end", id, ...metadata } as LanguageModelV3StreamPart,
      ];
    }
    case "file":
      return toV3Content(part) as LanguageModelV3StreamPart[];
    case "stream-start":
      return [{ ...part, warnings: part.warnings.map(toV3Warning) }];
    case "finish": {
      const finishReason = toV3Reason(part.finishReason);
      return [{ ...part, finishReason } as LanguageModelV3StreamPart];
    }
    case "ping":
    case "reasoning-file":
      return [];
    default:
      return [part as LanguageModelV3StreamPart];
  }
}

function toV3Content(part: LanguageModelV4Content): LanguageModelV3Content[] {
  switch (part.type) {
    case "custom":
      return [{ ...part, type: "reasoning", text: "" } as LanguageModelV3Content];
    case "file": {
      const { data, ...rest } = part;
      // It knows no address of a file that a model made.
      return data.type === "data" ? [{ ...rest, data: data.data } as LanguageModelV3Content] : [];
    }
    case "reasoning-file":
      return [];
    default:
      return [part as LanguageModelV3Content];
  }
}

function withOutput(
  content: LanguageModelV3Content[],
  json: string | undefined,
): LanguageModelV3Content[] {
  if (json === undefined) return content;
  return [...content.filter(({ type }) => type !== "text"), { type: "text", text: json }];
}

function toV4(options: LanguageModelV3CallOptions): LanguageModelV4CallOptions {
  return { ...options, prompt: options.prompt.map(toV4Message) } as LanguageModelV4CallOptions;
}

function toV4Message(message: LanguageModelV3Prompt[number]): LanguageModelV4Prompt[number] {
  if (message.role === "system") return message;
  const content = message.content.map((part) => {
    if (part.type === "file") return { ...part, data: toV4Data(part.data) };
    if (part.type === "tool-result") return { ...part, output: toV4Output(part.output) };
    return part;
  });
  return { ...message, content } as LanguageModelV4Prompt[number];
}

function toV4Data(data: Uint8Array | string | URL): SharedV4FileData {
  return data instanceof URL ? { type: "url", url: data } : { type: "data", data };
}

type ResultPart = Extract<LanguageModelV3ToolResultOutput, { type: "content" }>["value"][number];

function toV4Output(output: LanguageModelV3ToolResultOutput): LanguageModelV4ToolResultOutput {
  if (output.type !== "content") return output;
  return { ...output, value: output.value.flatMap(toV4ResultPart) };
}

function toV4ResultPart(
  part: ResultPart,
): Extract<LanguageModelV4ToolResultOutput, { type: "content" }>["value"] {
  const file = (data: SharedV4FileData, mediaType: string): LanguageModelV4FilePart[] => [
    {
      type: "file",
      data,
      mediaType,
      ...("filename" in part && part.filename !== undefined && { filename: part.filename }),
    },
  ];
  const reference = (id: string | Record<string, string>) =>
    ({ type: "reference", reference: typeof id === "string" ? { kei: id } : id }) as const;
  switch (part.type) {
    case "file-data":
    case "image-data":
      return file({ type: "data", data: part.data }, part.mediaType);
    case "file-url":
      return file({ type: "url", url: new URL(part.url) }, "application/pdf");
    case "image-url":
      return file({ type: "url", url: new URL(part.url) }, "image");
    case "file-id":
      return file(reference(part.fileId), "application/pdf");
    case "image-file-id":
      return file(reference(part.fileId), "image");
    default:
      return [part];
  }
}
