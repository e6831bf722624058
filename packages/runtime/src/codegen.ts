/** What generated clients import, and nobody else: `kei gen` prints these names. */
export type { Client, ClientFactory } from "./client.ts";
export { defineClient } from "./define-client.ts";
export { routedModels } from "./models/routed-models.ts";
export type { ClientOptions } from "./options.ts";
export { anthropicMessages } from "./protocols/anthropic-messages/protocol.ts";
export { codexExec } from "./protocols/codex-exec/protocol.ts";
export { geminiGenerateContent } from "./protocols/gemini-generate-content/protocol.ts";
export { ollamaChat } from "./protocols/ollama-chat/protocol.ts";
export { openaiChat } from "./protocols/openai-chat/protocol.ts";
