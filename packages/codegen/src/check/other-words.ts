import type { Layer } from "../layers/layer-names.ts";

/**
 * What other tools call what we have under another name: of keys by layer, of words by a word of ours that
 * stands in the same list. In lower case, keys with nothing between their words and words with dashes.
 */

type Words = Readonly<Record<string, string>>;

const PRICE =
  "prices are integers in micro-cents per million tokens: $1.00 is 100_000_000, write cost_input_per_mtok_micro and cost_output_per_mtok_micro";

const ABILITY = (word: string) => `write it into capabilities: ["${word}"]`;

const NOT_HERE = "leave it out: a request states it, not the registry";

const OTHER_KEYS: Readonly<Partial<Record<Layer, Readonly<Record<string, string>>>>> = {
  provider: {
    ...names("display_name", "name title label displayname"),
    ...names("endpoint", "url baseurl apibase apiurl apibaseurl host basepath uri api server"),
    ...names("auth_env", "env envkey envvar apikeyenv apikeyenvvar keyenv apikeyname"),
    ...names(
      'write auth_env, with the name of a variable that holds the key: auth_env = "ACME_API_KEY"',
      "apikey key token secret apitoken accesstoken authtoken",
    ),
    ...names("auth_scheme", "auth authtype authentication authmethod"),
    ...names("protocol", "type kind wireapi format apitype apiformat wire npm sdk dialecttype"),
    ...names("headers", "httpheaders extraheaders defaultheaders requestheaders"),
    ...names("rate_limit_rpm", "rpm rpmlimit requestsperminute ratelimit"),
    ...names("rate_limit_tpm", "tpm tpmlimit tokensperminute"),
    ...names("retry_max", "retries maxretries numretries requestmaxretries"),
    ...names("retry_backoff_ms", "backoff retrydelay retryafter backoffms"),
    ...names("billing_currency", "currency billing"),
    ...names("docs_url", "doc docs documentation website homepage docurl link"),
    ...names("notes", "description comment comments note"),
    ...names(
      "leave it out: a client sets it, not the registry",
      "timeout timeoutms streamidletimeoutms",
    ),
    ...names("write [[model]] records into models.toml", "models model"),
  },
  model: {
    ...names("provider_ref", "provider vendor providerid litellmprovider owner"),
    ...names("id", "model modelid modelname ref"),
    ...names("display_name", "name title label"),
    ...names(
      "context_window",
      "ctx ctxlen ctxsize context contextlength contextsize contexttokens maxcontext maxcontextlength maxmodellen numctx window maxcontextwindow contextlimit nctx",
    ),
    ...names(
      "max_output_tokens",
      "maxtokens maxcompletiontokens maxoutput outputlimit outputtokens maxgeneratedtokens defaultmaxtokens completiontokens maxoutputlength",
    ),
    ...names("max_input_tokens", "maxinput inputlimit maxprompttokens"),
    ...names(
      PRICE,
      "price prices pricing cost costs inputprice outputprice inputcost outputcost promptprice completionprice costper1min costper1mout inputcostpertoken outputcostpertoken costinput costoutput priceinput priceoutput inputper1m outputper1m inputpricepermillion outputpricepermillion inputcostpermillion outputcostpermillion prompt completion",
    ),
    ...names(
      "cache_read_per_mtok_micro",
      "cacheread cachedinput cachedinputprice inputcacheread cachereadinputtokencost cachehit costper1mincached",
    ),
    ...names(
      "cache_write_per_mtok_micro",
      "cachewrite inputcachewrite cachecreationinputtokencost",
    ),
    ...names("aliases", "alias names othernames"),
    ...names(
      ABILITY("tools"),
      "tools toolcall toolcalling tooluse functioncalling functions supportsfunctioncalling supportstools supportstoolcalls",
    ),
    ...names(
      ABILITY("reasoning"),
      "reasoning thinking canreason supportsreasoning supportsthinking",
    ),
    ...names(
      ABILITY("structured-output"),
      "structuredoutput structuredoutputs jsonschema supportsresponseschema supportsstructuredoutput",
    ),
    ...names(ABILITY("json-output"), "json jsonmode supportsjson supportsjsonmode"),
    ...names(
      'write input = ["text", "image"]',
      "vision images image multimodal attachment attachments supportsvision supportsimages supportsattachments imageinput",
    ),
    ...names('write input = ["text", "pdf"]', "pdf supportspdf supportspdfinput"),
    ...names('write input = ["text", "audio"]', "audio supportsaudio supportsaudioinput"),
    ...names(
      'write input and output, such as input = ["text", "image"] and output = ["text"]',
      "modality modalities inputmodalities outputmodalities supportedmodalities",
    ),
    ...names("capabilities", "capability features abilities supports supportedparameters"),
    ...names("efforts", "reasoningefforts reasoninglevels reasoningeffort thinkinglevels effort"),
    ...names("effort_default", "defaulteffort defaultreasoningeffort"),
    ...names(
      "knowledge_until",
      "knowledge knowledgecutoff cutoff trainingcutoff knowledgecutoffdate",
    ),
    ...names("released_at", "released releasedate created createdat launched date"),
    ...names("deprecated_at", "deprecated deprecation deprecationdate isdeprecated"),
    ...names(
      "retires_at",
      "retired retirement shutdown shutdowndate sunset eol endoflife retirementdate",
    ),
    ...names("replaced_by", "successor replacement replacedby supersededby"),
    ...names("open_weights", "openweight opensource weights isopen open"),
    ...names("source_url", "url link source docs docsurl doc homepage sourceurl"),
    ...names("notes", "description comment comments note"),
    ...names("verified_at", "lastupdated updated updatedat checkedat verified lastverified"),
    ...names("price_tiers", "tiers pricingtiers contextover200k"),
    ...names(NOT_HERE, "topk topp stop seed maxretries stream"),
    ...names(`${ABILITY("temperature")}; a request states its value`, "temperature"),
  },
  profile: {
    ...names("default_model_ref", "model modelref defaultmodel ref modelid"),
    ...names(
      "fallback_model_refs",
      "fallback fallbacks fallbackmodel fallbackmodels fallbackmodelref alternatives",
    ),
    ...names("role", "name title type kind"),
    ...names("caps", "tools permissions capabilities allowedtools scopes"),
    ...names("system_prompt_ref", "prompt systemprompt instructions system"),
    ...names("effort", "reasoningeffort thinking reasoning"),
    ...names("description", "notes comment summary about"),
    ...names(NOT_HERE, "temperature maxtokens topp"),
  },
  price: {
    ...names("model_ref", "model id ref modelid provider"),
    ...names("from", "since start begin startdate validfrom starts"),
    ...names("to", "until end enddate validto ends"),
    ...names("service_tier", "tier servicetier"),
    ...names(PRICE, "price cost input output inputprice outputprice"),
  },
};

