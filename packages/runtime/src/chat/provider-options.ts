/**
 * What one vendor's wire has and others have not, by vendor. A client reads the group of the protocol
 * that it speaks and leaves the others alone, so one request may go to several providers. What is not
 * here goes into `extraBody`, which is merged over these.
 */
export interface ProviderOptions {
  /** Of all that speaks a protocol of OpenAI's: what other servers make of it is theirs. */
  readonly openai?: OpenaiOptions | undefined;
  readonly anthropic?: AnthropicOptions | undefined;
  readonly google?: GoogleOptions | undefined;
  readonly ollama?: OllamaOptions | undefined;
}

/** @see https://platform.openai.com/docs/api-reference/chat/create */
export interface OpenaiOptions {
  /** Chances of tokens by their id, -100 to 100. */
  readonly logitBias?: Readonly<Record<string, number>> | undefined;
  /** Up to 16 pairs that OpenAI keeps with the answer, to find it by. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Words that the answer is likely to have, which come faster then. */
  readonly prediction?: { readonly type: "content"; readonly content: string } | undefined;
  /** A stable name of the end user, hashed best: what `userId` is for, in OpenAI's newer field. */
  readonly safetyIdentifier?: string | undefined;
  /** The answer is kept at OpenAI. */
  readonly store?: boolean | undefined;
  readonly verbosity?: "low" | "medium" | "high" | undefined;
  /** The model searches the web, by those models that do so by themselves. */
  readonly webSearchOptions?: Readonly<Record<string, unknown>> | undefined;
}

/** @see https://platform.claude.com/docs/en/api/messages */
export interface AnthropicOptions {
  /** The region in which the model runs: it has a price of its own. */
  readonly inferenceGeo?: string | undefined;
  /** Files and state of code that Anthropic runs go on in this one. */
  readonly container?: string | undefined;
}

/** @see https://ai.google.dev/api/generate-content */
export interface GoogleOptions {
  readonly safetySettings?: readonly SafetySetting[] | undefined;
  /** What the answer may consist of. */
  readonly responseModalities?: readonly ("TEXT" | "IMAGE" | "AUDIO")[] | undefined;
  /** Shape and size of images that the model makes. */
  readonly imageConfig?:
    | { readonly aspectRatio?: string | undefined; readonly imageSize?: string | undefined }
    | undefined;
  /** The voices in which the model speaks. */
  readonly speechConfig?: Readonly<Record<string, unknown>> | undefined;
  /** How closely images and films are looked at, all of the request. */
  readonly mediaResolution?:
    | "MEDIA_RESOLUTION_LOW"
    | "MEDIA_RESOLUTION_MEDIUM"
    | "MEDIA_RESOLUTION_HIGH"
    | undefined;
  /** For the bill, of Vertex. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** From which probability of harm on Google keeps an answer back. */
export interface SafetySetting {
  readonly category: `HARM_CATEGORY_${
    | "HARASSMENT"
    | "HATE_SPEECH"
    | "SEXUALLY_EXPLICIT"
    | "DANGEROUS_CONTENT"
    | "CIVIC_INTEGRITY"}`;
  readonly threshold:
    | "BLOCK_LOW_AND_ABOVE"
    | "BLOCK_MEDIUM_AND_ABOVE"
    | "BLOCK_ONLY_HIGH"
    | "BLOCK_NONE"
    | "OFF";
}

/** @see https://docs.ollama.com/modelfile#valid-parameters-and-values */
export interface OllamaOptions {
  /** How long the model stays loaded: seconds, or a text such as `"5m"`. */
  readonly keepAlive?: number | string | undefined;
  /** Tokens of context to load the model with. */
  readonly numCtx?: number | undefined;
  /** Least probability of a token, as a share of the likeliest one's. */
  readonly minP?: number | undefined;
  /** Over 1: what was said is said again less. */
  readonly repeatPenalty?: number | undefined;
}
