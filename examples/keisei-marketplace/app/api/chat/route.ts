import { createKei } from "@kei/ai-sdk/core";
import { anthropic } from "@kei/runtime/anthropic";
import { convertToModelMessages, streamText, type UIMessage } from "ai";

/** The key comes from ANTHROPIC_API_KEY; a gateway of one's own may stand in between. */
const { CHAT_ENDPOINT: endpoint } = process.env;
const kei = createKei({ clients: { anthropic: anthropic(endpoint ? { endpoint } : {}) } });

/** What a page has of its conversation goes in; the answer comes out as it is made, at its end with its cost. */
export async function POST(request: Request): Promise<Response> {
  const { messages } = (await request.json()) as { messages: UIMessage[] };
  const result = streamText({
    model: kei("anthropic/claude-sonnet-4-6"),
    messages: await convertToModelMessages(messages),
    abortSignal: request.signal,
  });
  return result.toUIMessageStreamResponse({
    messageMetadata: ({ part }) =>
      part.type === "finish-step" ? { cost: part.providerMetadata?.["kei"]?.["cost"] } : undefined,
  });
}
