import { countsBelow } from "../counts-below.ts";
import { modelsBeside } from "../models-beside.ts";
import type { AnswerSide } from "../protocol.ts";
import { readError } from "./errors.ts";
import { type AnthropicAnswer, readReply } from "./response.ts";
import { createDecoder } from "./stream.ts";

/** What comes back in Anthropic Messages: a part of its own, which its protocol loads. */
export const anthropicAnswers: AnswerSide<AnthropicAnswer> = {
  readReply,
  createDecoder,
  readError,
  modelsUrl: modelsBeside(/\/messages\/?$/, "/models"),
  counting: countsBelow("count_tokens", [
    ...["model", "messages", "system", "tools", "tool_choice", "thinking", "output_config"],
    ...["cache_control", "context_management", "mcp_servers"],
  ]),
};
