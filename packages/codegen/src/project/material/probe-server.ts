import { authOf, type ProtocolName, usualScheme } from "../../layers/vocabulary.ts";
import { isLoopback } from "../../registry/derive.ts";
import { endpointOf } from "../../sources/imports/connection.ts";
import {
  kindOf,
  type ModelList,
  protocolsOfServers,
  readList,
  readLitellm,
  readModels,
  readProps,
  readShow,
  readStudio,
  readTags,
  type SeenModel,
  type ServerKind,
} from "../../sources/probes/read-server.ts";
import { type Tried, tryModel } from "../../sources/probes/try-model.ts";
import { UserError } from "../../text/user-error.ts";
import { withoutLastSlashes } from "../../text/without-last-slashes.ts";
import { shownUrl } from "./download.ts";

/** What a server was seen to be. */
export interface SeenServer {
  readonly kind: ServerKind;
  /** What clients are configured with: `http://127.0.0.1:1234/v1`. */
  readonly base: string;
  /** Where the models were read. */
  readonly source: string;
  readonly models: readonly SeenModel[];
  /** Models that do not answer in text. */
  readonly others: readonly string[];
  /** Models of which the server was not asked what they can do. */
  readonly unasked: readonly string[];
  /** Whether it knows OpenAI's Responses; absent: not asked. */
  readonly responses?: boolean | undefined;
  /** What one of its models was asked; its facts are among those of the models. Absent: none was. */
  readonly tried?: (Tried & { readonly model: string }) | undefined;
}

export interface ProbeOptions {
  readonly fetch: typeof fetch;
  /** Value of a key; absent: none is sent. */
  readonly key?: string | undefined;
  /** Ends it, after two seconds say. */
  readonly signal: AbortSignal;
  /** Models may be asked by calls that somebody may bill. @default where the model runs on this machine */
  readonly paid?: boolean | undefined;
  /** The model to ask. @default the first that is loaded */
  readonly model?: string | undefined;
}

/** A server is asked so many times at most. */
const MOST_CALLS = 5;

/** Most that an answer may have, in characters. */
const MAX_LENGTH = 16 * 1024 ** 2;

/**
 * Asks a server what it is and which models it has: lists are read, and one empty request, which no
 * server answers, shows whether a server on this machine knows Responses. One model is asked what it can
 * do where that costs nothing, or `paid` allows it.
 *
 * @throws UserError when nothing answers, or what answers has no list of models.
 */
export async function probeServer(url: string, options: ProbeOptions): Promise<SeenServer> {
  const { base, root } = placesOf(url);
  const ask = createAsk(options);
  const first = await ask(`${base}/models`);
  if (first.status === undefined) {
    throw new UserError(
      `nothing answers at ${shownUrl(base)}: ${first.reason}`,
      "start the server, or see whether the address and the port are right",
    );
  }
  let list = readList(first.body);
  let isAnthropic = false;
  if (list === undefined && first.status === 401 && saysAnthropic(first.body)) {
    isAnthropic = true;
    list = readList((await ask(`${base}/models`, { isAnthropic: true })).body);
  }
  if (list === undefined) {
    const models = readTags((await ask(`${root}/api/tags`)).body);
    if (models !== undefined) return await seeOllama(root, models, ask);
    throw new UserError(
      `${shownUrl(base)}/models answers ${first.status} and no list of models`,
      first.status === 401 || first.status === 403
        ? "--key-env NAME says which variable has the key"
        : "give the URL that clients are configured with, such as http://127.0.0.1:1234/v1",
    );
  }
  const kind = isAnthropic ? "anthropic" : kindOf(list);
  if (kind === "ollama" || (kind === "openai" && looksTagged(list))) {
    const models = readTags((await ask(`${root}/api/tags`)).body);
    if (models !== undefined || kind === "ollama") {
      return await seeOllama(root, models ?? readModels(list), ask);
    }
  }
  const seen = await seeDetails(kind, list, { base, root, ask });
  const isFree = isLoopback(new URL(base).hostname) && protocolsOfServers[kind] === "openai-chat";
  const answer = isFree ? await ask(`${base}/responses`, { body: {} }) : undefined;
  const responses = answer?.status === undefined ? undefined : [400, 422].includes(answer.status);
  const server = { base, others: [], unasked: [], ...seen, kind, responses };
  const asked = modelToAsk(server, options, isFree && RUNS_MODELS.has(kind));
  if (asked === undefined) return server;
  const tried = await tryModel(asked.id, asked.facts, (body) =>
    ask(endpointOf(base, "openai-chat"), { body }),
  );
  const facts = { ...asked.facts, ...tried.facts };
  return {
    ...server,
    models: server.models.map((each) => (each.id === asked.id ? { ...each, facts } : each)),
    tried: { ...tried, model: asked.id },
  };
}

/** Servers that run models themselves, so that nobody bills a call on this machine. */
const RUNS_MODELS: ReadonlySet<ServerKind> = new Set(["lm-studio", "vllm", "llama-cpp", "sglang"]);

/** Models of people and of hubs are not Ollama's by their owner, but have tags: `hf.co/x/y:Q4`. */
function looksTagged({ data }: ModelList): boolean {
  return data.length > 0 && data.every(({ id }) => id.includes(":"));
}

