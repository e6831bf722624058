import type { Warning } from "../chat/reply.ts";
import type { ChatRequest } from "../chat/request.ts";
import type { Candidate } from "./directory.ts";

/**
 * What is lost as another model answers than the one that was to be asked first, if anything is: what it
 * thought, which nobody else can read, and the part of the conversation that its provider had in a cache.
 */
export function whatIsLost(
  request: Pick<ChatRequest, "messages" | "cache">,
  first: Candidate,
  next: Candidate,
): Warning | undefined {
  const [{ ref }, { ref: nextRef, provider, modelId }] = [first.choice, next.choice];
  if (ref === nextRef) return undefined;
  const { messages, cache } = request;
  const written = messages.filter((message) => message.role === "assistant");
  const parts = written.flatMap(({ content }) => (typeof content === "string" ? [] : content));
  const own = parts.filter((part) => {
    const { from } = part as { from?: { provider: string; model: string } };
    const isTheirs =
      from !== undefined && (from.provider !== provider.id || from.model !== modelId);
    const isOpaque = part.type === "reasoning" || part.type === "opaque" || "signature" in part;
    return isTheirs && isOpaque;
  }).length;
  const losses = [
    ...(own === 0 ? [] : [`${own} part${own === 1 ? "" : "s"} that only their author can read`]),
    ...(written.length === 0 && (cache === undefined || cache === "off")
      ? []
      : ["what caches hold of the conversation"]),
  ];
  if (losses.length === 0) return undefined;
  return {
    code: "model-changed",
    message: `${nextRef} answers in the place of ${ref}, without ${losses.join(" and ")}`,
  };
}
