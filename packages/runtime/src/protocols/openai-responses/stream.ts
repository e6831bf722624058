import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { fields, text } from "../../platform/records.ts";
import type { StreamDecoder } from "../protocol.ts";
import { answerOf } from "./errors.ts";
import { OutputItems } from "./output-items.ts";
import { readEnd, readModel } from "./response.ts";

/**
 * Reads the events of a streamed response: those that tell of a text, a call or thoughts, and the three
 * that end it. All others are passed over; some of them show that a tool of the server's is at work.
 */
export function createOpenaiResponsesDecoder(builder: ReplyBuilder): StreamDecoder {
  const items = new OutputItems(builder);
  let terminated = false;
  builder.needsReason = true;

  return {
    push(value, event) {
      const data = answerOf(value, event);
      const type = text(data["type"]) || (event ?? "");
      switch (type) {
        case "response.output_text.delta":
        case "response.output_text.done":
          items.prose(data, "text");
          break;
        case "response.refusal.delta":
        case "response.refusal.done":
          items.prose(data, "refusal");
          break;
        case "response.reasoning_summary_text.delta":
          items.reasoning(data, "summary");
          break;
        case "response.reasoning_text.delta":
          items.reasoning(data, "content");
          break;
        case "response.function_call_arguments.delta":
        case "response.function_call_arguments.done":
        case "response.custom_tool_call_input.delta":
        case "response.custom_tool_call_input.done":
          items.arguments(data);
          break;
        case "response.output_item.added":
          items.open(data["output_index"], data["item"]);
          break;
        case "response.output_item.done":
          items.close(data["output_index"], data["item"]);
          break;
        case "response.completed":
        case "response.incomplete":
        case "response.failed":
          terminated = true;
          readEnd(fields(data["response"]), type.slice("response.".length), items, builder);
          break;
        case "response.created":
        case "response.queued":
        case "response.in_progress":
          readModel(fields(data["response"]), builder);
          break;
        default:
          if (type.startsWith("response.") && type.includes("_call")) builder.progressed = true;
      }
    },
    isTerminated() {
      return terminated;
    },
    hasReason() {
      return terminated;
    },
  };
}