/** @throws UserError for a model that the server does not have. */
function modelToAsk(
  { kind, models }: Pick<SeenServer, "kind" | "models">,
  { paid = false, model }: ProbeOptions,
  isFree: boolean,
): SeenModel | undefined {
  if (protocolsOfServers[kind] !== "openai-chat") return undefined;
  const named = models.find(({ id }) => id === model);
  if (model !== undefined && named === undefined) {
    throw new UserError(
      `the server has no model ${model}`,
      `it has ${models.map(({ id }) => id).join(", ")}`,
    );
  }
  if (paid) return named ?? models[0];
  if (!isFree) return undefined;
  // A question is no reason to load gigabytes.
  return named ?? models.find(({ isLoaded = true }) => isLoaded);
}

type Ask = (
  url: string,
  options?: { readonly body?: object; readonly isAnthropic?: boolean },
) => Promise<Answer>;

/** Without a status there was no answer. */
type Answer =
  | { readonly status: number; readonly body: unknown }
  | { readonly status?: undefined; readonly body?: undefined; readonly reason: string };

function keyHeader(protocol: ProtocolName, key: string): Record<string, string> {
  const auth = authOf(usualScheme(protocol));
  return auth.in === "header" ? { [auth.name]: `${auth.prefix ?? ""}${key}` } : {};
}

function createAsk({ fetch, key, signal }: ProbeOptions): Ask {
  let calls = 0;
  return async (url, { body, isAnthropic = false } = {}) => {
    calls += 1;
    if (calls > MOST_CALLS) return { reason: `it was asked ${MOST_CALLS} times` };
    try {
      const response = await fetch(url, {
        signal,
        redirect: "manual",
        headers: {
          accept: "application/json",
          "anthropic-version": "2023-06-01",
          ...(key === undefined
            ? {}
            : keyHeader(isAnthropic ? "anthropic-messages" : "openai-chat", key)),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      });
      const text = await textOf(response);
      const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
      return { status: response.status, body: isStream ? eventsOf(text) : parsed(text) };
    } catch (error) {
      if (signal.aborted) return { reason: "it takes longer than two seconds" };
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      return { reason: cause instanceof Error ? cause.message : String(cause) };
    }
  };
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    // Leaving the loop ends the connection.
    if (text.length > MAX_LENGTH) throw new Error("its answer has more than 16 MiB");
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The values of a stream's events. */
function eventsOf(text: string): unknown[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const value = line.startsWith("data:") ? parsed(line.slice("data:".length)) : undefined;
    return value === undefined ? [] : [value];
  });
}

/** Anthropic's errors say of themselves what they are. */
function saysAnthropic(body: unknown): boolean {
  return typeof body === "object" && body !== null && "type" in body && body.type === "error";
}

/** Where the API of a server is, and where the server itself is, from any URL of it. */
function placesOf(url: string): { readonly base: string; readonly root: string } {
  const text = /^https?:\/\//i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(text)) throw new UserError(`${url} is no URL`);
  const { origin, pathname, username, password } = new URL(text);
  if (username + password !== "") {
    throw new UserError(
      `${shownUrl(text)} has a user name or a password in it`,
      "--key-env NAME says which variable has the key",
    );
  }
  const path = withoutLastSlashes(pathname).replace(
    /\/(?:chat\/completions|responses|messages|models|api\/(?:chat|tags))$/,
    "",
  );
  const root = `${origin}${path.replace(/\/(?:api\/)?v\d+$/, "")}`;
  return { base: /\/v\d+$/.test(path) ? `${origin}${path}` : `${root}/v1`, root };
}

async function seeOllama(
  root: string,
  models: readonly SeenModel[],
  ask: Ask,
): Promise<SeenServer> {
  const unasked: string[] = [];
  const seen: SeenModel[] = [];
  for (const { id, facts } of models) {
    if (facts.contextWindow !== undefined && facts.capabilities !== undefined) {
      seen.push({ id, facts });
      continue;
    }
    const { status, body } = await ask(`${root}/api/show`, { body: { model: id } });
    if (status === undefined) unasked.push(id);
    seen.push({ id, facts: { ...facts, ...readShow(body) } });
  }
  return {
    kind: "ollama",
    base: root,
    source: `${root}/api/tags`,
    models: seen,
    others: [],
    unasked,
  };
}

/** What a kind of server says beside its list of models. */
async function seeDetails(
  kind: ServerKind,
  list: ModelList,
  { base, root, ask }: { readonly base: string; readonly root: string; readonly ask: Ask },
): Promise<Pick<SeenServer, "source" | "models"> & Partial<Pick<SeenServer, "others">>> {
  const models = readModels(list);
  const plain = { source: `${base}/models`, models };
  if (kind === "lm-studio") {
    const source = `${root}/api/v0/models`;
    const all = readStudio((await ask(source)).body);
    if (all === undefined) return plain;
    const chat = all.filter(({ isChat }) => isChat);
    const others = all.filter(({ isChat }) => !isChat).map(({ id }) => id);
    return { source, models: chat.map(({ isChat: _, ...each }) => each), others };
  }
  if (kind === "llama-cpp") {
    const source = `${root}/props`;
    const facts = readProps((await ask(source)).body);
    // It is about the one model that is loaded.
    if (models.length !== 1 || Object.keys(facts).length === 0) return plain;
    return {
      source,
      models: models.map((each) => ({ ...each, facts: { ...each.facts, ...facts } })),
    };
  }
  if (kind === "litellm") {
    const source = `${root}/model/info`;
    const said = new Map(
      readLitellm((await ask(source)).body)?.map(({ id, facts }) => [id, facts]),
    );
    if (said.size === 0) return plain;
    return {
      source,
      models: models.map(({ id, facts }) => ({ id, facts: { ...facts, ...said.get(id) } })),
    };
  }
  return plain;
}
