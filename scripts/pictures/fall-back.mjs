// Prints how a call of a profile fell back: the provider of its default model is overloaded.
import { formatMoney, profiles } from "@kei/registry";
import { anthropic } from "@kei/runtime/anthropic";
import { openai } from "@kei/runtime/openai";
import { createRouter } from "@kei/runtime/router";
import { onLoopback } from "./on-loopback.mjs";

const overloaded = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
const answer = {
  id: "chatcmpl-1",
  model: "gpt-5.4",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello!" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 1200, completion_tokens: 300, total_tokens: 1500 },
};

await onLoopback(
  { "/v1/messages": [529, overloaded], "/v1/chat/completions": [200, answer] },
  async (at) => {
    const router = createRouter({
      profiles,
      clients: [anthropic(at("/v1/messages")), openai(at("/v1/chat/completions"))],
    });
    const reply = await router.chat({
      profile: "code-implementer",
      messages: [{ role: "user", content: "Say hello." }],
    });
    for (const { ref, error } of reply.route.steps) {
      console.log(
        ref.padEnd(28),
        error === undefined ? reply.text : `${error.code} (${error.status})`,
      );
    }
    const { cost } = reply.route;
    if ("currency" in cost) console.log(formatMoney(cost.total, cost.currency));
  },
);
