import * as z from "zod";
import type { ProtocolName } from "../../layers/vocabulary.ts";
import type { StatedFacts } from "../statement.ts";

/** What kind of server answers. */
export type ServerKind =
  | "ollama"
  | "lm-studio"
  | "vllm"
  | "llama-cpp"
  | "sglang"
  | "litellm"
  | "openrouter"
  | "anthropic"
  | "openai";

/** What kinds are called. */
export const serverNames: Readonly<Record<ServerKind, string>> = {
  ollama: "Ollama",
  "lm-studio": "LM Studio",
  vllm: "vLLM",
  "llama-cpp": "llama.cpp",
  sglang: "SGLang",
  litellm: "LiteLLM",
  openrouter: "OpenRouter",
  anthropic: "a server of Anthropic's API",
  openai: "a server of OpenAI's API",
};

export const protocolsOfServers: Readonly<Record<ServerKind, ProtocolName>> = {
  ollama: "ollama-chat",
  "lm-studio": "openai-chat",
  vllm: "openai-chat",
  "llama-cpp": "openai-chat",
  sglang: "openai-chat",
  litellm: "openai-chat",
  openrouter: "openai-chat",
  anthropic: "anthropic-messages",
  openai: "openai-chat",
};

/** What a server says of one of its models. */
export interface SeenModel {
  readonly id: string;
  readonly facts: StatedFacts;
  /** Whether it is in memory; absent: it is, or nobody says. */
  readonly isLoaded?: boolean | undefined;
}

const size = z.number().int().positive().nullish().catch(undefined);
const words = z.array(z.string()).nullish().catch(undefined);

const listed = z.looseObject({
  id: z.string().min(1),
  owned_by: z.string().nullish().catch(undefined),
  created: z.unknown().optional(),
  type: z.string().nullish().catch(undefined),
  display_name: z.string().nullish().catch(undefined),
  max_model_len: size,
  max_input_tokens: size,
  max_tokens: size,
  context_length: size,
  meta: z.looseObject({ n_ctx: size, n_ctx_train: size }).nullish().catch(undefined),
  architecture: z
    .looseObject({ input_modalities: words, output_modalities: words })
    .nullish()
    .catch(undefined),
  top_provider: z.looseObject({ max_completion_tokens: size }).nullish().catch(undefined),
  supported_parameters: words,
});
const list = z.looseObject({ data: z.array(listed), has_more: z.boolean().optional() });
export type ModelList = z.infer<typeof list>;

/** What `…/models` answers, where it is a list of models. */
export function readList(body: unknown): ModelList | undefined {
  return list.safeParse(body).data;
}

/** When LiteLLM says that each of its models came. */
const LITELLM_CREATED = 1_677_610_602;

/** By what servers call themselves in the list of their models, which none of them leaves out. */
const OWNERS: Readonly<Record<string, ServerKind>> = {
  library: "ollama",
  organization_owner: "lm-studio",
  vllm: "vllm",
  llamacpp: "llama-cpp",
  sglang: "sglang",
};

/** What kind a list of models is of. */
export function kindOf({ data, has_more }: ModelList): ServerKind {
  const [first] = data;
  const named = data.flatMap(({ owned_by }) => (owned_by ? (OWNERS[owned_by] ?? []) : []))[0];
  if (named !== undefined) return named;
  if (first?.type === "model" || (has_more !== undefined && first?.display_name)) {
    return "anthropic";
  }
  if (first?.supported_parameters && first.architecture) return "openrouter";
  return first !== undefined && data.every(({ created }) => created === LITELLM_CREATED)
    ? "litellm"
    : "openai";
}

/** Facts of the models in a list, as far as it has any. */
export function readModels({ data }: ModelList): SeenModel[] {
  return data.map((model) => {
    const { architecture, supported_parameters: taken, top_provider, meta } = model;
    const input = architecture?.input_modalities;
    const output = architecture?.output_modalities;
    return {
      id: model.id,
      facts: present({
        displayName: model.display_name ?? undefined,
        contextWindow:
          model.max_model_len ??
          model.context_length ??
          model.max_input_tokens ??
          meta?.n_ctx ??
          meta?.n_ctx_train ??
          undefined,
        maxOutputTokens: top_provider?.max_completion_tokens ?? model.max_tokens ?? undefined,
        input: input ? answers(input.map((kind) => (kind === "file" ? "pdf" : kind))) : undefined,
        output: output ?? undefined,
        capabilities: taken
          ? answers(
              Object.entries(PARAMETERS).flatMap(([name, word]) =>
                taken.includes(name) ? [word] : [],
              ),
            )
          : undefined,
      }),
    };
  });
}

/** What OpenRouter's names of parameters mean. */
const PARAMETERS = {
  tools: "tools",
  tool_choice: "tool-choice",
  structured_outputs: "structured-output",
  reasoning: "reasoning",
  temperature: "temperature",
  top_p: "top-p",
  top_k: "top-k",
  seed: "seed",
  stop: "stop",
  logprobs: "logprobs",
} as const;

const tags = z.looseObject({
  models: z.array(
    z.looseObject({
      name: z.string().min(1),
      capabilities: words,
      details: z.looseObject({ context_length: size }).nullish().catch(undefined),
    }),
  ),
});

