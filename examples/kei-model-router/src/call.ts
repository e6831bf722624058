import type { Choice } from "@kei/registry";
import {
  type ChatRequest,
  type Client,
  type ClientOptions,
  type Clients,
  createClient,
  KeiError,
  type Reply,
} from "@kei/runtime";
import { isWorthAsking } from "./next-model.js";

/** A model that did not answer, and why. */
export interface FailedCall {
  readonly choice: Choice;
  readonly error: KeiError;
}

export type CallResult =
  | {
      readonly kind: "answered";
      /** Who answered. */
      readonly choice: Choice;
      readonly reply: Reply;
      /** Who was asked before, in order. */
      readonly failures: readonly FailedCall[];
    }
  | { readonly kind: "failed"; readonly failures: readonly FailedCall[] };

/**
 * Asks the first model, and when it fails the next one that every failure so far leaves worth asking.
 *
 * @param choices What `resolveProfile` chose, then its `alternatives`.
 * @param optionsOf Options of the client for a model, for endpoints and keys of one's own.
 */
export async function call(
  choices: readonly Choice[],
  request: Omit<ChatRequest<string, undefined>, "model" | "output">,
  optionsOf: (choice: Choice) => ClientOptions = () => ({}),
): Promise<CallResult> {
  const failures: FailedCall[] = [];
  for (const choice of choices) {
    if (!failures.every((failed) => isWorthAsking(choice, failed.choice, failed.error))) continue;
    try {
      const reply = await clientOf(choice, optionsOf(choice)).chat({
        ...request,
        model: choice.modelId,
      });
      return { kind: "answered", choice, reply, failures };
    } catch (error) {
      if (!(error instanceof KeiError)) throw error;
      failures.push({ choice, error });
    }
  }
  return { kind: "failed", failures };
}

/** The ids come from the registry at run time, so the compiler cannot know which models it takes. */
function clientOf({ provider }: Choice, options: ClientOptions): Client {
  return createClient(provider.id as keyof Clients, options) as Client;
}
