// Uses @kei/runtime by all of its entries, those of the providers that it is given included.
import { models, profiles, providers } from "@kei/registry";
import { createClient, KeiError, unsafeModel } from "@kei/runtime";
import { anthropic } from "@kei/runtime/anthropic";
import { createClients } from "@kei/runtime/clients";
import { defineClient } from "@kei/runtime/codegen";
import { KeiError as CoreError, tool } from "@kei/runtime/core";
import { createLedger } from "@kei/runtime/ledger";
import { createNodeTransport } from "@kei/runtime/node";
import { createTelemetry } from "@kei/runtime/otel";
import { redisLimiter } from "@kei/runtime/redis";
import { createRouter } from "@kei/runtime/router";
import { fromZod3 } from "@kei/runtime/zod3";

const answer = {
  content: [{ type: "text", text: "Hi." }],
  stop_reason: "end_turn",
  model: "claude-haiku-4-5",
  usage: { input_tokens: 10, output_tokens: 2 },
};
const fetch = async () => Response.json(answer);
const messages = [{ role: "user", content: "Hello" }] as const;
const client = anthropic({ apiKey: "sk-canary-package", fetch });
const { text, cost } = await client.chat({ model: "claude-haiku-4-5", messages });
const error: unknown = await client
  .chat({ model: "nope" as never, messages })
  .catch((thrown) => thrown);

// Without clients those of all providers are loaded by name, of the same copy of the package.
process.env["ANTHROPIC_API_KEY"] = "sk-canary-package";
globalThis.fetch = fetch;
const router = createRouter({ profiles });
const routed = await router.chat({ profile: "critic", messages, at: "2026-12-01" });

// The same of facts that are known when the program runs.
const clients = createClients({ models, providers }, () => ({ fetch }));
const loaded = await clients["anthropic"]?.chat({ model: "claude-haiku-4-5", messages });

const ids: Record<string, readonly string[]> = {};
for (const id of process.argv.slice(2)) {
  const module: Readonly<Record<string, typeof anthropic>> = await import(`@kei/runtime/${id}`);
  ids[id] = Object.values(module).map((create) => create.provider.id);
}
console.log(
  JSON.stringify([
    text,
    cost.kind === "known" ? String(cost.total) : cost.kind,
    error instanceof KeiError && error instanceof CoreError && error.code,
    ids,
    createClient("anthropic", { apiKey: "k" }).provider === client.provider,
    [routed.text, routed.route.answered],
    loaded?.text,
    [
      unsafeModel,
      defineClient,
      createLedger,
      createNodeTransport,
      fromZod3,
      tool,
      redisLimiter,
      createTelemetry,
    ].map((it) => typeof it),
  ]),
);
