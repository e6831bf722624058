import type { Model } from "@kei/registry/contract";
import type { CallContext, CallRequest } from "../call/call.ts";
import { FailureError } from "../chat/errors.ts";
import { unsupported } from "../failure/request-failures.ts";
import type { Loader } from "../platform/load-part.ts";
import { count, fields, present, text, type UnknownRecord } from "../platform/records.ts";
import type { AnswerSide } from "../protocols/protocol.ts";

/** A model that the provider lists now. What it does not tell is absent. */
export interface ListedModel {
  /** As requests name it. */
  readonly id: string;
  readonly displayName?: string;
  /** When it came, ISO 8601. */
  readonly createdAt?: string;
  /** Most tokens of the input. */
  readonly maxInputTokens?: number;
  readonly maxOutputTokens?: number;
  /** What the registry knows of it. */
  readonly facts?: Model;
  /** As the provider lists it. */
  readonly raw: unknown;
}

interface Spoken extends CallContext {
  readonly loadAnswers: Loader<{ readonly answers: AnswerSide }>;
}

/** A list that goes on for longer goes on for ever. */
const MAX_PAGES = 100;

/**
 * What the provider lists, all pages of it.
 *
 * @param send gives the body of an answer
 * @throws FailureError `unsupported` where no list is known, `protocol` for what is no list
 */
export async function listModels<Context extends Spoken>(
  context: Context,
  signal: AbortSignal | undefined,
  findModel: (id: string) => Model | undefined,
  send: (context: Context, request: CallRequest) => Promise<unknown>,
): Promise<readonly ListedModel[]> {
  const { protocol, provider, settings } = context;
  const { modelsUrl } = (await context.loadAnswers()).answers;
  if (modelsUrl === undefined) throw unsupported("models()", protocol.name);
  const first = modelsUrl(settings.endpoint(undefined));
  if (first === undefined)
    throw unsupported("models()", `this endpoint of ${provider.displayName}`);
  const models: ListedModel[] = [];
  let query = "";
  for (let page = 0; page < MAX_PAGES; page++) {
    const url = query === "" ? first : `${first}${first.includes("?") ? "&" : "?"}${query}`;
    const request = {
      modelId: undefined,
      method: "GET",
      url,
      body: {},
      stream: false,
      signal,
    } as const;
    const answer = fields(await send(context, request));
    const list = answer["data"] ?? answer["models"];
    if (!Array.isArray(list)) {
      throw new FailureError({ code: "protocol", message: "the answer is no list of models" });
    }
    for (const item of list) {
      const model = modelOf(fields(item), findModel);
      if (model !== undefined) models.push(model);
    }
    const next = nextPage(answer);
    if (next === undefined || next === query) break;
    query = next;
  }
  return models;
}

/** In the words of OpenAI, OpenRouter and vLLM, of Anthropic, of Google and of Ollama. */
function modelOf(
  item: UnknownRecord,
  findModel: (id: string) => Model | undefined,
): ListedModel | undefined {
  const id = text(item["id"]) || text(item["model"]) || text(item["name"]).replace(/^models\//, "");
  if (id === "") return undefined;
  const name = item["display_name"] ?? item["displayName"] ?? (item["id"] && item["name"]);
  const created = count(item["created"]);
  return present<ListedModel>({
    id,
    displayName: text(name) || undefined,
    createdAt:
      text(item["created_at"]) ||
      (created ? new Date(Math.min(created * 1000, MAX_DATE)).toISOString() : undefined),
    maxInputTokens: count(
      item["max_input_tokens"] ??
        item["inputTokenLimit"] ??
        item["context_length"] ??
        item["max_model_len"],
    ),
    maxOutputTokens: count(
      item["max_tokens"] ??
        item["outputTokenLimit"] ??
        fields(item["top_provider"])["max_completion_tokens"],
    ),
    facts: findModel(id),
    raw: item,
  });
}

/** The last moment that JavaScript knows. */
const MAX_DATE = 8.64e15;

/** What asks for the next page; `undefined`: this is the last one. */
function nextPage(answer: UnknownRecord): string | undefined {
  const google = text(answer["nextPageToken"]);
  if (google !== "") return `pageToken=${encodeURIComponent(google)}`;
  const last = text(answer["last_id"]);
  return answer["has_more"] === true && last !== ""
    ? `after_id=${encodeURIComponent(last)}`
    : undefined;
}
