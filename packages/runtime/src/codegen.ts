/** What generated clients import, and nobody else: `kei gen` prints these names. */

export type { ClientOptions } from "./call/options.ts";
export type { Client, ClientFactory } from "./client/client.ts";
export { defineClient } from "./client/define-client.ts";
export type { AllBut, ModelTakes } from "./client/model-takes.ts";
export { routedModels } from "./client/routed-models.ts";
export { anthropicMessages } from "./protocols/anthropic-messages/protocol.ts";
export { codexExec } from "./protocols/codex-exec/protocol.ts";
export { geminiGenerateContent } from "./protocols/gemini-generate-content/protocol.ts";
export { ollamaChat } from "./protocols/ollama-chat/protocol.ts";
export { openaiChat } from "./protocols/openai-chat/protocol.ts";
export { openaiResponses } from "./protocols/openai-responses/protocol.ts";
