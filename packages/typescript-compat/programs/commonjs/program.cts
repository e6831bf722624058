import registry = require("@kei/registry");
import runtime = require("@kei/runtime");
import anthropic = require("@kei/runtime/anthropic");

export const contextWindow: number | undefined = registry.getModel("openai/gpt-5").contextWindow;
export const isOurs = (error: unknown): boolean => error instanceof runtime.KeiError;
export const client = anthropic.anthropic({ apiKey: "key" });
