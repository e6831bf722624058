// Prints an answer and what it cost.
import { formatMoney } from "@kei/registry";
import { anthropic } from "@kei/runtime/anthropic";
import { onLoopback } from "./on-loopback.mjs";

const answer = {
  type: "message",
  model: "claude-sonnet-4-6",
  content: [{ type: "text", text: "Hello! How can I help you today?" }],
  stop_reason: "end_turn",
  usage: { input_tokens: 8, output_tokens: 12 },
};

await onLoopback({ "/v1/messages": [200, answer] }, async (at) => {
  const claude = anthropic(at("/v1/messages"));
  const { text, cost } = await claude.chat({
    model: "claude-sonnet-4-6",
    messages: [{ role: "user", content: "Say hello." }],
  });
  console.log(text);
  if (cost.kind === "known") console.log(formatMoney(cost.total, cost.currency));
});
