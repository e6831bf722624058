import type { LanguageModelV4GenerateResult, SharedV4Warning } from "@ai-sdk/provider";
import { toContent, toFinishReason } from "./to-content.ts";
import { type AnyReply, toMetadata } from "./to-metadata.ts";
import { toUsage } from "./to-usage.ts";

/** @param at when the call began, in milliseconds since 1970 */
export function toGenerateResult(
  reply: AnyReply,
  at: number,
  warnings: SharedV4Warning[],
): LanguageModelV4GenerateResult {
  const { output, text, responseId, requestId, model, raw } = reply;
  const id = responseId ?? requestId;
  const json = output === undefined ? undefined : JSON.stringify(output);
  return {
    content: toContent(reply),
    // Where thoughts or a fence stand around the JSON, or it is a text in JSON.
    ...(json !== undefined && !isSame(text, json) && { structuredOutputText: json }),
    finishReason: toFinishReason(reply),
    usage: toUsage(reply.usage),
    providerMetadata: toMetadata(reply),
    response: {
      ...(id !== undefined && { id }),
      timestamp: new Date(at),
      modelId: model,
      ...(raw !== undefined && { body: raw }),
    },
    warnings,
  };
}

function isSame(text: string, json: string): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === json;
  } catch {
    return false;
  }
}
