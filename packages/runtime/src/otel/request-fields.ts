import type { CallStart } from "../call/options.ts";
import { fields } from "../platform/records.ts";
import type { Fields } from "./names.ts";
import { providerName } from "./provider-name.ts";

/** What metrics have of every call, and samplers see of its span. */
export function callFields(call: CallStart): Fields {
  return {
    // Google's own name for it; all others have the same one.
    operation: call.protocol === "gemini-generate-content" ? "generate_content" : "chat",
    provider: providerName(call),
    requestModel: call.model,
    ...serverFields(call.endpoint),
  };
}

function serverFields(endpoint: string | undefined): Fields {
  if (endpoint === undefined || !/^https?:/.test(endpoint)) return {};
  try {
    const { protocol, hostname, port } = new URL(endpoint);
    const usual = protocol === "https:" ? 443 : 80;
    return { serverAddress: hostname, serverPort: port === "" ? usual : Number(port) };
  } catch {
    return {};
  }
}

/** What a span has of a request, beside what it is of. */
export function requestFields({ request, isStream, protocol, provider }: CallStart): Fields {
  const { stop, reasoning, extraBody } = request;
  const previous = fields(extraBody)["previous_response_id"];
  return {
    isStream: isStream || undefined,
    outputType: request.output === undefined ? undefined : "json",
    maxTokens: request.maxOutputTokens,
    temperature: request.temperature,
    topP: request.topP,
    topK: request.topK,
    seed: request.seed,
    frequencyPenalty: request.frequencyPenalty,
    presencePenalty: request.presencePenalty,
    stopSequences: typeof stop === "string" ? [stop] : stop,
    reasoningLevel: reasoning?.effort,
    previousResponse: typeof previous === "string" ? previous : undefined,
    openaiApi: provider === "openai" ? OPENAI_APIS[protocol] : undefined,
  };
}

const OPENAI_APIS: { readonly [Protocol in CallStart["protocol"]]?: string } = {
  "openai-chat": "chat_completions",
  "openai-responses": "responses",
};
