import { profiles } from "@kei/registry";
import { createClient, type Reply, type StreamEvent, type Transport } from "@kei/runtime";
import { anthropic } from "@kei/runtime/anthropic";
import { createNodeTransport } from "@kei/runtime/node";
import { createRouter, type RoutedReply } from "@kei/runtime/router";

const messages = [{ role: "user", content: "Hello" }] as const;
const model = "claude-sonnet-4-6";
export const transport: Transport = createNodeTransport();
export const client = createClient("anthropic", { transport, apiKey: process.env["KEY"] ?? "" });
export const reply: Promise<Reply> = anthropic({ transport }).chat({ model, messages });
export const events: AsyncIterable<StreamEvent> = client.stream({ model, messages });

const router = createRouter({ profiles, clients: [anthropic({ transport })] });
export const routed: Promise<RoutedReply> = router.chat({ profile: "critic", messages });