/** Of tables of a record, by the key of the table. */
const OTHER_TABLE_KEYS: Readonly<Record<string, Words>> = {
  price_tiers: names(
    "above_input_tokens",
    "above over threshold abovetokens mintokens from size minimum contextover tokens",
  ),
};

/**
 * What to write in place of a key that is none of ours, where another tool has it: a hint, or a key of ours.
 *
 * @param table Key of the record's table that it stands in.
 */
export function otherKey(layer: Layer, table: string | undefined, key: string): string | undefined {
  const known = (table === undefined ? OTHER_KEYS[layer] : OTHER_TABLE_KEYS[table]) ?? {};
  const name = bare(key);
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

/** A key without what tools put between its words, and in lower case. */
export function bare(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** By a word of ours: whichever list has that one takes the others, too. */
const OTHER_WORDS: Readonly<Record<string, Words>> = {
  tools: {
    ...names(
      'write input = ["text", "image"]',
      "vision images image image-input multimodal attachments attachment files",
    ),
    ...names('write input = ["text", "pdf"]', "pdf pdf-input documents"),
    ...names('write input = ["text", "audio"]', "audio audio-input speech"),
    ...names('write input = ["text", "video"]', "video video-input"),
    ...names('write output = ["image"]', "image-generation image-output"),
    ...names('write output = ["audio"]', "audio-output tts text-to-speech"),
    ...names('write output = ["embedding"]', "embedding embeddings"),
    ...names(
      'write "tools"',
      "function-calling functions function-call function tool tool-call tool-calls tool-calling tool-use",
    ),
    ...names(
      'write "parallel-tools"',
      "parallel-tool-calls parallel-function-calling parallel-tool-use",
    ),
    ...names(
      'write "json-output", or "structured-output" where it follows a schema',
      "json json-mode json-object response-format",
    ),
    ...names(
      'write "structured-output"',
      "json-schema structured-outputs response-schema structured",
    ),
    ...names('write "reasoning"', "thinking think extended-thinking reasoner reason"),
    ...names('write "reasoning-effort"', "effort thinking-effort"),
    ...names('write "reasoning-budget"', "budget thinking-budget"),
    ...names("leave it out: every model streams", "streaming stream"),
    ...names(
      "leave it out: every model does that",
      "chat text completion completions system-prompt system",
    ),
    ...names(
      "leave it out: write cache_read_per_mtok_micro, or cache_ttls",
      "cache caching prompt-cache prompt-caching",
    ),
    ...names('write "web-search"', "search web internet browsing grounding web-browsing"),
    ...names('write "code-execution"', "code code-interpreter"),
    ...names('write "computer-use"', "computer"),
    ...names('write "stop"', "stop-sequences stop-sequence"),
  },
  pdf: {
    ...names('write "image"', "vision picture pictures photo photos img png jpeg"),
    ...names('write "pdf"', "file files document documents doc attachment"),
    ...names('write "audio"', "speech sound voice music"),
    ...names('write "text"', "string words tokens markdown code"),
    ...names('write "video"', "movie movies clip"),
    ...names('write "embedding"', "vector vectors"),
  },
  "openai-chat": {
    ...names(
      'write "openai-chat", or "openai-responses" for the Responses API',
      "openai openai-compatible openai-completions openai-compat chatgpt azure azure-openai",
    ),
    ...names(
      'write "openai-chat"',
      "chat completions chat-completions openai-chat-completions groq mistral deepseek xai vllm llamacpp llama-cpp lmstudio litellm openrouter sglang together",
    ),
    ...names('write "openai-responses"', "responses response openai-response"),
    ...names('write "anthropic-messages"', "anthropic claude messages anthropic-message"),
    ...names(
      'write "gemini-generate-content"',
      "google gemini vertex generate-content google-genai google-generative-ai",
    ),
    ...names('write "ollama-chat"', "ollama"),
    ...names('write "codex-exec"', "codex codex-cli"),
    ...names(
      'write transport = "aws-bedrock", and the protocol that its endpoint speaks',
      "bedrock aws aws-bedrock",
    ),
  },
  "direct-api": {
    ...names('write "direct-api"', "http https api rest direct cloud"),
    ...names('write "azure-openai"', "azure"),
    ...names('write "aws-bedrock"', "aws bedrock"),
    ...names('write "google-vertex"', "vertex gcp google vertex-ai"),
    ...names('write "local"', "localhost ollama self-hosted on-prem"),
    ...names('write "proxy"', "gateway router aggregator litellm openrouter"),
  },
  bearer: {
    ...names('write "header" and auth_header = "api-key", or "bearer"', "api-key"),
    ...names('write "bearer", or "header" with auth_header', "apikey key header-key api-token"),
    ...names('write "bearer"', "token authorization bearer-token auth-token jwt"),
    ...names(
      'write "bearer" where a variable holds the token, or "oauth-subscription"',
      "oauth oauth2 oidc",
    ),
    ...names('write "query-key" and auth_header = "x-goog-api-key"', "x-goog-api-key goog"),
    ...names('write "query-key"', "query url query-string param"),
    ...names(
      'write "header" and auth_header = "authorization"; the variable then holds the whole value',
      "basic",
    ),
    ...names('write "none"', "no noauth anonymous unauthenticated off"),
  },
  xhigh: {
    ...names('write "xhigh"', "extra-high very-high"),
    ...names('write "none"', "off disabled no false zero"),
    ...names('write "max"', "maximum ultra highest"),
    ...names('write "minimal"', "min lowest"),
    ...names("leave it out: the provider chooses then", "default normal auto adaptive"),
  },
  alpha: {
    ...names('write "beta"', "preview experimental early"),
    ...names("leave it out: the model is released", "stable released ga active live production"),
    ...names(
      'write "deprecated", or deprecated_at with its day',
      "retired sunset legacy eol obsolete",
    ),
  },
  "5m": {
    ...names('write "5m"', "5min 5-min 5-minutes 300 300s ephemeral"),
    ...names('write "30m"', "30min 30-min 30-minutes 1800"),
    ...names('write "1h"', "60m 60min 1-hour 1hour 1hr 3600"),
    ...names('write "12h"', "12-hours 12hours"),
    ...names('write "24h"', "1d 1-day 24-hours 24hours 86400"),
  },
};

/** What to write in place of a word that a key does not take, where other tools have it. */
export function otherWord(word: string, values: readonly string[]): string | undefined {
  const name = word
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .trim()
    .replace(/[\s_]+/g, "-");
  const list = Object.entries(OTHER_WORDS).find(([ours]) => values.includes(ours))?.[1];
  const hint = list !== undefined && Object.hasOwn(list, name) ? list[name] : undefined;
  const [, written] = /^write "([^"]*)"/.exec(hint ?? "") ?? [];
  // Of two lists with a word in common only one has the other words, too.
  return written === undefined || values.includes(written) ? hint : undefined;
}

function names(ours: string, theirs: string): Words {
  return Object.fromEntries(theirs.split(" ").map((name) => [name, ours]));
}