/** What Ollama's `/api/tags` answers; newer ones say there what a model can do. */
export function readTags(body: unknown): SeenModel[] | undefined {
  return tags.safeParse(body).data?.models.map(({ name, capabilities, details }) => ({
    id: name,
    facts: present({
      contextWindow: details?.context_length ?? undefined,
      ...ollamaAbilities(capabilities),
    }),
  }));
}

const show = z.looseObject({
  capabilities: words,
  parameters: z.string().nullish().catch(undefined),
  model_info: z.record(z.string(), z.unknown()).nullish().catch(undefined),
});

/** What Ollama's `/api/show` answers of one model: what it is set to counts before what it could have. */
export function readShow(body: unknown): StatedFacts {
  const { capabilities, parameters, model_info } = show.safeParse(body).data ?? {};
  const set = /^num_ctx\s+(\d+)$/m.exec(parameters ?? "")?.[1];
  const [, most] =
    Object.entries(model_info ?? {}).find(([key]) => key.endsWith(".context_length")) ?? [];
  const window = set === undefined ? most : Number(set);
  return present({
    contextWindow: size.parse(window) ?? undefined,
    ...ollamaAbilities(capabilities),
  });
}

/** Ollama names all that a model can do, so what it leaves out is refused. */
function ollamaAbilities(names: readonly string[] | null | undefined): StatedFacts {
  if (!names || names.length === 0) return {};
  return {
    capabilities: { tools: names.includes("tools"), reasoning: names.includes("thinking") },
    input: answers(["text", ...(names.includes("vision") ? ["image"] : [])]),
  };
}

const studio = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string().min(1),
      type: z.string().nullish().catch(undefined),
      state: z.string().nullish().catch(undefined),
      max_context_length: size,
      loaded_context_length: size,
      capabilities: words,
    }),
  ),
});

/** What LM Studio's `/api/v0/models` answers; the window is the one that is loaded, where one is. */
export function readStudio(
  body: unknown,
): (SeenModel & { readonly isChat: boolean })[] | undefined {
  return studio.safeParse(body).data?.data.map((model) => ({
    id: model.id,
    isChat: model.type !== "embeddings",
    isLoaded: model.state === "loaded",
    facts: present({
      contextWindow: model.loaded_context_length ?? model.max_context_length ?? undefined,
      input: model.type ? answers(model.type === "vlm" ? ["text", "image"] : ["text"]) : undefined,
      capabilities: model.capabilities?.includes("tool_use") ? { tools: true } : undefined,
    }),
  }));
}

const flag = z.boolean().nullish().catch(undefined);
const props = z.looseObject({
  default_generation_settings: z.looseObject({ n_ctx: size }).nullish().catch(undefined),
  modalities: z.looseObject({ vision: flag, audio: flag }).nullish().catch(undefined),
  chat_template_caps: z.looseObject({ supports_tools: flag }).nullish().catch(undefined),
});

/** What llama.cpp's `/props` answers: the window of one of its slots, which is what a request may have. */
export function readProps(body: unknown): StatedFacts {
  const { data } = props.safeParse(body);
  const { vision, audio } = data?.modalities ?? {};
  const tools = data?.chat_template_caps?.supports_tools;
  return present({
    contextWindow: data?.default_generation_settings?.n_ctx ?? undefined,
    input: data?.modalities
      ? answers(["text", ...(vision ? ["image"] : []), ...(audio ? ["audio"] : [])])
      : undefined,
    capabilities: typeof tools === "boolean" ? { tools } : undefined,
  });
}

const info = z.looseObject({
  data: z.array(
    z.looseObject({
      model_name: z.string().min(1),
      model_info: z
        .looseObject({
          mode: z.string().nullish().catch(undefined),
          max_input_tokens: size,
          max_output_tokens: size,
          supports_function_calling: flag,
          supports_response_schema: flag,
          supports_reasoning: flag,
          supports_vision: flag,
        })
        .nullish()
        .catch(undefined),
    }),
  ),
});

/** What LiteLLM's `/model/info` answers. */
export function readLitellm(body: unknown): SeenModel[] | undefined {
  return info.safeParse(body).data?.data.map(({ model_name: id, model_info: said }) => ({
    id,
    facts: present({
      contextWindow: said?.max_input_tokens ?? undefined,
      maxOutputTokens: said?.max_output_tokens ?? undefined,
      capabilities: {
        ...(said?.supports_function_calling === true ? { tools: true } : {}),
        ...(said?.supports_response_schema === true ? { "structured-output": true } : {}),
        ...(said?.supports_reasoning === true ? { reasoning: true } : {}),
      },
      input: said?.supports_vision === true ? answers(["text", "image"]) : undefined,
    }),
  }));
}

/** Yes to each of these words. */
function answers<W extends string>(names: readonly W[]): { readonly [Word in W]?: boolean } {
  return Object.fromEntries(names.map((name) => [name, true])) as { [Word in W]?: boolean };
}

type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };

function present(facts: Loose<StatedFacts>): StatedFacts {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined),
  ) as StatedFacts;
}
