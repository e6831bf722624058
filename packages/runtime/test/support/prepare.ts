import type { Model, Provider } from "@kei/registry";
import { FailureError } from "../../src/chat/errors.ts";
import type { Warning } from "../../src/chat/reply.ts";
import { prepareRequest } from "../../src/prepare/prepare-request.ts";
import type { PreparedRequest } from "../../src/protocols/prepared-request.ts";
import type { Protocol, ProtocolSupport } from "../../src/protocols/protocol.ts";

const SUPPORTS: ProtocolSupport = {
  tools: true,
  toolChoice: true,
  output: true,
  maxOutputTokens: true,
  temperature: true,
  topP: true,
  stop: 4,
  reasoningEffort: ["low", "medium", "high"],
  reasoningBudget: true,
  imageTypes: ["image/png", "image/jpeg"],
  imageUrls: true,
  fileTypes: ["application/pdf", "text/*"],
  fileUrls: false,
  toolCallIds: /^[\w-]{1,40}$/,
  opaque: "blocks",
};

/** What a model is that can do everything. */
const FACTS: Model = {
  ref: "acme/acme-1",
  provider: "acme",
  id: "acme-1",
  slug: "acme-1",
  displayName: "Acme 1",
  aliases: [],
  contextWindow: 100_000,
  protocols: ["openai-chat"],
  output: ["text"],
  maxOutputTokens: 8_000,
  capabilities: [
    "tools",
    "structured-output",
    "reasoning",
    "reasoning-effort",
    "reasoning-budget",
    "temperature",
  ],
  input: ["text", "image", "pdf"],
  price: { kind: "unknown" },
};

export interface Given {
  /** Merged over `messages: [{ role: "user", content: "Hello" }]`. Untyped: callers may write JavaScript. */
  readonly request?: unknown;
  readonly supports?: Partial<ProtocolSupport>;
  readonly facts?: Partial<Model>;
  readonly provider?: Partial<Provider>;
  /** Nothing is known of the model. */
  readonly unknownModel?: boolean;
}

export const HELLO = [{ role: "user", content: "Hello" }];

/** Prepares a request for the protocol `openai-chat` and a model `acme-1`; both can do all but for what is said. */
export function prepare({ request, supports, facts, provider, unknownModel = false }: Given): {
  readonly prepared: PreparedRequest;
  readonly warnings: readonly Warning[];
} {
  const warnings: Warning[] = [];
  const prepared = prepareRequest(
    { model: "acme-1", messages: HELLO, ...(request as object) } as never,
    { id: "acme-1", facts: unknownModel ? undefined : { ...FACTS, ...facts } },
    { name: "openai-chat", supports: { ...SUPPORTS, ...supports } } as unknown as Protocol,
    { body: () => ({}) },
    { id: "acme", displayName: "Acme", ...provider } as Provider,
    (warning) => warnings.push(warning),
  );
  return { prepared, warnings };
}

/** `code: message` of what an action throws. */
export function failureOf(action: () => unknown): string {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof FailureError) return `${thrown.failure.code}: ${thrown.failure.message}`;
    throw thrown;
  }
  throw new Error("it did not throw");
}
