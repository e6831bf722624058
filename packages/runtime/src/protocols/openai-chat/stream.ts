import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { record, text, type UnknownRecord } from "../../platform/records.ts";
import type { StreamDecoder } from "../protocol.ts";
import { openaiChatFailure } from "./errors.ts";
import {
  callPiece,
  choiceOf,
  readFinish,
  readFunctionCall,
  readModelAndUsage,
  readParts,
  refuseError,
} from "./response.ts";

/** Reads `chat.completion.chunk`s. `[DONE]` is not JSON: the framer takes it. */
export function createOpenaiChatDecoder(builder: ReplyBuilder): StreamDecoder {
  const readCall = createCallReader(builder);
  let inDeltas = false;
  let refused = false;
  /** The index of the choice that is read. */
  let wanted: unknown;

  return {
    terminated: false,
    get reasoned() {
      return builder.finishReason !== undefined;
    },
    push(value, event) {
      const chunk = record(Array.isArray(value) ? value[0] : value);
      if (event === "error") throw openaiChatFailure(value);
      if (chunk === undefined) return;
      const choice = choiceOf(chunk["choices"], wanted);
      refuseError(chunk, choice, event);
      readModelAndUsage(chunk, choice, builder);
      if (choice === undefined) return;
      wanted ??= choice["index"] || 0;
      const delta = record(choice["delta"]);
      // Some have no deltas, but messages, or what completions had before there was a chat. Others repeat
      // in one what the deltas had.
      const piece =
        delta ?? (inDeltas ? undefined : (record(choice["message"]) ?? textPiece(choice)));
      if (piece) {
        if (readParts(piece, builder)) refused = true;
        const calls = piece["tool_calls"];
        if (Array.isArray(calls)) for (const call of calls) readCall(record(call));
        if (piece["function_call"]) readFunctionCall(piece, builder);
        inDeltas ||= delta !== undefined && !builder.isEmpty;
      }
      readFinish(choice, builder, refused);
    },
  };
}

function textPiece({ text: content }: UnknownRecord): UnknownRecord | undefined {
  return content === undefined ? undefined : { content };
}

interface Call {
  readonly key: number;
  id: string;
  name: string;
}

/**
 * Tells calls apart by their index. Servers leave it out, or give all calls the same one: then a new
 * id is a new call, and without ids a name is. What names nothing belongs to the last one.
 */
function createCallReader(builder: ReplyBuilder): (entry: UnknownRecord | undefined) => void {
  const byIndex = new Map<unknown, Call>();
  const byId = new Map<string, Call>();
  let last: Call | undefined;
  let count = 0;

  function callOf(index: unknown, id: string, name: string): Call | undefined {
    if (typeof index !== "number") {
      if (id !== "") return byId.get(id);
      return name === "" ? last : undefined;
    }
    const call = byIndex.get(index);
    if (call === undefined) return undefined;
    if (id === "" || call.id === "") {
      return name === "" || call.name === "" || name === call.name ? call : undefined;
    }
    return id === call.id ? call : byId.get(id);
  }

  return (entry) => {
    const piece = callPiece(entry?.["function"]);
    if (entry === undefined || piece === undefined) return;
    const id = text(entry["id"]);
    let call = callOf(entry["index"], id, piece.name);
    if (call === undefined) {
      call = { key: count, id, name: piece.name };
      count += 1;
    }
    call.id ||= id;
    call.name ||= piece.name;
    byIndex.set(entry["index"], call);
    if (call.id !== "") byId.set(call.id, call);
    last = call;
    builder.toolCall(call.key, { ...piece, id });
  };
}
