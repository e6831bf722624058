import type {
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4ToolResultOutput,
  SharedV4ProviderOptions,
  SharedV4Warning,
} from "@ai-sdk/provider";
import type {
  CacheHint,
  FilePart,
  ImagePart,
  Message,
  OpaquePart,
  Origin,
  ReplyPart,
  TextPart,
  ToolMessage,
} from "@kei/runtime/core";
import { isProse, type LatePart } from "../answer/to-content.ts";
import { toMedia } from "./to-media.ts";

export interface Conversation {
  readonly system: readonly TextPart[];
  readonly messages: readonly Message[];
}

/** What parts of answers said of themselves, and what programs say of caches and images. */
interface PartOptions extends CacheHint {
  readonly detail?: ImagePart["detail"];
  readonly id?: string;
  readonly type?: "refusal";
  readonly signature?: string;
  readonly redactedData?: string;
  readonly from?: Origin;
  readonly opaque?: Omit<OpaquePart, "type">;
  readonly late?: readonly LatePart[];
}

type Message4<Role> = Extract<LanguageModelV4Message, { readonly role: Role }>;

/**
 * A prompt in the words of `@kei/runtime`. Instructions go above the conversation, wherever they stand.
 *
 * @param names by which references to files may name the provider
 */
export function toMessages(
  prompt: LanguageModelV4Prompt,
  names: readonly string[],
  warn: (warning: SharedV4Warning) => void,
): Conversation {
  const system: TextPart[] = [];
  const messages: Message[] = [];
  /** Ids that providers gave, by those under which the AI SDK knows the calls. */
  const ids = new Map<string, string>();
  for (const message of prompt) {
    switch (message.role) {
      case "system":
        system.push({ type: "text", text: message.content, ...cacheBreakOf(message) });
        break;
      case "user":
        messages.push({
          role: "user",
          content: withBreak(
            message,
            message.content.map((part) => ofUser(part, names)),
          ),
        });
        break;
      case "assistant": {
        const parts = message.content.flatMap((part) => ofAssistant(part, names, ids, warn));
        const late = message.content.flatMap((part) => optionsOf(part).late ?? []);
        messages.push({ role: "assistant", content: withBreak(message, signed(parts, late)) });
        break;
      }
      case "tool":
        messages.push(...ofTool(message, names, ids));
        break;
    }
  }
  return { system, messages };
}

function optionsOf(part: {
  readonly providerOptions?: SharedV4ProviderOptions | undefined;
}): PartOptions {
  return (part.providerOptions?.["kei"] ?? {}) as PartOptions;
}

function cacheBreakOf(part: {
  readonly providerOptions?: SharedV4ProviderOptions | undefined;
}): CacheHint {
  const { cacheBreak } = optionsOf(part);
  return cacheBreak === undefined ? {} : { cacheBreak };
}

/** What a message says of caches, its last part does. */
function withBreak<Part extends CacheHint>(
  message: { readonly providerOptions?: SharedV4ProviderOptions | undefined },
  parts: readonly Part[],
): readonly Part[] {
  const last = parts.at(-1);
  const hint = cacheBreakOf(message);
  if (last === undefined || last.cacheBreak !== undefined || hint.cacheBreak === undefined) {
    return parts;
  }
  return [...parts.slice(0, -1), { ...last, ...hint }];
}

function ofUser(
  part: Message4<"user">["content"][number],
  names: readonly string[],
): TextPart | ImagePart | FilePart {
  if (part.type === "text") return { type: "text", text: part.text, ...cacheBreakOf(part) };
  const { detail } = optionsOf(part);
  return toMedia(part, names, {
    ...cacheBreakOf(part),
    ...(detail !== undefined && { detail }),
  });
}

function ofAssistant(
  part: Message4<"assistant">["content"][number],
  names: readonly string[],
  ids: Map<string, string>,
  warn: (warning: SharedV4Warning) => void,
): ReplyPart[] {
  const { signature, from, redactedData, opaque, late, type, id } = optionsOf(part);
  const own = {
    ...cacheBreakOf(part),
    ...(signature !== undefined && { signature }),
    ...(from !== undefined && { from }),
  };
  if (late !== undefined) return [];
  if (opaque !== undefined) return [{ type: "opaque", ...opaque, ...cacheBreakOf(part) }];
  switch (part.type) {
    case "text":
      if (part.text === "" && signature === undefined) return [];
      return [{ type: type ?? "text", text: part.text, ...own }];
    case "reasoning":
      return [
        {
          type: "reasoning",
          text: part.text,
          ...own,
          ...(redactedData !== undefined && { redactedData }),
        },
      ];
    case "tool-call": {
      const { toolCallId, toolName, input } = part;
      if (part.providerExecuted === true) break;
      ids.set(toolCallId, id ?? toolCallId);
      return [
        {
          type: "tool-call",
          id: id ?? toolCallId,
          name: toolName,
          ...(typeof input === "string"
            ? { arguments: undefined, invalidArguments: input }
            : { arguments: input }),
          ...own,
        },
      ];
    }
    case "file":
      return [toMedia(part, names, own)];
  }
  warn({
    type: "other",
    message: `a part of type ${part.type} was left out of the prompt: it is of another provider`,
  });
  return [];
}

/** Parts with what came later. What is not there any more needs none. */
function signed(parts: ReplyPart[], late: readonly LatePart[]): ReplyPart[] {
  let next = 0;
  for (const { type, length, ...more } of late) {
    const at = parts.findIndex(
      (part, i) => i >= next && part.type === type && isProse(part) && part.text.length === length,
    );
    if (at < 0) continue;
    parts[at] = { ...(parts[at] as ReplyPart), ...more } as ReplyPart;
    next = at + 1;
  }
  return parts;
}

function ofTool(
  message: Message4<"tool">,
  names: readonly string[],
  ids: ReadonlyMap<string, string>,
): ToolMessage[] {
  return message.content.flatMap((part): ToolMessage[] => {
    // Answers to what the AI SDK has asked itself.
    if (part.type !== "tool-result") return [];
    const content = ofResult(part.output, names);
    const hint = { ...cacheBreakOf(message), ...cacheBreakOf(part) };
    return [
      {
        role: "tool",
        toolCallId: ids.get(part.toolCallId) ?? part.toolCallId,
        content:
          typeof content === "string"
            ? hint.cacheBreak === undefined
              ? content
              : [{ type: "text", text: content, ...hint }]
            : withBreak(message, content),
        ...(part.output.type.startsWith("error-") && { isError: true }),
      },
    ];
  });
}

function ofResult(
  output: LanguageModelV4ToolResultOutput,
  names: readonly string[],
): string | (TextPart | ImagePart | FilePart)[] {
  switch (output.type) {
    case "text":
    case "error-text":
      return output.value;
    case "json":
    case "error-json":
      return JSON.stringify(output.value);
    case "execution-denied":
      return output.reason ?? "The user did not allow this tool to be run.";
    case "content":
      return output.value.flatMap((part): (TextPart | ImagePart | FilePart)[] => {
        if (part.type === "text") {
          return [{ type: "text", text: part.text, ...cacheBreakOf(part) }];
        }
        if (part.type === "custom") return [];
        const { detail } = optionsOf(part);
        const own = { ...cacheBreakOf(part), ...(detail !== undefined && { detail }) };
        return [toMedia(part, names, own)];
      });
  }
}
