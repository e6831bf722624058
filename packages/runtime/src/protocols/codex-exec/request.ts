import { FailureError } from "../../chat/errors.ts";
import type { JsonSchema } from "../../chat/json-schema.ts";
import { writeJson } from "../../failure/request-failures.ts";
import { warnOfCaching } from "../caching.ts";
import type { PreparedMessage, PreparedRequest } from "../prepared-request.ts";
import type { RequestSide } from "../protocol.ts";

/** What one run of `codex exec --json` is given. */
export interface CodexBody {
  /** Arguments between `codex exec --json` and the prompt. */
  readonly args: readonly string[];
  /** Goes through standard input. */
  readonly prompt: string;
  /** Schema of the answer; goes through a temporary file. */
  readonly outputSchema?: JsonSchema;
  /** Attached to the prompt in this order, through temporary files. */
  readonly images?: readonly CodexImage[];
}

export interface CodexImage {
  readonly mediaType: string;
  readonly base64: string;
}

/**
 * Longest system text that goes by an argument, in characters. Windows has 32,767 for the whole
 * command line, Linux 131,072 bytes for one argument.
 */
const MAX_ARGUMENT = 16_000;

export const codexRequests: RequestSide<CodexBody> = { body: writeBody };

/**
 * A prompt and arguments. The system text goes as `developer_instructions`, which codex adds to its
 * own; as an argument it can be seen by other users of the machine while codex runs. The sandbox is
 * read-only, no session is left on the disk.
 */
function writeBody(request: PreparedRequest): CodexBody {
  warnOfCaching(request);
  const args = ["--skip-git-repo-check", "--ephemeral", "--sandbox=read-only"];
  args.push(`--model=${request.modelId}`);
  const effort = request.reasoning?.effort;
  if (effort !== undefined) args.push("-c", `model_reasoning_effort=${tomlString(effort)}`);
  const images: CodexImage[] = [];
  let prompt = promptOf(request, images);
  if (prompt.trim() === "") {
    throw new FailureError({
      code: "bad-request",
      message: "codex needs a text to answer, and the request has none",
    });
  }
  const system = request.system ?? "";
  if (system.length > MAX_ARGUMENT) prompt = `${system}\n\n${prompt}`;
  else if (system !== "") args.push("-c", `developer_instructions=${tomlString(system)}`);
  return {
    args,
    prompt,
    ...(request.output === undefined ? {} : { outputSchema: request.output.schema }),
    ...(images.length === 0 ? {} : { images }),
  };
}

/**
 * A single message goes as it is. Earlier ones come before it as lines of JSON, which no text in them
 * can imitate.
 */
function promptOf(request: PreparedRequest, images: CodexImage[]): string {
  const { messages } = request;
  const last = messages.at(-1);
  if (messages.length === 1 && last?.role === "user") return textOf(last, images, "");
  request.warn({
    code: "history-as-text",
    message: "codex takes one prompt, so the conversation was sent as one text",
  });
  const earlier = last?.role === "user" ? messages.slice(0, -1) : messages;
  const lines = earlier.map((message) => {
    const label = message.role === "tool" ? { tool: message.toolName } : {};
    return JSON.stringify({ role: message.role, ...label, content: textOf(message, images) });
  });
  const history = `The conversation so far, oldest message first, one message per line as JSON:\n${lines.join("\n")}\n\n`;
  return last?.role === "user"
    ? `${history}Answer the user's next message:\n\n${textOf(last, images)}`
    : `${history}Go on with it as the assistant.`;
}

/** The texts of a message. Images are attached to the prompt; `[image 1]` stands where they were. */
function textOf(message: PreparedMessage, images: CodexImage[], mark?: ""): string {
  const texts: string[] = [];
  for (const part of message.content) {
    if (part.type === "text" || part.type === "refusal") texts.push(part.text);
    else if (part.type === "image" && part.base64 !== undefined) {
      images.push({ mediaType: part.mediaType ?? "", base64: part.base64 });
      if (mark === undefined) texts.push(`[image ${images.length}]`);
    } else if (part.type === "tool-call") {
      texts.push(`[call of ${part.name}: ${writeJson(part.arguments, "the arguments of a call")}]`);
    }
  }
  return texts.join("\n\n");
}

/** JSON's strings are TOML's, but for a lone surrogate and DEL. */
function tomlString(text: string): string {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, "\ufffd")).replaceAll("\x7f", "\\u007f");
}
