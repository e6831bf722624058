// Uses @kei/registry by all of its kinds of entries, and prints what it got.
import { cost, findModel, modelsOf } from "@kei/registry";
import { anthropic, models } from "@kei/registry/anthropic";
import * as local from "@kei/registry/ollama-local";
import registry from "@kei/registry/registry.json" with { type: "json" };
import schema from "@kei/registry/schema/providers.schema.json" with { type: "json" };

const usage = { inputTokens: 100_000, outputTokens: 50_000 };
const price = cost("anthropic/claude-sonnet-4-6", usage);
console.log(
  JSON.stringify([
    price.kind === "known" ? String(price.total) : price.kind,
    findModel("__proto__") === undefined,
    modelsOf("anthropic").length > 3,
    anthropic.authEnv,
    models["claude-sonnet-4-6"].slug,
    local.ollamaLocal.openModels,
    registry.providers.length,
    schema.type,
  ]),
);
