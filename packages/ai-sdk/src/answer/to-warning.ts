import type { SharedV4Warning } from "@ai-sdk/provider";
import type { Warning } from "@kei/runtime/core";

/** A warning in the AI SDK's words; `undefined`: the AI SDK says so by itself. */
export function toWarning({ code, message }: Warning): SharedV4Warning | undefined {
  switch (code) {
    case "setting-ignored":
      return {
        type: "unsupported",
        feature: message.split(" was left out")[0] ?? message,
        details: message,
      };
    case "reasoning-ignored":
    case "part-ignored":
    case "history-as-text":
      return { type: "compatibility", feature: "prompt", details: message };
    case "output-unenforced":
      // It is the AI SDK that checks.
      return {
        type: "compatibility",
        feature: "responseFormat",
        details: message.replace(", and the answer is checked", ""),
      };
    case "deprecated-model":
      return { type: "deprecated", setting: "model", message };
    case "format-unchecked":
    case "invalid-tool-arguments":
      return undefined;
    default:
      return { type: "other", message };
  }
}
