import type { ToolCallPart } from "../chat/request.ts";
import { type Authorship, authorship } from "./authorship.ts";
import type { Target } from "./target.ts";

/** What every server takes: Mistral nothing else. */
const EVERYWHERE = /^[A-Za-z\d]{9}$/;

/**
 * Gives the calls of a conversation ids that the target takes, each its own. What it gave out itself
 * stays as it is, since servers hide things in ids; of another provider's only those stay that suit
 * everybody.
 */
export function createCallIds(target: Target): (call: ToolCallPart) => string {
  const used = new Set<string>();
  let made = 0;
  return (call) => {
    let { id } = call;
    if (used.has(id) || !suits(id, authorship(call.from, target), target)) {
      do {
        made += 1;
        id = `call${`${made}`.padStart(5, "0")}`;
      } while (used.has(id));
    }
    used.add(id);
    return id;
  };
}

function suits(id: string, author: Authorship, { protocol }: Target): boolean {
  if (author === "same") return true;
  return (author === "other" ? EVERYWHERE : protocol.supports.toolCallIds).test(id);
}
